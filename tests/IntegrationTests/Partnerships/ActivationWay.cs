using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.IntegrationTests.Partnerships;

/// <summary>Where on its way a call is stopped.</summary>
public enum Moment
{
    /// <summary>It was sent and does not arrive.</summary>
    BeforeItArrives,

    /// <summary>It had its effect, and nobody hears of it.</summary>
    BeforeItsAnswer,
}

/// <summary>The calls about one partnership, counted: one of them can be stopped on its way, and is lost then.</summary>
public sealed class ActivationCalls
{
    private readonly Lock _lock = new();
    private int _count;
    private (int Number, Moment Moment)? _stop;
    private TaskCompletionSource<string> _stopped = New<string>();
    private TaskCompletionSource _released = New();

    /// <summary>Stops the n-th call from now on.</summary>
    /// <returns>Completes with the name of the call when it is stopped.</returns>
    public Task<string> StopAt(int number, Moment moment)
    {
        lock (_lock)
        {
            (_count, _stop, _stopped, _released) = (0, (number, moment), New<string>(), New());
            return _stopped.Task;
        }
    }

    /// <summary>What is stopped is lost for good; everything else goes through.</summary>
    public void Release()
    {
        lock (_lock)
        {
            _stop = null;
            _released.TrySetResult();
        }
    }

    internal int Count()
    {
        lock (_lock)
        {
            return ++_count;
        }
    }

    /// <returns>True: the call is lost.</returns>
    internal async Task<bool> LoseAsync(int number, string name, Moment moment)
    {
        Task released;
        lock (_lock)
        {
            if (_stop != (number, moment))
            {
                return false;
            }
            _stopped.TrySetResult(name);
            released = _released.Task;
        }
        await released;
        return true;
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>Which calls are about which partnership: by the need, the offer or the reservation that they name.</summary>
public sealed partial class ActivationSwitch
{
    private readonly ConcurrentDictionary<Guid, ActivationCalls> _calls = new();

    public void Add(ActivationCalls calls, params Guid[] about)
    {
        foreach (var id in about)
        {
            _calls[id] = calls;
        }
    }

    internal ActivationCalls? Find(byte[] message)
    {
        // Ids are text in a message; a reservation is first named together with what it is of.
        Guid[] ids = [.. Id().Matches(Encoding.Latin1.GetString(message)).Select(match => Guid.Parse(match.Value))];
        var calls = ids.Select(id => _calls.GetValueOrDefault(id)).FirstOrDefault(found => found is not null);
        if (calls is not null)
        {
            Add(calls, ids[..1]);
        }
        return calls;
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex Id();
}

/// <summary>Carries single gRPC calls to a service over real sockets.</summary>
public sealed class ActivationWay : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { EnableMultipleHttp2Connections = true, ConnectTimeout = TimeSpan.FromSeconds(1) });

    private ActivationWay(WebApplication app, int port) => (_app, Address) = (app, new Uri($"http://127.0.0.1:{port}"));

    /// <summary>Where partnerships finds the service.</summary>
    public Uri Address { get; }

    public static async Task<ActivationWay> OpenAsync(Uri to, ActivationSwitch calls)
    {
        var port = FreePort.Take();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddLogging(logging => logging.ClearProviders());
        var app = builder.Build();
        var way = new ActivationWay(app, port);
        app.Run(context => way.CarryAsync(context, to, calls));
        await app.StartAsync();
        return way;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _http.Dispose();
    }

    private async Task CarryAsync(HttpContext context, Uri to, ActivationSwitch all)
    {
        var name = context.Request.Path.Value!.Split('/')[^1];
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var calls = all.Find(body.ToArray());
        var number = calls?.Count() ?? 0;
        if (calls is not null && await calls.LoseAsync(number, name, Moment.BeforeItArrives))
        {
            context.Abort();
            return;
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(to, context.Request.Path.Value))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body.ToArray()),
        };
        foreach (var header in context.Request.Headers.Where(header => header.Key[0] != ':' && header.Key is not ("Host" or "Content-Length")))
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value))
            {
                request.Content.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
            }
        }
        try
        {
            using var answer = await _http.SendAsync(request, CancellationToken.None);
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            if (calls is not null && await calls.LoseAsync(number, name, Moment.BeforeItsAnswer))
            {
                context.Abort();
                return;
            }
            await AnswerAsync(context, answer, bytes);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            // The service is away.
            context.Abort();
        }
    }

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage answer, byte[] bytes)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key is not ("Content-Length" or "Transfer-Encoding")))
        {
            context.Response.Headers.Append(header.Key, header.Value.ToArray());
        }
        await context.Response.Body.WriteAsync(bytes);
        foreach (var trailer in answer.TrailingHeaders)
        {
            context.Response.AppendTrailer(trailer.Key, trailer.Value.ToArray());
        }
    }
}
