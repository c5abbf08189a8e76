using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Every rule of how a partnership goes on: pure, and the same for a message that comes once, again, late or out of order.</summary>
internal static class PartnershipStep
{
    /// <summary>How long the parties have to answer a text.</summary>
    public static readonly TimeSpan TimeToAnswer = TimeSpan.FromDays(30);

    /// <summary>A partnership that was not there before: its opener is at the table, the others are asked.</summary>
    /// <param name="agreement">As the rules have read it.</param>
    /// <param name="parties">Who its parties are, in the order of the text.</param>
    public static PartnershipChange Propose(Guid opener, Agreement agreement, IReadOnlyList<KnownParticipant> parties, DateTimeOffset now)
    {
        var at = FieldRules.Moment(now);
        var text = agreement with { Version = 1 };
        var partnership = new Partnership(
            Guid.CreateVersion7(), PartnershipState.Proposed, 1, text, Partnership.HashOf(text), opener, opener,
            [.. parties.Select(party => new Seat(party.Id, party.Name, party.Sector, party.Id == opener ? Standing.Joined : Standing.Invited, at))],
            at, at, at + TimeToAnswer);
        return new PartnershipChange(null, partnership, "proposed", opener, null, PartnershipEvents.Proposed(partnership));
    }

    /// <summary>The partnership after a command, or why it is refused. What had its effect already changes nothing.</summary>
    public static Outcome<PartnershipChange> Take(Partnership partnership, PartnershipCommand command, DateTimeOffset now)
    {
        if (command.By is { } by && partnership.SeatOf(by) is null)
        {
            return Partnership.Missing(partnership.Id);
        }
        var table = new Table(partnership, FieldRules.Moment(now));
        return command switch
        {
            PartnershipCommand.Consent consent => table.Consent(consent),
            PartnershipCommand.Decline decline => table.Decline(decline),
            PartnershipCommand.Leave leave => table.Leave(leave),
            PartnershipCommand.Complete complete => table.Complete(complete),
            PartnershipCommand.Revise revise => table.Revise(revise),
            PartnershipCommand.Amend amend => Amending.Propose(table, amend),
            PartnershipCommand.ChangeContact change => Tasks.ChangeContact(table, change),
            PartnershipCommand.ReachMilestone reach => Tasks.Reach(table, reach),
            PartnershipCommand.Remark remark => table.Remark(remark),
            PartnershipCommand.HoldsConfirmed confirmed => table.Activate(confirmed),
            PartnershipCommand.ActivationReturned returned => table.Return(returned),
            PartnershipCommand.Expire => table.Expire(),
            _ => throw new ArgumentOutOfRangeException(nameof(command)),
        };
    }
}
