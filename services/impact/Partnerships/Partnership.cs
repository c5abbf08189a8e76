using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Partnerships;

/// <summary>A partnership as far as hours need it.</summary>
/// <param name="AutoApprovedMinutes">The rule all agreed on: a report of at most so many minutes counts at once.</param>
/// <param name="IsActivated">All promises were reserved at some time: there is work to count.</param>
/// <param name="From">When the work began, as the agreement says.</param>
internal sealed record Partnership(
    Guid Id, string State, string Title, int? AutoApprovedMinutes, bool IsActivated, DateOnly? From, DateTimeOffset ActivatedAt, IReadOnlyList<Party> Parties)
{
    /// <summary>Also while a new version of the agreement waits for consent: the work goes on.</summary>
    public bool TakesReports => State is "active" or "completed" || (IsActivated && State is not ("ended" or "declined" or "expired"));

    /// <summary>Those who are told, and who may approve.</summary>
    public IEnumerable<Guid> Present => Parties.Where(party => party.IsPresent).Select(party => party.ParticipantId);

    /// <summary>Who is or was at the table.</summary>
    public Party? Find(Guid participant) => Parties.FirstOrDefault(party => party.ParticipantId == participant && party.WasEver);

    /// <summary>True when the party was at the table on that day; whoever was there when the work began, since it began.</summary>
    public bool Has(Party party, DateOnly day)
    {
        var since = DanishDay.Of(party.Since);
        if (party.Since <= ActivatedAt && From < since)
        {
            since = From.Value;
        }
        return day >= since && (party.IsPresent || day <= DanishDay.Of(party.Until ?? party.Since));
    }

    /// <summary>Null when it is known and the participant is or was at its table; nobody else learns that it exists.</summary>
    public static Rejection? UnlessParty(Partnership? partnership, Guid id, Guid participant) =>
        partnership?.Find(participant) is null ? Rejections.NotFound("partnership", id) : null;
}

/// <summary>Somebody at the table, or who was.</summary>
internal sealed record Party(Guid ParticipantId, string Name, string Standing, DateTimeOffset Since, DateTimeOffset? Until)
{
    public bool IsPresent => Standing is "joined" or "consented";

    /// <summary>Who was only invited, or declined, never was.</summary>
    public bool WasEver => IsPresent || Standing is "left" or "replaced";
}
