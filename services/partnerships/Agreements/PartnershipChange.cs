using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>What became of a partnership, to be committed: the state before and after, what it is called, and the event that tells of it.</summary>
/// <param name="Before">Null: it was not there.</param>
/// <param name="What">The audit entry's word; empty: nothing changed.</param>
/// <param name="By">Null: the hub itself.</param>
/// <param name="Said">What was said beside the state.</param>
/// <param name="Event">Null: nobody is told.</param>
internal sealed record PartnershipChange(Partnership? Before, Partnership Partnership, string What, Guid? By, JsonObject? Said, object? Event)
{
    /// <summary>True when the command had its effect already.</summary>
    public bool IsNone => What.Length == 0;

    public static PartnershipChange None(Partnership partnership) => new(partnership, partnership, "", null, null, null);
}

/// <summary>The events of contracts/events, made of a partnership.</summary>
internal static class PartnershipEvents
{
    /// <summary>Those at the table, and those who go with this very change.</summary>
    public static IReadOnlyList<Guid> Audience(Partnership partnership) =>
        [.. partnership.Seats.Where(seat => seat.IsTaken || seat.LeftAt == partnership.Version).Select(seat => seat.ParticipantId).Distinct()];

    /// <summary>What its parties are told.</summary>
    public static PublicPartnership ToPublic(Partnership partnership)
    {
        var agreement = partnership.Agreement;
        return new PublicPartnership(
            agreement.Title!, agreement.Purpose!, Words.Of(agreement.Kind!.Value), Words.Of(partnership.State), agreement.Version!.Value, partnership.Hash,
            agreement.ParentId, agreement.ProgrammeId, agreement.Municipality, agreement.Kle ?? [], agreement.Goals ?? [], agreement.From, agreement.Until,
            [.. partnership.Seats.Select(seat => new PublicParty(
                seat.ParticipantId, seat.Name, seat.Sector, Roles.Of(partnership, seat), Words.Of(seat.Standing), seat.Since, seat.Until))],
            [.. (agreement.Commitments ?? []).Select(one => new PublicCommitment(
                one.Key!, one.ParticipantId!.Value, one.What!, one.Quantity, one.Unit, one.OfferId, one.ContributionKey, one.NeedId, one.Places))],
            [.. agreement.Parties!.SelectMany(party => (party.Measures ?? []).Select(measure => new PublicMeasure(
                measure.Key!, party.ParticipantId!.Value, measure.What!, measure.Unit!, measure.Baseline, measure.Target, measure.Expected, measure.Place)))],
            partnership.MissingSectors(), partnership.RespondBy, agreement.AutoApprovedMinutes, agreement.IsPublic is true);
    }

    public static PartnershipProposed Proposed(Partnership to) => new(to.Id, to.Version, ToPublic(to), Audience(to), to.ChangedAt);

    public static PartnershipRevised Revised(Partnership to) => new(to.Id, to.Version, ToPublic(to), Audience(to), to.ChangedAt);

    public static PartnershipConsented Consented(Partnership to) => new(to.Id, to.Version, ToPublic(to), Audience(to), to.ChangedAt);

    public static PartnershipAgreed Agreed(Partnership to) => new(to.Id, to.Version, ToPublic(to), Audience(to), to.ChangedAt);

    public static PartnershipActivated Activated(Partnership to) => new(to.Id, to.Version, ToPublic(to), Audience(to), to.ChangedAt);

    public static PartnershipChanged Changed(Partnership to, string change) => new(to.Id, to.Version, ToPublic(to), change, Audience(to), to.ChangedAt);

    public static PartnershipCompleted Completed(Partnership to) => new(to.Id, to.Version, ToPublic(to), Audience(to), to.ChangedAt);

    public static PartnershipEnded Ended(Partnership to) => new(to.Id, to.Version, ToPublic(to), to.Reason!, Audience(to), to.ChangedAt);
}
