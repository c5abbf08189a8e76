using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>Stops what is sent to a suspended participant, and lets it go on.</summary>
internal sealed class ParticipantConsumer(NpgsqlDataSource db, Wakeups wakeups) : IConsumer<ParticipantSuspended>, IConsumer<ParticipantResumed>
{
    public Task Consume(ConsumeContext<ParticipantSuspended> context) =>
        SetAsync(context, context.Message.ParticipantId, isSuspended: true, context.Message.At);

    public Task Consume(ConsumeContext<ParticipantResumed> context) =>
        SetAsync(context, context.Message.ParticipantId, isSuspended: false, context.Message.At);

    private async Task SetAsync(ConsumeContext context, Guid participant, bool isSuspended, DateTimeOffset at)
    {
        await using var transaction = await Inbox.OpenAsync(db, context, "suspension");
        if (transaction is null)
        {
            return;
        }
        // The transaction's connection outlives it, and goes back with it.
        await using var connection = transaction.Connection!;
        await SubscriptionStore.SetSuspendedAsync(transaction, participant, isSuspended, at, context.CancellationToken);
        var affected = await SubscriptionStore.OfParticipantAsync(transaction, participant, context.CancellationToken);
        await transaction.CommitAsync(context.CancellationToken);
        wakeups.Wake(affected);
    }
}
