using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>An event that reached an endpoint.</summary>
internal readonly record struct Arrival(string Need, long At);

/// <summary>Many endpoints for webhooks on one web server, of which some can be made to fail.</summary>
internal sealed class Receivers : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly WebApplication _app;
    private ConcurrentQueue<Arrival> _arrivals = new();
    private int _failing;
    private int _delivered;

    private Receivers(int count)
    {
        var address = $"http://127.0.0.1:{FreePort.Take()}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        _app = builder.Build();
        _app.MapPost("/{number:int}", TakeAsync);
        Urls = [.. Enumerable.Range(0, count).Select(number => $"{address}/{number}")];
    }

    public IReadOnlyList<string> Urls { get; }

    /// <summary>What endpoints took that do not fail.</summary>
    public int Delivered => Volatile.Read(ref _delivered);

    public static async Task<Receivers> StartAsync(int count)
    {
        var receivers = new Receivers(count);
        await receivers._app.StartAsync();
        return receivers;
    }

    /// <summary>The first ones answer 500 from now on.</summary>
    public void Fail(int count) => _failing = count;

    /// <summary>What came since this was asked last.</summary>
    public IReadOnlyCollection<Arrival> Take() => Interlocked.Exchange(ref _arrivals, new ConcurrentQueue<Arrival>());

    public async Task UntilAsync(int delivered)
    {
        var started = Stopwatch.GetTimestamp();
        while (Delivered < delivered)
        {
            if (Stopwatch.GetElapsedTime(started) > Patience) throw new TimeoutException($"Of {delivered} deliveries {Delivered} came.");
            await Task.Delay(5);
        }
    }

    /// <summary>Waits until the hub knows whose address it is.</summary>
    public async Task ConfirmedAsync(Member member, string subscription)
    {
        while ((string?)(await member.Rest.GetAsync($"/v1/subscriptions/{subscription}", CancellationToken.None))["state"] != "active") await Task.Delay(20);
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task<IResult> TakeAsync(int number, HttpRequest request, CancellationToken ct)
    {
        using var cloudEvent = await JsonDocument.ParseAsync(request.Body, cancellationToken: ct);
        var root = cloudEvent.RootElement;
        if (root.GetProperty("type").GetString() == "dk.socialenzyme.subscription.challenged.v1")
        {
            return Results.Json(new { challenge = root.GetProperty("data").GetProperty("challenge").GetString() });
        }
        if (number < _failing) return Results.StatusCode(500);
        _arrivals.Enqueue(new Arrival(root.GetProperty("subject").GetString()!["needs/".Length..], Stopwatch.GetTimestamp()));
        Interlocked.Increment(ref _delivered);
        return Results.NoContent();
    }
}
