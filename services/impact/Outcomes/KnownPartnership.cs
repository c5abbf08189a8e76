using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>A partnership as impact knows it, with everybody who is or was at its table.</summary>
/// <param name="Measures">Each as it was when all first agreed on it; nothing changes them.</param>
internal sealed record KnownPartnership(
    Guid Id, string Title, string State, DateTimeOffset ActivatedAt, PublicPartnership? Content, IReadOnlyList<AgreedMeasure> Measures, IReadOnlyList<Seat> Seats)
{
    /// <summary>True when the caller sees all of it: it is at the table. An operator of the hub is not.</summary>
    public bool IsOpenTo(Caller caller) => IsPresent(caller.ParticipantId);

    /// <summary>True also for who has left: it still sees what is its own, and nothing of the others.</summary>
    public bool IsKnownTo(Caller caller) => Seats.Any(seat => seat.ParticipantId == caller.ParticipantId && seat.WasTaken);

    public bool IsPresent(Guid participant) => Seats.Any(seat => seat.ParticipantId == participant && seat.IsPresent);

    public bool HasSeated(Guid participant) => Seats.Any(seat => seat.ParticipantId == participant && seat.WasTaken);

    public string NameOf(Guid participant) => Seats.FirstOrDefault(seat => seat.ParticipantId == participant)?.Name ?? "";
}

/// <summary>How one party will see that it worked, as it was when all first agreed on it.</summary>
/// <param name="AgreedAt">From then on it takes figures.</param>
internal sealed record AgreedMeasure(
    string Key, Guid ParticipantId, string What, string Unit, decimal? Baseline, decimal? Target, decimal? Expected, string? Place, DateTimeOffset AgreedAt);

/// <summary>A place at the table, and from when to when.</summary>
internal sealed record Seat(Guid ParticipantId, string Name, string Sector, string Role, string Standing, DateTimeOffset Since, DateTimeOffset? Until)
{
    public bool IsPresent => Until is null && Standing is ("joined" or "consented");

    /// <summary>Not for who was only asked, or said no.</summary>
    public bool WasTaken => Standing is "joined" or "consented" or "left" or "replaced";
}
