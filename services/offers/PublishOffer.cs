using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Publishes an offer, or changes the one with the same reference.</summary>
public sealed record PublishOffer : OfferContent
{
    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }

    /// <summary>Says nothing yet.</summary>
    [JsonConstructor]
    public PublishOffer()
    {
    }
}

/// <summary>The offer after publishing, and whether it is new.</summary>
internal sealed record PublishedOffer(OfferView Offer, bool IsNew);

internal sealed class PublishOfferHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    private const int MaxAttempts = 5;

    public async Task<Outcome<PublishedOffer>> HandleAsync(Caller caller, OfferContent content, IdempotencyKey? key, CancellationToken ct)
    {
        if (Offer.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden;
        }
        for (var attempt = 1; ; attempt++)
        {
            // A repetition is answered as before, also when its window has passed since.
            if (key is not null)
            {
                if ((await IdempotencyStore.FindAsync(db, key, ct)).IsRejected(out var reused, out var answer))
                {
                    return reused;
                }
                if (answer is not null)
                {
                    return JsonSerializer.Deserialize<PublishedOffer>(answer.Body, HubJson.Options)!;
                }
            }
            try
            {
                if (await CommitAsync(caller, content, key, ct) is { } outcome)
                {
                    return outcome;
                }
            }
            // Somebody published the same reference since we looked: look again.
            catch (PostgresException error) when (error.ConstraintName == OfferStore.ReferenceOnce && attempt < MaxAttempts)
            {
            }
        }
    }

    /// <summary>The offer as it would be; nothing is saved.</summary>
    public async Task<Outcome<PublishedOffer>> ValidateAsync(Caller caller, OfferContent content, CancellationToken ct)
    {
        if (Offer.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        return (await DecideAsync(transaction, caller, content, ct)).Map(change => Answer(change, caller));
    }

    // Null: the key was claimed by the same call, sent twice at once; its answer is there now.
    private async Task<Outcome<PublishedOffer>?> CommitAsync(Caller caller, OfferContent content, IdempotencyKey? key, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if ((await DecideAsync(transaction, caller, content, ct)).IsRejected(out var rejection, out var change))
        {
            return rejection;
        }
        var answer = Answer(change, caller);
        if (key is not null)
        {
            var stored = new StoredAnswer(answer.IsNew ? 201 : 200, JsonSerializer.Serialize(answer, HubJson.Options));
            if (await IdempotencyStore.ClaimAsync(transaction, [(key, stored)], ct) is [false])
            {
                return null;
            }
        }
        if (change.Event is null)
        {
            await transaction.CommitAsync(ct);
        }
        await OfferChanges.CommitAsync(transaction, outbox, change, ct);
        return answer;
    }

    private async Task<Outcome<OfferChange>> DecideAsync(NpgsqlTransaction transaction, Caller caller, OfferContent content, CancellationToken ct)
    {
        var reference = string.IsNullOrWhiteSpace(content.Reference) ? null : content.Reference.Trim();
        var locked = reference is { Length: <= OfferRules.MaxReference } && !reference.Contains('\0', StringComparison.Ordinal)
            ? await OfferStore.LockByReferenceAsync(transaction, caller.ParticipantId, reference, ct)
            : null;
        if (OfferRules.Check(content, clock.GetUtcNow(), locked?.Offer.Content).IsRejected(out var rejection, out var clean))
        {
            return rejection;
        }
        if (locked is null)
        {
            return Offer.Publish(clean, caller, clock.GetUtcNow());
        }
        var booked = await ReservationStore.ListBookedAsync(transaction, locked, key: null, locked.Now, until: null, ct);
        return locked.Offer.Say(clean, isAgain: true, caller, locked.Due, booked, locked.Now);
    }

    private static PublishedOffer Answer(OfferChange change, Caller caller) => new(OfferView.Of(change.Offer, caller), change.Offer.Version == 1 && change.Event is not null);
}
