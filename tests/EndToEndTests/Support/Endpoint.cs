using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.AppHost.Once;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>A request that came to an endpoint: with which signature, and what became of it.</summary>
internal sealed record Attempt(Delivered Event, IHeaderDictionary Headers, byte[] Body, int Answered);

/// <summary>An NGO's web server that takes webhooks, and can be told to fail or to be slow.</summary>
internal sealed class Endpoint : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Attempt> _attempts = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _address = $"http://127.0.0.1:{FreePort.Take()}";

    private Endpoint()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(_address);
        _app = builder.Build();
        _app.MapPost("/hook", TakeAsync);
    }

    public string Url => _address + "/hook";

    /// <summary>What it answers to an event, after how long. Challenges are always answered.</summary>
    public Func<CancellationToken, Task<HttpStatusCode>> Behaviour { get; set; } = _ => Task.FromResult(HttpStatusCode.NoContent);

    /// <summary>Everything that came, challenges aside.</summary>
    public IReadOnlyList<Attempt> Attempts => [.. _attempts];

    /// <summary>What it accepted, in order.</summary>
    public IReadOnlyList<Delivered> Accepted => [.. _attempts.Where(attempt => attempt.Answered < 300).Select(attempt => attempt.Event)];

    public static async Task<Endpoint> StartAsync()
    {
        var endpoint = new Endpoint();
        await endpoint._app.StartAsync();
        return endpoint;
    }

    public void Answer(HttpStatusCode status) => Behaviour = _ => Task.FromResult(status);

    /// <summary>What a careful receiver finds wrong with the signatures; null when all hold.</summary>
    public string? Fault(string secret)
    {
        var signature = new WebhookSignature(secret);
        return Attempts.Select(attempt => signature.Fault(attempt.Headers, attempt.Body, DateTimeOffset.UtcNow)).FirstOrDefault(fault => fault is not null);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _stop.Dispose();
    }

    private async Task<IResult> TakeAsync(HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        var cloudEvent = JsonNode.Parse(body.ToArray())!;
        if ((string?)cloudEvent["type"] == "dk.socialenzyme.subscription.challenged.v1")
            return Results.Json(new { challenge = (string)cloudEvent["data"]!["challenge"]! });
        var headers = new HeaderDictionary(request.Headers.ToDictionary());
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct, _stop.Token);
        var status = (int)await Behaviour(ending.Token);
        _attempts.Enqueue(new Attempt(Delivered.From(cloudEvent), headers, body.ToArray(), status));
        return Results.StatusCode(status);
    }
}
