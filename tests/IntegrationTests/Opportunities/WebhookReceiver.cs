using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

/// <summary>An NGO's endpoint: proves itself, and keeps what it is sent.</summary>
internal sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebhookReceiver(WebApplication app, string url) => (_app, Url) = (app, url);

    public string Url { get; }

    /// <summary>What is answered to an event, by its number from 1; a challenge is always answered.</summary>
    public Func<int, int> Answer { get; set; } = _ => 200;

    /// <summary>How long an answer takes.</summary>
    public TimeSpan Delay { get; set; }

    public bool EchoesChallenge { get; set; } = true;

    /// <summary>Every attempt, in order, with what was answered.</summary>
    public ConcurrentQueue<(JsonNode Event, int Status, IHeaderDictionary Headers, string Body)> Attempts { get; } = new();

    public List<JsonNode> Accepted => [.. Attempts.Where(attempt => attempt.Status == 200).Select(attempt => attempt.Event)];

    public static async Task<WebhookReceiver> StartAsync()
    {
        // Not from here: the settings of a service may lie beside the tests, and its addresses are not ours.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = Path.GetTempPath() });
        builder.Logging.ClearProviders();
        var url = $"http://127.0.0.1:{FreePort.Take()}";
        builder.WebHost.UseUrls(url);
        var receiver = new WebhookReceiver(builder.Build(), $"{url}/hook");
        receiver._app.MapPost("/hook", receiver.TakeAsync);
        await receiver._app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        var @event = JsonNode.Parse(body)!;
        if ((string)@event["type"]! == "dk.socialenzyme.subscription.challenged.v1")
        {
            return Results.Json(new { challenge = EchoesChallenge ? (string)@event["data"]!["challenge"]! : "something else" });
        }
        await Task.Delay(Delay);
        var status = Answer(Attempts.Count + 1);
        Attempts.Enqueue((@event, status, new HeaderDictionary(request.Headers.ToDictionary()), body));
        return Results.StatusCode(status);
    }
}
