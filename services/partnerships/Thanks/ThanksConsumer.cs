using System.Text.Json.Nodes;
using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Partnerships.Thanks;

/// <summary>After the first hours that count, everyone at the table is sent a thank-you; once, however often it is told.</summary>
internal sealed class ThanksConsumer(NpgsqlDataSource db, Outbox outbox) : IConsumer<HoursApproved>
{
    /// <summary>The audit entry's word, and the event's change.</summary>
    public const string What = "thanked";

    private const string Consumer = "thanks";

    public async Task Consume(ConsumeContext<HoursApproved> context)
    {
        var (message, ct) = (context.Message, context.CancellationToken);
        if (!message.IsFirst)
        {
            return;
        }
        await using var transaction = await Inbox.OpenAsync(db, context, Consumer);
        if (transaction is null)
        {
            return;
        }
        var id = message.Hours.PartnershipId;
        if (await PartnershipStore.LockAsync(transaction, id, ct) is { } locked
            && (await AuditStore.ListAsync(db, id, 0, locked.Partnership.Version, [What], 1, ct)).Count == 0)
        {
            var (da, en) = ThankYou.Say(locked.Partnership.Agreement.Title!, message.Hours);
            var said = new JsonObject { ["da"] = da, ["en"] = en };
            if (!PartnershipStep.Take(locked.Partnership, new PartnershipCommand.Remark(null, What, said), locked.Now).IsRejected(out _, out var change))
            {
                await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
                PartnershipChanges.Add(batch, outbox, change.Event is PartnershipChanged told ? change with { Event = told with { Text = da } } : change);
                await batch.ExecuteNonQueryAsync(ct);
            }
        }
        await transaction.CommitAsync(ct);
        outbox.Wake();
    }
}
