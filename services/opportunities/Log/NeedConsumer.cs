using MassTransit;
using SocialEnzyme.Hub.Contracts.Events;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>Takes what happened to needs, one message at a time, to the writer that claims it in the inbox and commits many at once.</summary>
internal sealed class NeedConsumer(MatchWriter writer) :
    IConsumer<NeedPublished>, IConsumer<Bundle<NeedPublished>>, IConsumer<NeedUpdated>, IConsumer<NeedPlacesTaken>, IConsumer<NeedFilled>,
    IConsumer<NeedReopened>, IConsumer<NeedWithdrawn>, IConsumer<NeedExpired>
{
    public Task Consume(ConsumeContext<NeedPublished> context) =>
        WriteAsync(context, EventKind.NeedPublished, context.Message.NeedId, context.Message.Version, context.Message.At, context.Message.Need);

    public Task Consume(ConsumeContext<Bundle<NeedPublished>> context) => context.EachAsync(one => writer.WriteAsync(
        new NeedEvent(Arrival.Of(one), EventKind.NeedPublished, one.Event.NeedId, one.Event.Version, one.Event.At) { Need = one.Event.Need },
        context.CancellationToken));

    public Task Consume(ConsumeContext<NeedUpdated> context) =>
        WriteAsync(context, EventKind.NeedUpdated, context.Message.NeedId, context.Message.Version, context.Message.At, context.Message.Need);

    // Nobody is told, and no version of the log is raised: a publish or an update that comes late would be lost behind it.
    public Task Consume(ConsumeContext<NeedPlacesTaken> context) => Task.CompletedTask;

    public Task Consume(ConsumeContext<NeedReopened> context) =>
        WriteAsync(context, EventKind.NeedReopened, context.Message.NeedId, context.Message.Version, context.Message.At, context.Message.Need);

    public Task Consume(ConsumeContext<NeedFilled> context) =>
        WriteAsync(context, EventKind.NeedFilled, context.Message.NeedId, context.Message.Version, context.Message.At);

    public Task Consume(ConsumeContext<NeedWithdrawn> context) =>
        WriteAsync(context, EventKind.NeedWithdrawn, context.Message.NeedId, context.Message.Version, context.Message.At, reason: context.Message.Reason);

    public Task Consume(ConsumeContext<NeedExpired> context) =>
        WriteAsync(context, EventKind.NeedExpired, context.Message.NeedId, context.Message.Version, context.Message.At);

    private Task WriteAsync(
        ConsumeContext context, EventKind kind, Guid needId, long version, DateTimeOffset at, PublicNeed? need = null, string? reason = null) =>
        writer.WriteAsync(new NeedEvent(Arrival.Of(context), kind, needId, version, at) { Need = need, Reason = reason }, context.CancellationToken);
}
