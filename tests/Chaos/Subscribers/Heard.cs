using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.Chaos.Subscribers;

/// <summary>One event as a subscriber got it, on whichever channel.</summary>
/// <param name="Kind">published, updated, filled, reopened, withdrawn or expired.</param>
/// <param name="Version">Of the need; null: a later event told more, and this one came without data.</param>
internal sealed record Heard(long Sequence, string EventId, string Kind, string NeedId, long? Version)
{
    public static Heard From(JsonNode cloudEvent) => new(
        long.Parse((string)cloudEvent["sequence"]!, CultureInfo.InvariantCulture),
        (string)cloudEvent["id"]!,
        ((string)cloudEvent["type"]!).Split('.')[^2],
        Path.GetFileName((string)cloudEvent["subject"]!),
        (long?)cloudEvent["data"]?["version"]);

    public static Heard From(Event streamed) => new(
        long.Parse(streamed.Sequence, CultureInfo.InvariantCulture),
        streamed.Id,
        streamed.Type.Split('.')[^2],
        Path.GetFileName(streamed.Subject),
        streamed.Data.IsEmpty ? null : JsonDocument.Parse(streamed.Data.Memory).RootElement.GetProperty("version").GetInt64());
}

/// <summary>Everything that came for one subscription, in the order in which it came.</summary>
internal sealed class Mailbox
{
    private readonly Lock _gate = new();
    private readonly List<Heard> _all = [];
    private readonly HashSet<(string Need, long Sequence)> _refused = [];

    public IReadOnlyList<Heard> All
    {
        get { lock (_gate) return [.. _all]; }
    }

    public int Count
    {
        get { lock (_gate) return _all.Count; }
    }

    /// <summary>What the subscriber did not take when it came: it failed, or hung.</summary>
    public IReadOnlySet<(string Need, long Sequence)> Refused
    {
        get { lock (_gate) return _refused.ToHashSet(); }
    }

    public void Add(Heard heard)
    {
        lock (_gate) _all.Add(heard);
    }

    public void Refuse(Heard heard)
    {
        lock (_gate) _refused.Add((heard.NeedId, heard.Sequence));
    }
}
