using SocialEnzyme.Hub.Partnerships.Agreements;
using static SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand;
using static SocialEnzyme.Hub.UnitTests.Partnerships.SomePartnership;
using Consent = SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand.Consent;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

/// <summary>What always holds at a table of three, whatever comes in whatever order.</summary>
internal static class Walk
{
    public static readonly KnownParticipant[] Three = [Town, Firm, Club];

    /// <summary>Every message that a party, or the hub, could send about a text.</summary>
    public static IEnumerable<PartnershipCommand> About(string hash) =>
    [
        .. Three.Select(party => new Consent(party.Id, hash)),
        new HoldsConfirmed(hash),
        new ActivationReturned(hash, "brugt op"),
    ];

    /// <summary>Every message that names no text.</summary>
    public static IEnumerable<PartnershipCommand> Bare(Partnership partnership) =>
    [
        .. Three.Select(party => new Decline(party.Id, "nej")),
        .. Three.Select(party => new Leave(party.Id, "farvel")),
        .. Three.Select(party => new Complete(party.Id, "færdig")),
        .. Three.Select(party => new ChangeContact(party.Id, "Ny rolle")),
        .. Three.SelectMany(party => new[] { "Et", "To" }.Select(title => Revision(partnership, party, title))),
        new Expire(),
    ];

    /// <summary>One step, with everything checked that must hold of any.</summary>
    /// <returns>The partnership afterwards; the same when it was refused or had its effect already.</returns>
    public static (Partnership After, PartnershipChange? Change) Step(Partnership before, PartnershipCommand command, DateTimeOffset now)
    {
        if (PartnershipStep.Take(before, command, now).IsRejected(out _, out var change) || change!.IsNone)
        {
            return (before, null);
        }
        var after = change.Partnership;
        Assert.False(before.IsOver, $"{command} changed a partnership that is {before.State}.");
        Assert.Equal(before.Version + 1, after.Version);
        Assert.NotNull(change.Event);
        Assert.Equal(before.Seats.Select(seat => seat.ParticipantId), after.Seats.Take(before.Seats.Count).Select(seat => seat.ParticipantId));
        Assert.All(before.Seats.Zip(after.Seats).Where(pair => !pair.First.IsTaken), pair => Assert.Equal(pair.First.Until, pair.Second.Until));
        if (after.Hash != before.Hash)
        {
            Assert.Equal(before.Agreement.Version + 1, after.Agreement.Version);
            Assert.Equal(Partnership.HashOf(after.Agreement), after.Hash);
            if (command is not ChangeContact)
            {
                Assert.All(after.AtTable, seat => Assert.Null(seat.Consent));
            }
        }
        Assert.All(after.AtTable, seat => Assert.Equal(seat.Standing is Standing.Consented, seat.Consent?.Hash == after.Hash));
        if (after.State is PartnershipState.Agreed or PartnershipState.Active or PartnershipState.Completed)
        {
            Assert.True(after.Bound.Count() >= 2 && !after.WaitingFor().Any(), $"{after.State} without everybody's yes.");
        }
        Assert.Equal(after.State is PartnershipState.Proposed or PartnershipState.Negotiating, after.RespondBy is not null);
        Assert.Contains(after.IsOver ? before.LeadId : after.LeadId, before.Seats.Select(seat => seat.ParticipantId));
        AssertMayBecome(before, after.State);
        return (after, change);
    }

    private static Revise Revision(Partnership partnership, KnownParticipant party, string title) => new(
        party.Id, partnership.Agreement with { Version = null, Title = title }, []);

    private static void AssertMayBecome(Partnership before, PartnershipState after)
    {
        PartnershipState[] next = before.State switch
        {
            PartnershipState.Proposed => [PartnershipState.Proposed, PartnershipState.Negotiating, PartnershipState.Agreed, PartnershipState.Declined, PartnershipState.Expired],
            PartnershipState.Negotiating when before.ActivatedAt is null =>
                [PartnershipState.Negotiating, PartnershipState.Agreed, PartnershipState.Declined, PartnershipState.Expired],
            PartnershipState.Negotiating => [PartnershipState.Negotiating, PartnershipState.Agreed, PartnershipState.Ended],
            PartnershipState.Agreed => [PartnershipState.Active, PartnershipState.Negotiating],
            PartnershipState.Active => [PartnershipState.Active, PartnershipState.Negotiating, PartnershipState.Completed, PartnershipState.Ended],
            _ => [],
        };
        Assert.Contains(after, next);
    }
}
