using System.Text.Json.Nodes;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>One step at the table: the partnership before it, and the time.</summary>
internal sealed class Table(Partnership before, DateTimeOffset now)
{
    public Partnership Before => before;

    public DateTimeOffset Now => now;

    private bool IsOpen => before.State is PartnershipState.Proposed or PartnershipState.Negotiating;

    // By the clock of the database, also while nobody has written down yet that the time is up.
    private bool IsLate => before.State is PartnershipState.Expired || (IsOpen && before.RespondBy <= now);

    /// <summary>Null when the party is bound by the present text and may change something now.</summary>
    public Rejection? UnlessMayAct(Guid party) =>
        IsLate ? Refusals.TooLate
        : before.IsOver ? Refusals.Over
        : before.SeatOf(party) is not { IsTaken: true } ? Refusals.Gone
        : !before.Binds(party) ? Refusals.OnlyAsked
        : before.State is PartnershipState.Agreed ? Refusals.InHand
        : null;

    public Outcome<PartnershipChange> Consent(PartnershipCommand.Consent command)
    {
        var seat = before.SeatOf(command.Party)!;
        if (seat.IsTaken && (seat.Consent?.Hash == command.Hash || (seat.Consent?.SaidTo == command.Hash && seat.Consent.Hash == before.Hash)))
        {
            return PartnershipChange.None(before);
        }
        if (before.IsOver || !seat.IsTaken || IsLate)
        {
            return IsLate ? Refusals.TooLate : before.IsOver ? Refusals.Over : Refusals.Gone;
        }
        if (before.Pending.FirstOrDefault(amendment => amendment.Hash == command.Hash && amendment.NeededFrom.Contains(command.Party)) is { } amendment)
        {
            return Amending.Consent(this, amendment, command.Party);
        }
        if (command.Hash != before.Hash || !before.Binds(command.Party) || !IsOpen)
        {
            return Refusals.Stale;
        }
        if (Readiness.Missing(before.Agreement, before.Bound) is { Count: > 0 } missing)
        {
            return Refusals.NotReady(missing);
        }
        var next = before with
        {
            State = command.Party == before.OpenedBy ? before.State : PartnershipState.Negotiating,
            Seats = Seated(command.Party, one => one with { Standing = Standing.Consented, Consent = new(before.Hash, before.Hash, now) }),
        };
        return next.WaitingFor().Any()
            ? Changed(next, "consented", command.Party, PartnershipEvents.Consented)
            : Changed(next with { State = PartnershipState.Agreed, AgreedAt = now, RespondBy = null, Problem = null }, "agreed", command.Party, PartnershipEvents.Agreed);
    }

    public Outcome<PartnershipChange> Decline(PartnershipCommand.Decline command)
    {
        var seat = before.SeatOf(command.Party)!;
        // Who comes says no with its seat; the others, to the change that they are asked about or proposed.
        if (command.Hash is { } hash && before.Binds(command.Party))
        {
            return UnlessMayAct(command.Party) ?? Amending.Decline(this, hash, command);
        }
        if (!seat.IsTaken || before.IsOver || IsLate)
        {
            return seat.Standing is Standing.Declined ? PartnershipChange.None(before) : IsLate ? Refusals.TooLate : before.IsOver ? Refusals.Over : Refusals.Gone;
        }
        if (!before.Binds(command.Party))
        {
            return Changed(Without(command.Party, Standing.Declined, command.Reason), "partyDeclined", command.Party);
        }
        if (!IsOpen)
        {
            return before.State is PartnershipState.Agreed ? Refusals.InHand : Refusals.LeaveInstead;
        }
        var next = Without(command.Party, Standing.Declined, command.Reason);
        if (next.Bound.Count() < 2)
        {
            return End(next, before.ActivatedAt is null ? PartnershipState.Declined : PartnershipState.Ended, command.Reason, "partyDeclined", command.Party);
        }
        // The others said yes to what it would do, too: without that it is another text.
        return Changed(Retext(next, Texts.Without(before.Agreement, command.Party), isSame: false) with { State = PartnershipState.Negotiating },
            "partyDeclined", command.Party);
    }

    public Outcome<PartnershipChange> Leave(PartnershipCommand.Leave command)
    {
        var seat = before.SeatOf(command.Party)!;
        if (seat.Standing is Standing.Left)
        {
            return PartnershipChange.None(before);
        }
        if (UnlessMayAct(command.Party) is { } refused)
        {
            return refused;
        }
        if (before.State is not PartnershipState.Active)
        {
            return Refusals.DeclineInstead;
        }
        var next = Without(command.Party, Standing.Left, command.Reason);
        return next.Bound.Count() < 2
            ? End(next, PartnershipState.Ended, command.Reason, "partyLeft", command.Party)
            : Changed(next, "partyLeft", command.Party);
    }

    public Outcome<PartnershipChange> Complete(PartnershipCommand.Complete command)
    {
        if (before.State is PartnershipState.Completed && before.LeadId == command.Party)
        {
            return PartnershipChange.None(before);
        }
        if (UnlessMayAct(command.Party) is { } refused)
        {
            return refused;
        }
        if (before.State is not PartnershipState.Active)
        {
            return Refusals.NotActive;
        }
        return before.LeadId != command.Party
            ? Refusals.LeadOnly
            : Changed(before with { State = PartnershipState.Completed, Summary = command.Summary, Amendments = null }, "completed", command.Party,
                PartnershipEvents.Completed);
    }

    public Outcome<PartnershipChange> Revise(PartnershipCommand.Revise command)
    {
        if (UnlessMayAct(command.Party) is { } refused)
        {
            return refused;
        }
        var text = command.Agreement;
        if (before.Bound.FirstOrDefault(seat => text.Parties!.All(party => party.ParticipantId != seat.ParticipantId)) is { } missing)
        {
            return Rejections.Invalid("#/agreement/parties",
                $"{missing.Name} er med og kan ikke skrives ud; en part går selv med :decline, :leave eller :replaceParty.",
                $"{missing.Name} is at the table and cannot be written out; a party goes by its own :decline, :leave or :replaceParty.");
        }
        if (Partnership.HashOf(text with { Version = before.Agreement.Version }) == before.Hash)
        {
            return PartnershipChange.None(before);
        }
        // Somebody went since it was asked who comes.
        if (text.Parties!.Any(party => command.Known.All(known => known.Id != party.ParticipantId) && before.AtTable.All(seat => seat.ParticipantId != party.ParticipantId)))
        {
            return Refusals.Stale;
        }
        var added = command.Known.Where(party => text.Parties!.Any(one => one.ParticipantId == party.Id) && before.AtTable.All(seat => seat.ParticipantId != party.Id));
        var seated = before with
        {
            Seats = [
                .. Seated(command.Party, seat => seat with { Standing = Standing.Joined }),
                .. added.Select(party => new Seat(party.Id, party.Name, party.Sector, Standing.Invited, now))],
        };
        var next = Retext(seated, text, isSame: false);
        return Changed(next with
        {
            State = before.State is PartnershipState.Proposed && command.Party == before.OpenedBy ? PartnershipState.Proposed : PartnershipState.Negotiating,
            Problem = null,
        }, "revised", command.Party, PartnershipEvents.Revised);
    }

    public Outcome<PartnershipChange> Remark(PartnershipCommand.Remark command) =>
        command.Party is { } party && UnlessMayAct(party) is { } refused && (before.IsOver || !before.Binds(party)) ? refused
        : Changed(before, command.What, command.By, said: command.Said);

    public Outcome<PartnershipChange> Activate(PartnershipCommand.HoldsConfirmed command) =>
        before.Hash != command.Hash ? Refusals.Stale
        : before.State switch
        {
            PartnershipState.Agreed => Changed(before with { State = PartnershipState.Active, ActivatedAt = before.ActivatedAt ?? now }, "activated", null, PartnershipEvents.Activated),
            PartnershipState.Active => PartnershipChange.None(before),
            _ => Refusals.Stale,
        };

    public Outcome<PartnershipChange> Return(PartnershipCommand.ActivationReturned command) =>
        before.State is not PartnershipState.Agreed || before.Hash != command.Hash
            ? Refusals.Stale
            // The same words under a new number: a yes that was under way for the old one must not count for a second try.
            : Changed(Retext(before, before.Agreement, isSame: false) with { State = PartnershipState.Negotiating, Problem = command.Why, AgreedAt = null },
                "activationReturned", null);

    public Outcome<PartnershipChange> Expire() => before.State switch
    {
        PartnershipState.Expired => PartnershipChange.None(before),
        _ when before.IsOver => Refusals.Over,
        _ when !IsOpen || before.RespondBy > now => Refusals.NotDue,
        _ => End(before, before.ActivatedAt is null ? PartnershipState.Expired : PartnershipState.Ended, "expired", "expired", null),
    };

    /// <summary>The next state as a change that tells of it.</summary>
    public PartnershipChange Changed(Partnership next, string what, Guid? by, Func<Partnership, object>? tell = null, JsonObject? said = null)
    {
        var numbered = next with { Version = before.Version + 1, ChangedAt = now, Amendments = next.Pending.Count == 0 ? null : next.Amendments };
        return new PartnershipChange(before, numbered, what, by, said, tell?.Invoke(numbered) ?? PartnershipEvents.Changed(numbered, what));
    }

    /// <summary>The seats with one party's present one changed.</summary>
    public IReadOnlyList<Seat> Seated(Guid party, Func<Seat, Seat> change) =>
        [.. before.Seats.Select(seat => seat.IsTaken && seat.ParticipantId == party ? change(seat) : seat)];

    /// <summary>The partnership with a new text.</summary>
    /// <param name="isSame">The framework is the same: consents go on counting. Else every consent is void, and all have time to answer.</param>
    public Partnership Retext(Partnership partnership, Agreement text, bool isSame)
    {
        var numbered = text with { Version = before.Agreement.Version + 1 };
        var hash = Partnership.HashOf(numbered);
        var next = partnership with
        {
            Agreement = numbered,
            Hash = hash,
            Seats = [.. partnership.Seats.Select(seat => !seat.IsTaken ? seat
                : isSame ? seat with { Consent = seat.Consent is { } said ? said with { Hash = hash } : null }
                : seat with { Consent = null, Standing = seat.Standing is Standing.Consented ? Standing.Joined : seat.Standing })],
            RespondBy = isSame ? partnership.RespondBy : now + PartnershipStep.TimeToAnswer,
        };
        return next with
        {
            Amendments = [.. next.Pending.Where(amendment => Amending.Fits(next, amendment))
                .Select(amendment => isSame ? amendment : amendment with { Framework = hash, ConsentedBy = [] })],
        };
    }

    /// <summary>The partnership after one party went; who leads it then, if that one did, is the first who is left.</summary>
    private Partnership Without(Guid party, Standing standing, string reason)
    {
        var next = before with
        {
            Seats = Seated(party, seat => seat with { Standing = standing, Until = now, LeftAt = before.Version + 1, Reason = reason, Consent = null }),
        };
        next = next with { LeadId = next.LeadId == party ? next.Bound.FirstOrDefault()?.ParticipantId ?? party : next.LeadId };
        return next with { Amendments = [.. next.Pending.Where(amendment => Amending.Fits(next, amendment)).Select(amendment => Amending.After(amendment, party))] };
    }

    private PartnershipChange End(Partnership next, PartnershipState state, string reason, string what, Guid? by) =>
        Changed(next with { State = state, Reason = reason, RespondBy = null, Amendments = null }, what, by, PartnershipEvents.Ended);
}
