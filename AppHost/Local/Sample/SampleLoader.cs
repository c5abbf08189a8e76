using System.Text.Json;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.AppHost.Sample;

/// <summary>A publisher of the sample as the hub knows it.</summary>
public sealed record RegisteredPublisher(string Id, string Key);

/// <summary>Brings the sample into a hub. Doing it again changes nothing: publishers are found by name, needs by their reference.</summary>
public sealed class SampleLoader(LocalHub hub)
{
    static readonly IReadOnlyList<string> Scopes = ["needs:write", "matches:answer", "subscriptions:manage"];

    string KeyFile => Path.Combine(hub.Folder, "sample-keys.json");

    /// <summary>Registers the publishers. Their keys are shown once, so they are kept beside the hub's data.</summary>
    public async Task<IReadOnlyDictionary<SamplePublisher, RegisteredPublisher>> RegisterAsync(CancellationToken ct)
    {
        using var client = new HubClient(hub.Addresses.Gateway, hub.Keys.Operator);
        var kept = File.Exists(KeyFile) ? JsonSerializer.Deserialize<Dictionary<string, RegisteredPublisher>>(await File.ReadAllTextAsync(KeyFile, ct))! : [];
        foreach (var publisher in SampleCases.Needs.Select(need => need.Publisher).Distinct())
        {
            if (kept.ContainsKey(publisher.Name)) continue;
            var id = await client.RegisterAsync(publisher.ToJson(), ct);
            kept[publisher.Name] = new RegisteredPublisher(id, await client.IssueKeyAsync(id, "sample", Scopes, ct));
            await WriteAsync(kept, ct);
        }
        return SampleCases.Needs.Select(need => need.Publisher).Distinct().ToDictionary(publisher => publisher, publisher => kept[publisher.Name]);
    }

    /// <summary>Publishes all needs, half of them at each door. Returns how many there are.</summary>
    public async Task<int> LoadAsync(CancellationToken ct)
    {
        var publishers = await RegisterAsync(ct);
        foreach (var (number, need) in SampleCases.Needs.Index())
        {
            _ = number % 2 == 0
                ? await PublishByRestAsync(need, publishers[need.Publisher].Key, null, ct)
                : await PublishByGrpcAsync(need, publishers[need.Publisher].Key, null, ct);
        }
        return SampleCases.Needs.Count;
    }

    /// <summary>Returns the need's id.</summary>
    public async Task<string> PublishByRestAsync(SampleNeed need, string key, string? traceParent, CancellationToken ct)
    {
        using var client = new HubClient(hub.Addresses.Gateway, key);
        var answer = traceParent is null
            ? await client.PostAsync("/v1/needs", need.Content, ct)
            : await client.PostTracedAsync("/v1/needs", need.Content, traceParent, ct);
        return (string)answer["id"]!;
    }

    /// <summary>Returns the need's id.</summary>
    public async Task<string> PublishByGrpcAsync(SampleNeed need, string key, string? traceParent, CancellationToken ct)
    {
        using var door = new GrpcDoor(hub.Addresses.Grpc, key);
        var client = new NeedsService.NeedsServiceClient(door.Invoker);
        var answer = await client.PublishNeedAsync(new PublishNeedRequest { Content = need.ToMessage() }, door.Headers(traceParent), cancellationToken: ct);
        return answer.Need.Id;
    }

    async Task WriteAsync(Dictionary<string, RegisteredPublisher> keys, CancellationToken ct)
    {
        await File.WriteAllTextAsync(KeyFile, JsonSerializer.Serialize(keys), ct);
        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
