using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>Takes what happened to offers: keeps their newest version, and compares it with the needs there are.</summary>
internal sealed class OfferConsumer(NpgsqlDataSource db, SuggestNeeds suggest, Turns turns, Outbox outbox) :
    IConsumer<OfferPublished>, IConsumer<OfferUpdated>, IConsumer<OfferExhausted>, IConsumer<OfferWithdrawn>
{
    public Task Consume(ConsumeContext<OfferPublished> context) =>
        TakeAsync(context, context.Message.OfferId, context.Message.Version, context.Message.Offer, null);

    public Task Consume(ConsumeContext<OfferUpdated> context) =>
        TakeAsync(context, context.Message.OfferId, context.Message.Version, context.Message.Offer, null);

    public Task Consume(ConsumeContext<OfferExhausted> context) =>
        TakeAsync(context, context.Message.OfferId, context.Message.Version, null, WithdrawalReasons.OfferExhausted);

    public Task Consume(ConsumeContext<OfferWithdrawn> context) =>
        TakeAsync(context, context.Message.OfferId, context.Message.Version, null, WithdrawalReasons.OfferWithdrawn);

    private Task TakeAsync(ConsumeContext context, Guid id, long version, PublicOffer? offer, string? endReason) =>
        turns.RunAsync(() => FollowAsync(context, id, version, offer, endReason), context.CancellationToken);

    // First the offer is there for every need to come, then those that came before are waited for, then they are asked:
    // no pair is missed when both arrive at once. The version makes the first step count once; the inbox the last.
    private async Task FollowAsync(ConsumeContext context, Guid id, long version, PublicOffer? offer, string? endReason)
    {
        var ct = context.CancellationToken;
        await OfferStore.KeepAsync(db, id, version, offer, endReason, ct);
        await OfferStore.AwaitMatchingAsync(db, ct);
        await using var transaction = await Inbox.OpenAsync(db, context, "offers");
        if (transaction is null)
        {
            return;
        }
        // A late version is done with by the one that overtook it.
        if (await OfferStore.FindAsync(transaction, id, ct) is { } known && known.Version == version)
        {
            await suggest.RunAsync(transaction, known, Arrival.Of(context).Traceparent, ct);
        }
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }
}
