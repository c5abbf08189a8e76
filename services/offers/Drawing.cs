using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>A decision about one reservation: how it is afterwards, and what that does to its offer.</summary>
internal sealed record Drawn(OfferChange Change, Reservation Reservation);

/// <summary>The rules of drawing on an offer: its quantities are counted here and nowhere else.</summary>
/// <param name="offer">Locked, so that nobody else counts at the same time.</param>
/// <param name="due">Its holds whose time is up: they count no more.</param>
/// <param name="now">By the clock of the database, which owns the holds.</param>
internal sealed class Drawing(Offer offer, IReadOnlyList<Reservation> due, DateTimeOffset now)
{
    /// <summary>Holds a quantity, if it is there.</summary>
    /// <param name="wanted">As it was asked for.</param>
    /// <param name="booked">For what is lent: the live bookings that overlap with it.</param>
    public Outcome<Drawn> Reserve(Reservation wanted, Caller caller, IReadOnlyList<Reservation> booked)
    {
        if (UnlessOpen(caller) is { } closed)
        {
            return closed;
        }
        if (offer.Contributions.FirstOrDefault(candidate => candidate.Key == wanted.Key) is not { } contribution)
        {
            return Rejections.Invalid("#/contributionKey", "Tilbuddet har intet bidrag med det navn.", "The offer has no contribution of that name.");
        }
        if ((UnlessMayApply(contribution, caller) ?? UnlessSlotFits(contribution, wanted)) is { } refused)
        {
            return refused;
        }
        var ledger = new Ledger(offer, now);
        ledger.Expire(due);
        var left = contribution.IsLent
            ? contribution.Quantity!.Value - BookedSlot.Peak(booked.Select(booking => (Within(booking.Slot!, wanted.Slot!), booking.Quantity)))
            : contribution.Quantity!.Value - ledger[wanted.Key].Taken;
        if (wanted.Quantity > left)
        {
            return new Rejection(ProblemCode.NothingLeft, contribution.IsLent
                ? new($"I det tidsrum er {left} af {wanted.Key} ledige.", $"In that time {left} of {wanted.Key} are free.")
                : new($"Der er {left} tilbage af {wanted.Key}.", $"There are {left} left of {wanted.Key}."))
            { Errors = [new FieldError("#/quantity", new($"Skriv højst {left}.", $"Write at most {left}."))] };
        }
        var reservation = ledger.Hold(wanted);
        if (wanted.Confirm)
        {
            reservation = ledger.Confirm(reservation);
        }
        return new Drawn(ledger.Close(), reservation);
    }

    /// <summary>Makes a hold lasting; once is as good as twice.</summary>
    public Outcome<Drawn> Confirm(Reservation reservation, Caller caller)
    {
        switch (reservation.State)
        {
            case ReservationState.Confirmed:
                return Unchanged(reservation);
            case ReservationState.Returned:
                return new Rejection(ProblemCode.Conflict, new("Reservationen er givet tilbage.", "The reservation was returned."));
            case ReservationState.Expired:
            case ReservationState.Held when reservation.HeldUntil <= now:
                return new Rejection(ProblemCode.HoldExpired, new(
                    "Reservationens tid er gået, og den tæller ikke længere; reservér igen.", "The reservation's time is up and it counts no more; reserve again."));
        }
        if (UnlessTheirs(reservation, caller) is { } refused)
        {
            return refused;
        }
        var ledger = new Ledger(offer, now);
        ledger.Expire(due);
        var confirmed = ledger.Confirm(reservation);
        return new Drawn(ledger.Close(), confirmed);
    }

    /// <summary>Gives back what is held or confirmed; what came back already stays as it is.</summary>
    public Outcome<Drawn> Return(Reservation reservation, Caller caller)
    {
        if (!reservation.IsLive)
        {
            return Unchanged(reservation);
        }
        if (reservation.State is ReservationState.Held && UnlessTheirs(reservation, caller) is { } refused)
        {
            return refused;
        }
        var ledger = new Ledger(offer, now);
        ledger.Expire(due);
        var returned = due.Any(hold => hold.Id == reservation.Id) ? reservation with { State = ReservationState.Expired } : ledger.Return(reservation);
        return new Drawn(ledger.Close(), returned);
    }

    /// <summary>Logs that what is lent was handed over.</summary>
    public Outcome<Drawn> HandOver(Reservation reservation)
    {
        if (reservation.Slot is null || reservation.State is not ReservationState.Confirmed)
        {
            return new Rejection(ProblemCode.Conflict, new(
                "Kun en bekræftet booking af lokaler eller udstyr kan udleveres.", "Only a confirmed booking of space or equipment can be handed over."));
        }
        if (reservation.HandedOverAt is not null)
        {
            return Unchanged(reservation);
        }
        var ledger = new Ledger(offer, now);
        ledger.Expire(due);
        var lent = ledger.HandOver(reservation);
        return new Drawn(ledger.Close(), lent);
    }

    /// <summary>Lets go of the holds whose time is up.</summary>
    public OfferChange Expire()
    {
        if (due.Count == 0)
        {
            return OfferChange.None(offer);
        }
        var ledger = new Ledger(offer, now);
        ledger.Expire(due);
        return ledger.Close();
    }

    private Drawn Unchanged(Reservation reservation) => new(OfferChange.None(offer), reservation);

    private Rejection? UnlessOpen(Caller caller)
    {
        var isOwner = !caller.IsService && caller.ParticipantId == offer.OwnerId;
        if (!caller.IsService && !isOwner && offer.Content.OpenToDrawing is not true)
        {
            return new Rejection(ProblemCode.Conflict, new(
                "Der kan ikke trækkes direkte på dette tilbud; lav en aftale med dets ejer.", "This offer cannot be drawn on directly; agree with its owner."));
        }
        return offer.Status switch
        {
            OfferStatus.Paused => new Rejection(ProblemCode.Conflict, new("Tilbuddet holder pause.", "The offer is paused.")),
            OfferStatus.Withdrawn => Over,
            _ when offer.ExpiresAt <= now => Over,
            _ => null,
        };
    }

    // A service names another participant, whose sector and kind are not in the service's token: it vouches for them. So does the owner.
    private Rejection? UnlessMayApply(Contribution contribution, Caller caller)
    {
        if (contribution.Deadline < now)
        {
            return new Rejection(ProblemCode.DeadlinePassed, new(
                $"Ansøgningsfristen var {contribution.Deadline:yyyy-MM-dd HH:mm} UTC.", $"The deadline was {contribution.Deadline:yyyy-MM-dd HH:mm} UTC."));
        }
        if (caller.IsService || caller.ParticipantId == offer.OwnerId || contribution.Eligibility is not { } eligibility)
        {
            return null;
        }
        return eligibility.Sectors?.Contains(caller.Sector) == false || eligibility.Kinds?.Contains(caller.Kind) == false
            ? new Rejection(ProblemCode.NotEligible, new("Tilbuddets regler lader ikke jer søge.", "The offer's rules do not let you apply."))
            : null;
    }

    private Rejection? UnlessSlotFits(Contribution contribution, Reservation wanted)
    {
        if (!contribution.IsLent)
        {
            return wanted.Slot is null ? null : Rejections.Invalid("#/slot", "Kun lokaler og udstyr bookes i timer; udelad slot.",
                "Only space and equipment are booked by the hour; leave slot out.");
        }
        return BookedSlot.Check(wanted.Slot, offer.Content, now);
    }

    // What a service holds is part of an agreement of many parts: either all of it becomes lasting or none.
    private static Rejection? UnlessTheirs(Reservation reservation, Caller caller) => reservation.ByService && !caller.IsService
        ? new Rejection(ProblemCode.Conflict, new(
            "Reservationen hører til en aftale, som bekræfter den eller giver den tilbage.", "The reservation belongs to an agreement, which confirms or returns it."))
        : null;

    private static BookedSlot Within(BookedSlot slot, BookedSlot bounds) =>
        new(slot.From > bounds.From ? slot.From : bounds.From, slot.Until < bounds.Until ? slot.Until : bounds.Until);

    private static readonly Rejection Over = new(ProblemCode.Conflict, new("Tilbuddet er slut.", "The offer has ended."));
}
