using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Chaos.Load;
using SocialEnzyme.Hub.Chaos.Subscribers;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>Waits until the hub has nothing left to do: by what it says of itself, not by what it should have done.</summary>
internal sealed class Settling(Ground ground, Book book, Audience audience, IProgress<string> progress)
{
    // As long as anything moves we wait; so long without it, and what has not come is not coming.
    private static readonly TimeSpan Stuck = TimeSpan.FromSeconds(60), Limit = TimeSpan.FromMinutes(15), Told = TimeSpan.FromSeconds(5);

    // Long enough for the broker's own counts, which are some seconds old, and for a retry.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(12);

    private sealed record State(long Unsent, long Queued, long Raised, long Progress, long Owed, long Missing, long InHand, long Turns)
    {
        public static readonly State Unknown = new(-1, -1, -1, -1, -1, -1, -1, -1);

        public bool IsQuiet => (Unsent, Queued, Owed, Missing, InHand) == (0, 0, 0, 0, 0);
    }

    public async Task RunAsync()
    {
        var (started, told) = (Stopwatch.GetTimestamp(), 0L);
        var (last, moved) = (State.Unknown, started);
        while (Stopwatch.GetElapsedTime(started) < Limit)
        {
            var state = await LookAsync();
            if (state != last) (last, moved) = (state, Stopwatch.GetTimestamp());
            var still = Stopwatch.GetElapsedTime(moved);
            if (state.IsQuiet && (still > Quiet || await HasAllAsync())) return;
            if (still > Stuck) break;
            if (told == 0 || Stopwatch.GetElapsedTime(told) > Told)
            {
                progress.Report($"settling: {state.Unsent} unsent, {state.Queued} queued, {state.Owed} webhooks owed, {state.Missing} events on their way to readers, {state.InHand} agreements in hand");
                told = Stopwatch.GetTimestamp();
            }
            await Task.Delay(500);
        }
        ground.Findings.Broken($"the hub did not come to rest: {last.Unsent} events unsent, {last.Queued} messages queued, {last.Owed} webhooks owed, {last.Missing} events that readers lack, {last.InHand} agreements in hand");
    }

    /// <summary>Every service says that it and all it leans on are well.</summary>
    public async Task HealthAsync()
    {
        foreach (var service in ground.Hub.Services.Values)
        {
            var (health, started) = ("", Stopwatch.GetTimestamp());
            while ((health = Word(await service.HealthAsync(CancellationToken.None))) != "healthy" && Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(2)) await Task.Delay(500);
            if (health != "healthy") ground.Findings.Broken($"{service.Name} is {health} two minutes after the last fault");
        }
    }

    private static string Word(string? health) => health is null ? "down" : (string?)(JsonNode.Parse(health) as JsonObject)?["status"] ?? health;

    private async Task<State> LookAsync()
    {
        var (opportunities, partnerships) = (ground.Database("opportunities"), ground.Database("partnerships"));
        try
        {
            return new State(
                (await UnsentAsync()).Values.Sum(), await QueuedAsync(), await HubStore.NumberAsync(opportunities, HubStore.Raised), await HubStore.NumberAsync(opportunities, HubStore.Progress),
                await HubStore.NumberAsync(opportunities, HubStore.Owed), await MissingAsync(),
                await HubStore.NumberAsync(partnerships, AgreementStore.InHand), await HubStore.NumberAsync(partnerships, AgreementStore.Turns));
        }
        catch (Exception error) when (error is NpgsqlException or HttpRequestException or TaskCanceledException)
        {
            return State.Unknown;
        }
    }

    /// <summary>Messages in all queues but those of errors, also those that a consumer has and has not settled.</summary>
    private async Task<long> QueuedAsync() =>
        (await QueuesAsync()).Where(queue => !IsError(queue.Key)).Sum(queue => queue.Value);

    /// <summary>How many events each service has not sent, of those that a queue is bound for.</summary>
    public async Task<Dictionary<string, long>> UnsentAsync()
    {
        // MassTransit names an exchange after the namespace and the type of its message.
        string[] heard = [.. (await AskBrokerAsync("/api/bindings")).Select(binding => ((string)binding!["source"]!).Split(':')[^1])];
        var unsent = new Dictionary<string, long>();
        foreach (var service in ServiceProgram.Names.Where(name => name != "gateway")) unsent[service] = await HubStore.UnsentAsync(ground.Database(service), heard);
        return unsent;
    }

    /// <summary>How many messages each queue holds.</summary>
    public async Task<Dictionary<string, long>> QueuesAsync() =>
        (await AskBrokerAsync("/api/queues")).ToDictionary(queue => (string)queue!["name"]!, queue => (long?)queue!["messages"] ?? 0);

    private async Task<JsonArray> AskBrokerAsync(string what)
    {
        var broker = ground.Hub.Servers.RabbitMq;
        using var management = new HttpClient { BaseAddress = new Uri(broker.Management), Timeout = TimeSpan.FromSeconds(10) };
        management.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(new Uri(broker.ConnectionString).UserInfo)));
        return (await management.GetFromJsonAsync<JsonArray>(what))!;
    }

    private static bool IsError(string queue) => queue.EndsWith("_error", StringComparison.Ordinal) || queue.EndsWith("_skipped", StringComparison.Ordinal);

    /// <summary>How much the readers of feeds and streams lack of what their subscriptions hold.</summary>
    private async Task<long> MissingAsync()
    {
        var missing = 0L;
        foreach (var seat in audience.Seats.Where(seat => seat.Channel != "webhook"))
            missing += Math.Max(0, (long)(await seat.StateAsync())["lastSequence"]! - seat.Mailbox.Count);
        return missing;
    }

    /// <summary>Whether the log has the newest version of every need; then nothing more can come.</summary>
    private async Task<bool> HasAllAsync()
    {
        var newest = (await HubStore.EventsAsync(ground.Database("opportunities"))).GroupBy(each => each.NeedId).ToDictionary(group => group.Key, group => group.Max(each => each.Version));
        return book.Needs.All(need => newest.GetValueOrDefault(need.Id) == need.LastHeard.Number);
    }
}
