using System.Text.Json;
using System.Text.Json.Nodes;
using MassTransit;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>Takes this service's own events, which are for named participants, to the writer that puts them in the same log as needs.</summary>
internal sealed class NoticeConsumer(MatchWriter writer) :
    IConsumer<OpportunityMatched>, IConsumer<OpportunityAnswered>, IConsumer<OpportunityAgreed>, IConsumer<OpportunityWithdrawn>,
    IConsumer<OpportunityUnanswered>,
    IConsumer<SharedInterestFound>,
    IConsumer<CallOutStarted>, IConsumer<CallOutPromoted>, IConsumer<CallOutFilled>, IConsumer<CallOutStoodDown>
{
    public Task Consume(ConsumeContext<OpportunityMatched> context) =>
        MatchAsync(context, EventKind.OpportunityMatched, context.Message);

    public Task Consume(ConsumeContext<OpportunityAnswered> context)
    {
        var message = context.Message;
        return MatchAsync(context, EventKind.OpportunityAnswered, new(message.MatchId, message.Version, message.Match, message.At));
    }

    public Task Consume(ConsumeContext<OpportunityAgreed> context)
    {
        var message = context.Message;
        return MatchAsync(context, EventKind.OpportunityAgreed, new(message.MatchId, message.Version, message.Match, message.At));
    }

    public Task Consume(ConsumeContext<OpportunityWithdrawn> context)
    {
        var message = context.Message;
        return MatchAsync(context, EventKind.OpportunityWithdrawn, new(message.MatchId, message.Version, message.Match, message.At), message.Reason);
    }

    // A subject of its own: all who heard of the match would hear of every later version of it, and this is for the host alone.
    public Task Consume(ConsumeContext<OpportunityUnanswered> context)
    {
        var message = context.Message;
        var data = Data("matchId", message.MatchId, message.Version, message.Match);
        if (message.ContactRole is { } role)
        {
            data["contactRole"] = role;
        }
        data["waitingSince"] = Channels.CloudEventJson.Time(message.Since);
        return writer.WriteAsync(
            new Notice(
                Arrival.Of(context), EventKind.OpportunityUnanswered, PartyNotices.Derive(message.MatchId, message.Match.NeedOwnerId), message.Version, message.At,
                [message.Match.NeedOwnerId], data)
            {
                OutsideId = message.MatchId,
                CorrelationId = message.Match.NeedId,
            },
            context.CancellationToken);
    }

    public Task Consume(ConsumeContext<SharedInterestFound> context)
    {
        var message = context.Message;
        return writer.WriteAsync(
            new Notice(
                Arrival.Of(context), EventKind.InterestFound, message.InterestId, message.Version, message.At,
                [.. message.Needs.Select(need => need.OwnerId).Distinct()],
                Data("interestId", message.InterestId, message.Version, new { message.Outcome, message.Needs })),
            context.CancellationToken);
    }

    public Task Consume(ConsumeContext<CallOutStarted> context) =>
        CallOutAsync(context, EventKind.CallOutStarted, context.Message);

    public Task Consume(ConsumeContext<CallOutPromoted> context)
    {
        var message = context.Message;
        return CallOutAsync(context, EventKind.CallOutPromoted, new(message.NoticeId, message.Version, message.HolderId, message.CallOut, message.At));
    }

    public Task Consume(ConsumeContext<CallOutFilled> context)
    {
        var message = context.Message;
        return CallOutAsync(context, EventKind.CallOutFilled, new(message.NoticeId, message.Version, message.HolderId, message.CallOut, message.At));
    }

    public Task Consume(ConsumeContext<CallOutStoodDown> context)
    {
        var message = context.Message;
        return CallOutAsync(
            context, EventKind.CallOutStoodDown, new(message.NoticeId, message.Version, message.HolderId, message.CallOut, message.At), message.Reason);
    }

    private Task MatchAsync(ConsumeContext context, EventKind kind, OpportunityMatched told, string? reason = null) => writer.WriteAsync(
        new Notice(
            Arrival.Of(context), kind, told.MatchId, told.Version, told.At,
            [.. new[] { told.Match.NeedOwnerId, told.Match.OfferOwnerId }.Distinct()],
            Data("matchId", told.MatchId, told.Version, told.Match, reason))
        {
            CorrelationId = told.Match.NeedId,
        },
        context.CancellationToken);

    // Holder and notice are how the hub finds and orders, and stay inside.
    private Task CallOutAsync(ConsumeContext context, EventKind kind, CallOutStarted told, string? reason = null) => writer.WriteAsync(
        new Notice(
            Arrival.Of(context), kind, told.NoticeId, told.Version, told.At, [told.HolderId],
            Data("callOutId", told.CallOut.CallOutId, told.Version, told.CallOut, reason))
        {
            OutsideId = told.CallOut.CallOutId,
            CorrelationId = told.CallOut.NeedId,
            Municipality = told.CallOut.Municipality,
        },
        context.CancellationToken);

    // Id and version first, then all that the participant may know: as with needs.
    internal static JsonObject Data(string idName, Guid id, long version, object known, string? reason = null)
    {
        var data = new JsonObject { [idName] = id, ["version"] = version };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(known, EventCatalog.Json)!.AsObject())
        {
            data[name] = value?.DeepClone();
        }
        if (reason is not null)
        {
            data["reason"] = reason;
        }
        return data;
    }
}
