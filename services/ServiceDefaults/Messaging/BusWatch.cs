using System.Net.Sockets;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>
/// Ends the process when its bus stays unwell although the broker answers, so that whoever supervises it starts it anew. MassTransit 8.4 could keep a
/// connection that died while it was opened, and try it again for ever; nothing is lost meanwhile, and nothing moves.
/// </summary>
internal sealed partial class BusWatch(
    IBusControl bus, BrokerAddress broker, IHostApplicationLifetime lifetime, TimeProvider clock, ILogger<BusWatch> logger) : BackgroundService
{
    private const int DefaultPort = 5672;

    // A broker that starts again, or a machine that is very busy, is waited for.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var unwell = TimeSpan.Zero;
        using var timer = new PeriodicTimer(Look, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            // Only time in which the broker could have been reached counts.
            unwell = bus.CheckHealth().Status != BusHealthStatus.Healthy && await AnswersAsync(broker.Uri, stoppingToken) ? unwell + Look : TimeSpan.Zero;
            if (unwell >= Patience)
            {
                LogEnding(unwell.TotalSeconds);
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }
        }
    }

    /// <summary>True when what listens there speaks AMQP 0-9-1: it answers the protocol header (section 4.2.2) with a method frame.</summary>
    internal static async Task<bool> AnswersAsync(Uri address, CancellationToken ct)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(ct);
        timeout.CancelAfter(Look);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port > 0 ? address.Port : DefaultPort, timeout.Token);
            var stream = client.GetStream();
            await stream.WriteAsync("AMQP\0\0\u0009\u0001"u8.ToArray(), timeout.Token);
            var first = new byte[1];
            return await stream.ReadAsync(first, timeout.Token) == 1 && first[0] == 1;
        }
        catch (Exception error) when (error is SocketException or IOException || (error is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return false;
        }
    }

    [LoggerMessage(1231, LogLevel.Critical, "The bus is not well for {Seconds} s although the broker answers: the process ends, to be started anew")]
    private partial void LogEnding(double seconds);
}

/// <summary>Where the broker is.</summary>
internal sealed record BrokerAddress(Uri Uri);
