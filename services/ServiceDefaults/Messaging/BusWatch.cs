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
            unwell = bus.CheckHealth().Status != BusHealthStatus.Healthy && await broker.AnswersAsync(stoppingToken) ? unwell + Look : TimeSpan.Zero;
            if (unwell >= Patience)
            {
                LogEnding(unwell.TotalSeconds);
                Environment.ExitCode = 1;
                lifetime.StopApplication();
                return;
            }
        }
    }

    [LoggerMessage(1231, LogLevel.Critical, "The bus is not well for {Seconds} s although the broker answers: the process ends, to be started anew")]
    private partial void LogEnding(double seconds);
}
