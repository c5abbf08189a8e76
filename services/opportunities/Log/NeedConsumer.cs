using System.Diagnostics;
using MassTransit;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>Takes what happened to needs, one message at a time, to the writer that claims it in the inbox and commits many at once.</summary>
internal sealed class NeedConsumer(MatchWriter writer) :
    IConsumer<NeedPublished>, IConsumer<NeedUpdated>, IConsumer<NeedFilled>,
    IConsumer<NeedReopened>, IConsumer<NeedWithdrawn>, IConsumer<NeedExpired>
{
    public Task Consume(ConsumeContext<NeedPublished> context) =>
        WriteAsync(context, NeedEventKind.Published, context.Message.NeedId, context.Message.Version, context.Message.At, context.Message.Need);

    public Task Consume(ConsumeContext<NeedUpdated> context) =>
        WriteAsync(context, NeedEventKind.Updated, context.Message.NeedId, context.Message.Version, context.Message.At, context.Message.Need);

    public Task Consume(ConsumeContext<NeedReopened> context) =>
        WriteAsync(context, NeedEventKind.Reopened, context.Message.NeedId, context.Message.Version, context.Message.At, context.Message.Need);

    public Task Consume(ConsumeContext<NeedFilled> context) =>
        WriteAsync(context, NeedEventKind.Filled, context.Message.NeedId, context.Message.Version, context.Message.At);

    public Task Consume(ConsumeContext<NeedWithdrawn> context) =>
        WriteAsync(context, NeedEventKind.Withdrawn, context.Message.NeedId, context.Message.Version, context.Message.At, reason: context.Message.Reason);

    public Task Consume(ConsumeContext<NeedExpired> context) =>
        WriteAsync(context, NeedEventKind.Expired, context.Message.NeedId, context.Message.Version, context.Message.At);

    private Task WriteAsync(
        ConsumeContext context, NeedEventKind kind, Guid needId, long version, DateTimeOffset at, PublicNeed? need = null, string? reason = null) =>
        writer.WriteAsync(
            new NeedEvent(
                context.MessageId!.Value, kind, needId, version, need, reason, at,
                context.Headers.Get<string>(Outbox.StoredTraceHeader) ?? Activity.Current?.Id,
                Activity.Current?.Context ?? default),
            context.CancellationToken);
}
