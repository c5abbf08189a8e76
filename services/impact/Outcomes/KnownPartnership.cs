using System.Text.Json;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>A partnership as impact knows it, with everybody who is or was at its table.</summary>
/// <param name="Measures">As they were when all agreed; nothing changes them.</param>
internal sealed record KnownPartnership(
    Guid Id, string Title, string State, DateTimeOffset ActivatedAt, PublicPartnership? Content, IReadOnlyList<PublicMeasure> Measures, IReadOnlyList<Seat> Seats)
{
    /// <summary>True when the caller sees all of it: it is at the table. An operator of the hub is not.</summary>
    public bool IsOpenTo(Caller caller) => IsPresent(caller.ParticipantId);

    /// <summary>True also for who has left: it still sees what is its own, and nothing of the others.</summary>
    public bool IsKnownTo(Caller caller) => Seats.Any(seat => seat.ParticipantId == caller.ParticipantId && seat.WasTaken);

    public bool IsPresent(Guid participant) => Seats.Any(seat => seat.ParticipantId == participant && seat.IsPresent);

    public bool HasSeated(Guid participant) => Seats.Any(seat => seat.ParticipantId == participant && seat.WasTaken);

    public string NameOf(Guid participant) => Seats.FirstOrDefault(seat => seat.ParticipantId == participant)?.Name ?? "";

    /// <summary>The measures that all agreed on, as the event of the agreement told them.</summary>
    public static IReadOnlyList<PublicMeasure> ReadMeasures(string agreed)
    {
        using var document = JsonDocument.Parse(agreed);
        var root = document.RootElement;
        var list = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("measures", out var measures) ? measures : root;
        return list.ValueKind == JsonValueKind.Array ? list.Deserialize<List<PublicMeasure>>(EventCatalog.Json)! : [];
    }
}

/// <summary>A place at the table, and from when to when.</summary>
internal sealed record Seat(Guid ParticipantId, string Name, string Sector, string Role, string Standing, DateTimeOffset Since, DateTimeOffset? Until)
{
    public bool IsPresent => Until is null && Standing is ("joined" or "consented");

    /// <summary>Not for who was only asked, or said no.</summary>
    public bool WasTaken => Standing is "joined" or "consented" or "left" or "replaced";
}
