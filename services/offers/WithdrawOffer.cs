using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Takes an offer back; everyone who heard of it hears of this.</summary>
public sealed record WithdrawOffer
{
    /// <summary>Why, for those who heard of the offer.</summary>
    [Required]
    public string? Reason { get; init; }

    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }
}

internal sealed class WithdrawOfferHandler(NpgsqlDataSource db, Outbox outbox)
{
    public async Task<Outcome<OfferView>> HandleAsync(Caller caller, Guid id, string? reason, VersionMatch version, CancellationToken ct)
    {
        if (Offer.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden;
        }
        if (OfferRules.CheckReason(reason).IsRejected(out var rejection, out var why))
        {
            return rejection;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var locked = await OfferStore.LockAsync(transaction, id, ct);
        if ((Offer.UnlessOwn(locked?.Offer, id, caller) ?? version.UnlessMet(locked!.Offer.Version)) is { } refused)
        {
            return refused;
        }
        var held = await ReservationStore.ListHeldAsync(transaction, id, ct);
        if (locked!.Offer.End(why, caller.CredentialId, held, locked.Now).IsRejected(out rejection, out var change))
        {
            return rejection;
        }
        await OfferChanges.CommitAsync(transaction, outbox, change, ct);
        return OfferView.Of(change.Offer, caller);
    }
}
