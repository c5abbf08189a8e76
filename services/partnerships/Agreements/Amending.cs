using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Changes under a running agreement: those concerned are asked, the others' consent goes on counting.</summary>
internal static class Amending
{
    public const int MaxPending = 100;

    public static Outcome<PartnershipChange> Propose(Table table, PartnershipCommand.Amend command)
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
        var next = before;
        foreach (var (i, drafted) in command.Amendments.Index())
        {
            // Whoever proposes what needs its own consent has given it.
            var amendment = drafted with
            {
                Framework = before.Hash,
                ProposedBy = command.Party,
                At = table.Now,
                ConsentedBy = [.. drafted.NeededFrom.Where(party => party == command.Party)],
            };
            if (next.Pending.Any(pending => pending.Hash == amendment.Hash))
            {
                continue;
            }
            if (Unfit(next, amendment, Pointer(drafted, i)) is { } unfit)
            {
                return unfit;
            }
            next = next with { Amendments = [.. next.Pending, amendment] };
            if (amendment.Party is { ParticipantId: { } newcomer } && command.Known.First(party => party.Id == newcomer) is var known)
            {
                next = next with { Seats = [.. next.Seats, new(known.Id, known.Name, known.Sector, Standing.Invited, table.Now)] };
            }
        }
        if (next.Pending.Count > MaxPending)
        {
            return Refusals.Conflict($"Højst {MaxPending} ændringer kan vente på svar.", $"At most {MaxPending} changes can wait for an answer.");
        }
        if (next == before)
        {
            return PartnershipChange.None(before);
        }
        var what = command.Amendments[0].Kind switch
        {
            AmendmentKind.Join => "partyInvited",
            AmendmentKind.Replace => "replacementProposed",
            AmendmentKind.MoveTask => "taskMoveProposed",
            _ => "transferProposed",
        };
        // Only where the proposer is all it takes.
        return next.Pending is [.., { IsAgreed: true } agreed]
            ? Apply(table, next, agreed, command.Party)
            : table.Changed(next, what, command.Party);
    }

    public static Outcome<PartnershipChange> Consent(Table table, Amendment amendment, Guid party)
    {
        var before = table.Before;
        if (before.State is not PartnershipState.Active)
        {
            return before.State is PartnershipState.Agreed ? Refusals.InHand : Refusals.NotActive;
        }
        if (amendment.ConsentedBy.Contains(party))
        {
            return PartnershipChange.None(before);
        }
        var agreed = amendment with { ConsentedBy = [.. amendment.ConsentedBy, party] };
        var next = before with { Amendments = [.. before.Pending.Select(pending => pending == amendment ? agreed : pending)] };
        return agreed.IsAgreed ? Apply(table, next, agreed, party) : table.Changed(next, "amendmentConsented", party);
    }

    /// <summary>The change is off; whoever was to come with it is no longer asked.</summary>
    public static Outcome<PartnershipChange> Decline(Table table, string hash, PartnershipCommand.Decline command)
    {
        var before = table.Before;
        if (before.Pending.FirstOrDefault(one => one.Hash == hash && (one.ProposedBy == command.Party || one.NeededFrom.Contains(command.Party))) is not { } amendment)
        {
            return Refusals.Stale;
        }
        var newcomer = amendment.Party?.ParticipantId;
        return table.Changed(before with
        {
            Amendments = [.. before.Pending.Where(pending => pending != amendment)],
            Seats = newcomer is null ? before.Seats : table.Seated(newcomer.Value, seat => seat with
            {
                Standing = Standing.Declined,
                Until = table.Now,
                LeftAt = before.Version + 1,
                Reason = command.Reason,
            }),
        }, "amendmentDeclined", command.Party);
    }

    /// <summary>What is asked when somebody went: its place can be taken without it, and who comes is asked again.</summary>
    public static Amendment After(Amendment amendment, Guid gone) => amendment.Kind is AmendmentKind.Replace && amendment.Participant == gone
        ? amendment with { NeededFrom = [amendment.Party!.ParticipantId!.Value], ConsentedBy = [] }
        : amendment;

    /// <summary>Where a proposed change stands in the body.</summary>
    public static string Pointer(Amendment amendment, int index) => amendment.Kind is AmendmentKind.Join ? $"#/parties/{index}" : "#";

    /// <summary>True when everything that the amendment speaks of is still there.</summary>
    public static bool Fits(Partnership partnership, Amendment amendment) => amendment.Kind switch
    {
        AmendmentKind.MoveTask => partnership.Agreement.Tasks?.Any(task => task.Key == amendment.Task) == true
            && amendment.NeededFrom.All(partnership.Binds)
            && OwnerOf(partnership, amendment.Task) is var owner && (owner is null || amendment.NeededFrom.Contains(owner.Value)),
        AmendmentKind.Transfer => amendment.NeededFrom.All(partnership.Binds),
        _ => amendment.Party!.ParticipantId is { } newcomer && !partnership.Binds(newcomer) && partnership.AtTable.Any(seat => seat.ParticipantId == newcomer),
    };

    /// <summary>The owner of a task who is at the table; null: none is.</summary>
    public static Guid? OwnerOf(Partnership partnership, string? task) =>
        partnership.Agreement.Tasks?.FirstOrDefault(one => one.Key == task)?.Owner is { } owner && partnership.Binds(owner) ? owner : null;

    private static PartnershipChange Apply(Table table, Partnership next, Amendment amendment, Guid by)
    {
        next = next with { Amendments = [.. next.Pending.Where(pending => pending != amendment)] };
        var (amended, what) = amendment.Kind switch
        {
            AmendmentKind.Join => (table.Retext(next, Texts.With(next.Agreement, amendment.Party!, amendment.Commitments), isSame: true), "partyJoined"),
            AmendmentKind.Replace => (Replace(table, next, amendment), "partyReplaced"),
            AmendmentKind.MoveTask => (Move(table, next, amendment), "taskMoved"),
            _ => (Transfer(table, next, amendment), "transferred"),
        };
        return table.Changed(amended with
        {
            Seats = [.. amended.Seats.Select(seat => seat.IsTaken && amendment.NeededFrom.Contains(seat.ParticipantId)
                ? seat with
                {
                    Since = seat.Standing is Standing.Invited ? table.Now : seat.Since,
                    Standing = Standing.Consented,
                    Consent = new(amended.Hash, amendment.Hash, table.Now),
                }
                : seat)],
        }, what, by);
    }

    private static Partnership Replace(Table table, Partnership next, Amendment amendment)
    {
        var (old, newcomer) = (amendment.Participant!.Value, amendment.Party!.ParticipantId!.Value);
        var seated = next with
        {
            LeadId = next.LeadId == old ? newcomer : next.LeadId,
            // What it did until now stays its own: only its place goes on.
            Seats = [.. next.Seats.Select(seat => seat.ParticipantId != old || seat.ReplacedBy is not null ? seat
                : seat.IsTaken ? seat with { Standing = Standing.Replaced, Until = table.Now, LeftAt = table.Before.Version + 1, ReplacedBy = newcomer }
                : seat with { ReplacedBy = newcomer })],
        };
        return table.Retext(seated, Texts.Replace(next.Agreement, old, amendment.Party), isSame: true);
    }

    private static Partnership Move(Table table, Partnership next, Amendment amendment)
    {
        var from = OwnerOf(next, amendment.Task);
        var contact = next.Agreement.Parties!.FirstOrDefault(party => party.ParticipantId == amendment.Participant)?.ContactRole;
        return table.Retext(next, Texts.Move(
            next.Agreement, amendment.Task!, amendment.Participant!.Value, from is { } owner ? next.SeatOf(owner)!.Sector : null,
            amendment.Role ?? contact, amendment.Reason), isSame: true);
    }

    private static Partnership Transfer(Table table, Partnership next, Amendment amendment)
    {
        var text = Texts.WithRole(Texts.WithRole(next.Agreement, next.LeadId, Roles.Supporter), amendment.Participant!.Value, amendment.Role ?? Roles.Host);
        return table.Retext(next with { LeadId = amendment.Participant.Value }, text, isSame: true);
    }

    private static Rejection? Unfit(Partnership partnership, Amendment amendment, string pointer)
    {
        if (amendment.Party?.ParticipantId is { } newcomer && partnership.AtTable.Any(seat => seat.ParticipantId == newcomer))
        {
            return Rejections.Invalid($"{pointer}/party/participantId", "Den er her allerede.", "It is here already.");
        }
        var keys = amendment.Commitments?.Select(commitment => commitment.Key).ToList() ?? [];
        var taken = (partnership.Agreement.Commitments ?? []).Concat(partnership.Pending.SelectMany(pending => pending.Commitments ?? [])).Select(one => one.Key);
        if (keys.Intersect(taken).FirstOrDefault() is { } key)
        {
            return Rejections.Invalid($"{pointer}/commitments", $"Nøglen {key} er brugt.", $"The key {key} is in use.");
        }
        return amendment.Kind is AmendmentKind.MoveTask or AmendmentKind.Transfer && !Fits(partnership, amendment)
            ? Refusals.Conflict("Aftalen har ikke den opgave eller den part.", "The agreement does not have this task or this party.")
            : null;
    }
}
