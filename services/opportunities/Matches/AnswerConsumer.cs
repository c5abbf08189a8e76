using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>
/// What follows from the end of a suggestion: its place goes to the next best offer; a one-off offer that is agreed is suggested
/// no more, and is free again when that comes to nothing.
/// </summary>
internal sealed class AnswerConsumer(NpgsqlDataSource db, OfferBook book, SuggestOffers toNeed, SuggestNeeds toOffer, Turns turns, Outbox outbox) :
    IConsumer<OpportunityAgreed>, IConsumer<OpportunityAnswered>, IConsumer<OpportunityWithdrawn>
{
    private const string Consumer = "answers";

    public Task Consume(ConsumeContext<OpportunityAgreed> context) =>
        turns.RunAsync(() => TakeAsync(context, context.Message.Match.OfferId, isTaken: true), context.CancellationToken);

    public Task Consume(ConsumeContext<OpportunityAnswered> context) =>
        context.Message.Match is { NeedAnswer: not Match.No, OfferAnswer: not Match.No }
            ? Task.CompletedTask
            : turns.RunAsync(() => RefillAsync(context, context.Message.Match.NeedId), context.CancellationToken);

    public Task Consume(ConsumeContext<OpportunityWithdrawn> context) => turns.RunAsync(
        () => context.Message.Match is { NeedAnswer: Match.Yes, OfferAnswer: Match.Yes }
            ? TakeAsync(context, context.Message.Match.OfferId, isTaken: false)
            : RefillAsync(context, context.Message.Match.NeedId),
        context.CancellationToken);

    private async Task RefillAsync(ConsumeContext context, Guid needId)
    {
        var ct = context.CancellationToken;
        await using var transaction = await Inbox.OpenAsync(db, context, Consumer);
        if (transaction is null)
        {
            return;
        }
        var needs = await MatchStore.LockNeedsAsync(transaction, [needId], ct);
        if (needs.GetValueOrDefault(needId) is { Content: not null } need)
        {
            book.Apply(await OfferStore.SinceAsync(transaction, book.Revision, ct));
            await toNeed.RunAsync(transaction, [need with { Traceparent = Arrival.Of(context).Traceparent }], ct);
        }
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }

    private async Task TakeAsync(ConsumeContext context, Guid offerId, bool isTaken)
    {
        var ct = context.CancellationToken;
        if (!isTaken)
        {
            await OfferStore.FreeAsync(db, offerId, ct);
        }
        await OfferStore.AwaitMatchingAsync(db, ct);
        await using var transaction = await Inbox.OpenAsync(db, context, Consumer);
        if (transaction is null)
        {
            return;
        }
        if (await OfferStore.FindAsync(transaction, offerId, ct) is { Offer.IsStanding: false } offer)
        {
            await toOffer.RunAsync(transaction, offer, Arrival.Of(context).Traceparent, ct);
        }
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }
}
