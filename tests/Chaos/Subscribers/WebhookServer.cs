using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.AppHost.Once;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.Chaos.Checks;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Subscribers;

/// <summary>A web server that takes webhooks, and while it is told to sometimes answers 500 or not at all.</summary>
internal sealed class WebhookServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (Mailbox Mailbox, WebhookSignature Signature)> _known = new();
    private readonly string _address = $"http://127.0.0.1:{FreePort.Take()}";
    private readonly Random _random;
    private readonly Lock _gate = new();
    private readonly Tally _tally;
    private readonly Findings _findings;
    private readonly CancellationTokenSource _stop = new();

    private WebhookServer(int seed, Tally tally, Findings findings)
    {
        (_random, _tally, _findings) = (new Random(seed), tally, findings);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address);
        _app = builder.Build();
        _app.MapPost("/hook/{name}", TakeAsync);
    }

    public bool IsMoody { get; set; } = true;

    public static async Task<WebhookServer> StartAsync(int seed, Tally tally, Findings findings)
    {
        var server = new WebhookServer(seed, tally, findings);
        await server._app.StartAsync();
        return server;
    }

    public string Url(string name) => $"{_address}/hook/{name}";

    public void Trust(string name, Mailbox mailbox, string secret) => _known[name] = (mailbox, new WebhookSignature(secret));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<IResult> TakeAsync(string name, HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        var cloudEvent = JsonNode.Parse(body.ToArray())!;
        if ((string?)cloudEvent["type"] == "dk.socialenzyme.subscription.challenged.v1")
            return Results.Json(new { challenge = (string)cloudEvent["data"]!["challenge"]! });
        if (!_known.TryGetValue(name, out var endpoint)) return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);
        if (endpoint.Signature.Fault(request.Headers, body.ToArray(), DateTimeOffset.UtcNow) is { } fault) _findings.Broken($"a webhook of {name}: {fault}");
        var heard = Heard.From(cloudEvent);
        var mood = Mood();
        // Judged when it comes, under a lock: what is recorded is in the order in which it came.
        if (mood is 0) endpoint.Mailbox.Add(heard);
        else endpoint.Mailbox.Refuse(heard);
        if (mood is 2)
        {
            _tally.Add("webhooks left hanging");
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, _stop.Token);
            await Task.Delay(TimeSpan.FromSeconds(30), ending.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
        if (mood is 1) _tally.Add("webhooks answered 500");
        return Results.StatusCode(mood is 0 ? StatusCodes.Status204NoContent : StatusCodes.Status500InternalServerError);
    }

    /// <summary>0: takes it. 1: answers 500. 2: hangs.</summary>
    private int Mood()
    {
        lock (_gate) return !IsMoody ? 0 : _random.Next(1_000) switch { < 4 => 1, < 5 => 2, _ => 0 };
    }
}
