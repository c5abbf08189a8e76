using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Holds a quantity of an offer for a time. The same reservation id again has no second effect.</summary>
internal sealed class ReserveContributionHandler(NpgsqlDataSource db, Outbox outbox)
{
    private const int MinHold = 10;
    private const int MaxHold = 30 * 24 * 3600;
    private const int DefaultHold = 15 * 60;

    public async Task<Outcome<ReservationView>> HandleAsync(Caller caller, Guid offerId, ReserveContribution ask, CancellationToken ct)
    {
        if ((UnlessMayDraw(caller) ?? Check(ask, caller)) is { } refused)
        {
            return refused;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await OfferStore.LockAsync(transaction, offerId, ct) is not { } locked)
        {
            return Offer.Missing(offerId);
        }
        var offer = locked.Offer;
        var wanted = Wanted(offer, ask, caller, locked.Now);
        var id = ask.ReservationId;
        var present = id is null ? null : await ReservationStore.FindAsync(connection, id.Value, ct);
        if (present is not null && present.OfferId == offerId && present.IsSeenBy(caller, offer))
        {
            return !present.IsSameAs(wanted) ? IdTaken
                : ReservationView.Of(locked.Due.Any(hold => hold.Id == id) ? present with { State = ReservationState.Expired } : present);
        }
        if (!offer.IsShownTo(caller))
        {
            return Offer.Missing(offerId);
        }
        if (present is not null)
        {
            return present.ParticipantId == caller.ParticipantId || caller.IsService ? IdTaken : Reservation.Missing(present.Id);
        }
        if (wanted.ParticipantId != caller.ParticipantId && !caller.IsService && caller.ParticipantId != offer.OwnerId)
        {
            return Rejections.Invalid("#/participantId", "Kun tilbuddets ejer kan reservere for andre; udelad feltet.",
                "Only the owner of the offer can reserve for others; leave the field out.");
        }
        var booked = wanted.Slot is { } slot ? await ReservationStore.ListBookedAsync(transaction, locked, wanted.Key, slot.From, slot.Until, ct) : [];
        if (locked.Drawing.Reserve(wanted, caller, booked).IsRejected(out var rejection, out var drawn))
        {
            return rejection;
        }
        try
        {
            await OfferChanges.CommitAsync(transaction, outbox, drawn.Change, ct);
        }
        // The same id for another offer, at once.
        catch (PostgresException error) when (error.ConstraintName == ReservationStore.IdOnce)
        {
            return IdTaken;
        }
        return ReservationView.Of(drawn.Reservation);
    }

    /// <summary>Null when the caller may draw on offers at all.</summary>
    public static Rejection? UnlessMayDraw(Caller caller) => caller.IsService ? null : Rejections.UnlessAllowed(caller, Scopes.OffersWrite);

    private static Rejection? Check(ReserveContribution ask, Caller caller)
    {
        var errors = new List<FieldError>();
        if (string.IsNullOrWhiteSpace(ask.ContributionKey) || ask.ContributionKey.Length > 40 || ask.ContributionKey.Any(char.IsControl))
        {
            Wrong("contributionKey", "Skriv navnet på et af tilbuddets bidrag.", "Write the name of one of the offer's contributions.");
        }
        if (ask.Quantity is not (> 0 and <= ContributionRules.MaxMoney))
        {
            Wrong("quantity", "Skriv et helt tal på mindst 1.", "Write a whole number of at least 1.");
        }
        if (ask.HoldSeconds is < MinHold or > MaxHold)
        {
            Wrong("holdSeconds", "Skriv 10 sekunder til 30 dage.", "Write 10 seconds to 30 days.");
        }
        if (ask.ReservationId == Guid.Empty)
        {
            Wrong("reservationId", "Skriv et UUID, som I selv har lavet.", "Write a UUID of your own making.");
        }
        if (ask.ParticipantId == Guid.Empty || (caller.IsService && ask.ParticipantId is null))
        {
            Wrong("participantId", "Skriv, hvem der reserveres for.", "Write whom it is for.");
        }
        return errors.Count == 0 ? null : Rejections.Invalid(errors);

        void Wrong(string name, string danish, string english) => errors.Add(new FieldError($"#/{name}", new(danish, english)));
    }

    private static Reservation Wanted(Offer offer, ReserveContribution ask, Caller caller, DateTimeOffset now)
    {
        var seconds = ask.HoldSeconds ?? DefaultHold;
        return new Reservation(
            ask.ReservationId ?? Guid.CreateVersion7(), offer.Id, ask.ParticipantId ?? caller.ParticipantId, ask.ContributionKey!, ask.Quantity!.Value,
            BookedSlot.Of(ask.Slot), ReservationState.Held, OfferRules.Moment(now.AddSeconds(seconds)), seconds, ask.Confirm is true, caller.IsService, null,
            OfferRules.Moment(now));
    }

    private static readonly Rejection IdTaken = new(ProblemCode.Conflict, new(
        "Det reservationsId er brugt til noget andet; lav et nyt.", "This reservation id was used for something else; make a new one."))
    { Errors = [new FieldError("#/reservationId", new("Lav et nyt UUID.", "Make a new UUID."))] };
}
