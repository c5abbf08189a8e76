using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Changes one's own offer, based on the version one knows.</summary>
internal sealed class UpdateOfferHandler(NpgsqlDataSource db, Outbox outbox)
{
    /// <param name="revise">What the offer shall say, given what it says now.</param>
    public async Task<Outcome<OfferView>> HandleAsync(
        Caller caller, Guid id, VersionMatch version, Func<OfferContent, Outcome<OfferContent>> revise, CancellationToken ct)
    {
        if (Offer.UnlessMayPublish(caller) is { } forbidden)
        {
            return forbidden;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var locked = await OfferStore.LockAsync(transaction, id, ct);
        if ((Offer.UnlessOwn(locked?.Offer, id, caller) ?? version.UnlessMet(locked!.Offer.Version)) is { } refused)
        {
            return refused;
        }
        var booked = await ReservationStore.ListBookedAsync(transaction, locked!, key: null, locked!.Now, until: null, ct);
        if (revise(locked.Offer.Content).IsRejected(out var rejection, out var revised)
            || OfferRules.Check(revised, locked.Now, locked.Offer.Content).IsRejected(out rejection, out var content)
            || locked.Offer.Say(content, isAgain: false, caller, locked.Due, booked, locked.Now).IsRejected(out rejection, out var change))
        {
            return rejection;
        }
        try
        {
            await OfferChanges.CommitAsync(transaction, outbox, change, ct);
        }
        catch (PostgresException error) when (error.ConstraintName == OfferStore.ReferenceOnce)
        {
            return new Rejection(ProblemCode.Conflict, new(
                "Et andet af jeres tilbud har denne reference.", "Another of your offers has this reference."))
            { Errors = [new("#/reference", new("Vælg en anden reference.", "Choose another reference."))] };
        }
        return OfferView.Of(change.Offer, caller);
    }
}
