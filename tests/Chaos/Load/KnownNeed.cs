using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>A version of a need as its publisher knows it.</summary>
/// <param name="Kind">What the world hears: published, updated, filled, reopened or withdrawn; null: nothing.</param>
/// <param name="Content">What the need says, for events that tell it.</param>
internal sealed record KnownVersion(long Number, string? Kind, JsonObject? Content);

/// <summary>
/// A need as the answers of the hub have it. Only one worker holds it at a time, so that each version is known; this is what the
/// hub's rules say in a second wording, and shares no code with them.
/// </summary>
internal sealed class KnownNeed(Member publisher, string id, JsonObject content)
{
    private readonly List<KnownVersion> _versions = [new(1, "published", content)];

    public Member Publisher => publisher;

    public string Id => id;

    /// <summary>As it was last sent to the REST door.</summary>
    public JsonObject Content { get; private set; } = content;

    public IReadOnlyList<KnownVersion> Versions => _versions;

    public long Version => _versions[^1].Number;

    /// <summary>The last version that the world hears of.</summary>
    public KnownVersion LastHeard => _versions.FindLast(version => version.Kind is not null)!;

    public string Status { get; private set; } = "published";

    public int? Wanted => (int?)Content["placesWanted"];

    public int Taken { get; private set; }

    /// <summary>Reservations by id: how many places, and held, confirmed or returned.</summary>
    public Dictionary<string, (int Places, string State)> Reservations { get; } = [];

    /// <summary>The id of the key it was published with, for a repetition; null: it was published in a batch.</summary>
    public Func<Task<string>>? Repeat { get; init; }

    public void Update(JsonObject said)
    {
        Content = said;
        Add("updated", said);
    }

    public void Withdraw()
    {
        Status = "withdrawn";
        Add("withdrawn", null);
    }

    public void Take(string reservation, int places, bool isConfirmed)
    {
        Reservations[reservation] = (places, isConfirmed ? "confirmed" : "held");
        Taken += places;
        if (Taken == Wanted)
        {
            Status = "filled";
            Add("filled", null);
        }
        else
        {
            Add(null, null);
        }
    }

    public void Confirm(string reservation) => Reservations[reservation] = Reservations[reservation] with { State = "confirmed" };

    public void Return(string reservation)
    {
        Taken -= Reservations[reservation].Places;
        Reservations[reservation] = Reservations[reservation] with { State = "returned" };
        if (Status == "filled")
        {
            Status = "published";
            Add("reopened", Content);
        }
        else
        {
            // Who heard of its end need not hear that it has room.
            var isHeard = Wanted is not null && Status is not "withdrawn";
            Add(isHeard ? "updated" : null, isHeard ? Content : null);
        }
    }

    private void Add(string? kind, JsonObject? said) => _versions.Add(new KnownVersion(Version + 1, kind, said));
}
