using MassTransit;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Lets an open call-out follow its need: filled, open again, or ended.</summary>
internal sealed class CallOutConsumer(NpgsqlDataSource db, StandDown standDown, Outbox outbox, CallOutSignals signals) :
    IConsumer<NeedFilled>, IConsumer<NeedReopened>, IConsumer<NeedUpdated>, IConsumer<NeedWithdrawn>, IConsumer<NeedExpired>
{
    public Task Consume(ConsumeContext<NeedFilled> context) =>
        FollowAsync(context, context.Message.NeedId, context.Message.Version, standDown.FillAsync);

    public Task Consume(ConsumeContext<NeedReopened> context) =>
        FollowAsync(context, context.Message.NeedId, context.Message.Version, VacateAsync);

    public Task Consume(ConsumeContext<NeedUpdated> context) =>
        FollowAsync(context, context.Message.NeedId, context.Message.Version, context.Message.Need.PlacesLeft is 0 ? standDown.FillAsync : VacateAsync);

    public Task Consume(ConsumeContext<NeedWithdrawn> context) =>
        FollowAsync(context, context.Message.NeedId, context.Message.Version,
            (transaction, callOut, ct) => standDown.EndAsync(transaction, callOut, CallOutState.Withdrawn, context.Message.Reason, ct));

    public Task Consume(ConsumeContext<NeedExpired> context) =>
        FollowAsync(context, context.Message.NeedId, context.Message.Version,
            (transaction, callOut, ct) => standDown.EndAsync(transaction, callOut, CallOutState.Expired, "expired", ct));

    private async Task FollowAsync(
        ConsumeContext context, Guid needId, long version, Func<NpgsqlTransaction, CallOut, CancellationToken, Task<CallOut>> follow)
    {
        var ct = context.CancellationToken;
        // Hardly any need is called out for: the others cost one look, and no row in the inbox.
        if (!await CallOutStore.HasOpenAsync(db, needId, ct))
        {
            return;
        }
        await using var transaction = await Inbox.OpenAsync(db, context, "callOuts");
        if (transaction is null)
        {
            return;
        }
        foreach (var callOut in await CallOutStore.LockOpenAsync(transaction, needId, ct))
        {
            // What was said earlier never undoes what was said later.
            if (version > callOut.NeedVersion)
            {
                var heard = callOut with { NeedVersion = version };
                await CallOutStore.SaveAsync(transaction, heard, null, ct);
                await follow(transaction, heard, ct);
            }
        }
        await transaction.CommitAsync(ct);
        outbox.Wake();
        signals.Settle.Set();
    }

    // There may be room: whoever waits has a try.
    private static async Task<CallOut> VacateAsync(NpgsqlTransaction transaction, CallOut callOut, CancellationToken ct)
    {
        var vacated = callOut.State is CallOutState.Filled ? callOut with { Vacated = callOut.Vacated + 1 } : callOut;
        await CallOutStore.SaveAsync(transaction, vacated, null, ct);
        return vacated;
    }
}
