using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>An NGO's endpoint: a web server that proves whose it is and believes only what is signed.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentDictionary<string, Endpoint> _endpoints = new();
    readonly int _port = FreePort.Take();

    WebhookReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{_port}");
        _app = builder.Build();
        _app.MapPost("/hook/{name}", async (string name, HttpRequest request, CancellationToken ct) =>
            _endpoints.TryGetValue(name, out var endpoint) ? await endpoint.TakeAsync(request, ct) : Results.NotFound());
    }

    public static async Task<WebhookReceiver> StartAsync(CancellationToken ct)
    {
        var receiver = new WebhookReceiver();
        await receiver._app.StartAsync(ct);
        return receiver;
    }

    /// <summary>Opens an address for one subscription, before the subscription exists.</summary>
    public string Open(string name, Received into)
    {
        _endpoints[name] = new Endpoint(into);
        return $"http://127.0.0.1:{_port}/hook/{name}";
    }

    /// <summary>The secret comes in the answer to the subscription, and the first challenge may well come before it.</summary>
    public void Trust(string name, string secret) => _endpoints[name].Secret.SetResult(new WebhookSignature(secret));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    sealed class Endpoint(Received into)
    {
        public TaskCompletionSource<WebhookSignature> Secret { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<IResult> TakeAsync(HttpRequest request, CancellationToken ct)
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body, ct);
            var headers = new HeaderDictionary(request.Headers.ToDictionary());
            var cloudEvent = JsonNode.Parse(body.ToArray())!;
            if ((string?)cloudEvent["type"] == "dk.socialenzyme.subscription.challenged.v1")
            {
                // The hub may ask whose address this is before it has told us the secret; then the signature is checked later.
                _ = Secret.Task.ContinueWith(_ => IsSignedAsync(headers, body.ToArray()), TaskScheduler.Default);
                return Results.Json(new { challenge = (string)cloudEvent["data"]!["challenge"]! });
            }
            if (!await IsSignedAsync(headers, body.ToArray()).WaitAsync(ct)) return Results.Unauthorized();
            into.Add(FeedReceiver.Read(cloudEvent));
            return Results.NoContent();
        }

        async Task<bool> IsSignedAsync(HeaderDictionary headers, byte[] body)
        {
            var fault = (await Secret.Task).Fault(headers, body, DateTimeOffset.UtcNow);
            if (fault is not null) into.Blame($"a webhook was refused: {fault}");
            return fault is null;
        }
    }
}
