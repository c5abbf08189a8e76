using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Who sees to what: contact roles and milestones, which outlive the people in the roles.</summary>
internal static class Tasks
{
    public static Outcome<PartnershipChange> ChangeContact(Table table, PartnershipCommand.ChangeContact command)
    {
        var before = table.Before;
        if (table.UnlessMayAct(command.Party) is { } refused)
        {
            return refused;
        }
        if (before.Agreement.Parties!.First(party => party.ParticipantId == command.Party).ContactRole == command.ContactRole)
        {
            return PartnershipChange.None(before);
        }
        var text = Texts.WithContact(before.Agreement, command.Party, command.ContactRole,
            (task, milestone) => before.Reached?.Any(reached => reached.Task == task && reached.Milestone == milestone) == true);
        return table.Changed(table.Retext(before, text, isSame: true), "contactChanged", command.Party);
    }

    public static Outcome<PartnershipChange> Reach(Table table, PartnershipCommand.ReachMilestone command)
    {
        var before = table.Before;
        if (table.UnlessMayAct(command.Party) is { } refused)
        {
            return refused;
        }
        if (before.State is not PartnershipState.Active)
        {
            return Refusals.NotActive;
        }
        var task = before.Agreement.Tasks?.FirstOrDefault(one => one.Key == command.Task);
        if (task?.Milestones?.Any(milestone => milestone.Key == command.Milestone) != true)
        {
            return Rejections.Invalid("#/milestone", "Aftalen har ingen sådan milepæl.", "The agreement has no such milestone.");
        }
        if (before.Reached?.Any(reached => reached.Task == command.Task && reached.Milestone == command.Milestone) == true)
        {
            return PartnershipChange.None(before);
        }
        return command.Party != task.Owner && command.Party != before.LeadId
            ? Refusals.Conflict("Det siger opgavens ejer eller den, der leder.", "The task's owner or the party that leads says this.")
            : table.Changed(before with { Reached = [.. before.Reached ?? [], new(command.Task, command.Milestone, command.Party, table.Now)] },
                "milestoneReached", command.Party);
    }
}
