using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Holds places of a need for a time, or for good.</summary>
public sealed record ReservePlaces
{
    /// <summary>A UUID made by the caller: the same id again has no second effect. Absent: the hub makes one.</summary>
    public Guid? ReservationId { get; init; }

    /// <summary>How many people come.</summary>
    [Required]
    public int? Places { get; init; }

    /// <summary>Whom it is for; absent: the publisher itself.</summary>
    public Guid? ParticipantId { get; init; }

    /// <summary>How long it is held: 10 seconds to 30 days; absent: 15 minutes.</summary>
    public int? HoldSeconds { get; init; }

    /// <summary>Holds and confirms in one step.</summary>
    public bool? Confirm { get; init; }
}

/// <param name="IsNew">False: the reservation was there already.</param>
internal sealed record ReservedPlaces(ReservationView Reservation, bool IsNew);

internal sealed class ReservePlacesHandler(NpgsqlDataSource db, Outbox outbox)
{
    public const int MinHold = 10;
    public const int MaxHold = 30 * 24 * 60 * 60;
    private const int DefaultHold = 15 * 60;

    public async Task<Outcome<ReservedPlaces>> HandleAsync(Caller caller, Guid needId, ReservePlaces wanted, CancellationToken ct)
    {
        if (Check(caller, needId, wanted).IsRejected(out var rejection, out var asked))
        {
            return rejection;
        }
        try
        {
            return await ReserveAsync(caller, asked, ct);
        }
        // The same id for another need, at the same time: whoever was first has it.
        catch (PostgresException error) when (error.ConstraintName == ReservationStore.Once)
        {
            return OtherContent;
        }
    }

    private async Task<Outcome<ReservedPlaces>> ReserveAsync(Caller caller, Reservation asked, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var locked = await ReservationStore.LockAsync(transaction, asked.NeedId, asked.Id, ct);
        if (Reservation.UnlessMayReserve(locked.Need, asked.NeedId, caller) is { } refused)
        {
            return refused;
        }
        var need = locked.Need!;
        if (locked.Reservation is { } present)
        {
            return present.IsSameAs(asked) ? new ReservedPlaces(ReservationView.Of(present, need), IsNew: false) : OtherContent;
        }
        var changes = new List<NeedChange>();
        if (locked.Due.Count > 0)
        {
            // Their places are free already; nobody has to wait until that is written down.
            changes.Add(need.GiveBack(locked.PlacesDue, null, locked.Now));
        }
        var before = changes.Count > 0 ? changes[0].Need : need;
        if (before.Take(asked.Places, caller.IsService ? null : caller.CredentialId, locked.Now).IsRejected(out var rejection, out var taken))
        {
            return rejection;
        }
        changes.Add(taken);
        var reservation = asked with { HeldUntil = asked.HoldSeconds is { } seconds ? locked.Now.AddSeconds(seconds) : null };
        await NeedChanges.CommitAsync(transaction, outbox, changes, batch =>
        {
            ReservationStore.Add(batch, reservation);
            ReservationStore.Change(batch, locked.Due, ReservationState.Expired);
        }, ct);
        return new ReservedPlaces(ReservationView.Of(reservation, need), IsNew: true);
    }

    private static Outcome<Reservation> Check(Caller caller, Guid needId, ReservePlaces wanted)
    {
        var errors = new List<FieldError>();
        if (wanted.ReservationId == Guid.Empty)
        {
            errors.Add(new("#/reservationId", new("Skriv et UUID.", "Write a UUID.")));
        }
        if (wanted.Places is not (>= 1 and <= NeedRules.MaxPlaces))
        {
            errors.Add(new("#/places", new("Skriv et antal fra 1 til 10.000.", "Write a number from 1 to 10,000.")));
        }
        var participant = wanted.ParticipantId ?? (caller.IsService ? Guid.Empty : caller.ParticipantId);
        if (participant == Guid.Empty)
        {
            errors.Add(new("#/participantId", new("Skriv, hvem pladserne er til.", "Write whom the places are for.")));
        }
        if (wanted.HoldSeconds is < MinHold or > MaxHold)
        {
            errors.Add(new("#/holdSeconds", new("Skriv 10 sekunder til 30 dage.", "Write 10 seconds to 30 days.")));
        }
        var isConfirmed = wanted.Confirm == true;
        return errors.Count > 0
            ? Rejections.Invalid(errors)
            : new Reservation(
                wanted.ReservationId ?? Guid.CreateVersion7(), needId, participant, wanted.Places!.Value,
                isConfirmed ? ReservationState.Confirmed : ReservationState.Held, null,
                isConfirmed ? null : wanted.HoldSeconds ?? DefaultHold, IsCounted: true);
    }

    private static readonly Rejection OtherContent = new(ProblemCode.Conflict, new(
        "Reservationens id er brugt til noget andet; lav et nyt.", "The id of the reservation was used for something else; make another."))
    { Errors = [new("#/reservationId", new("Lav et nyt UUID.", "Make another UUID."))] };
}
