using MassTransit;
using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>Takes what was reported and counted to the log, for the parties of the partnership.</summary>
internal sealed class ImpactConsumer(MatchWriter writer) :
    IConsumer<HoursReported>, IConsumer<HoursApproved>, IConsumer<HoursRejected>, IConsumer<HoursCorrected>, IConsumer<ResultRecorded>
{
    public Task Consume(ConsumeContext<HoursReported> context) => HoursAsync(context, EventKind.HoursReported, context.Message);

    public Task Consume(ConsumeContext<HoursApproved> context)
    {
        var message = context.Message;
        return HoursAsync(context, EventKind.HoursApproved, new(message.BatchId, message.Version, message.Hours, message.Audience, message.At));
    }

    public Task Consume(ConsumeContext<HoursRejected> context)
    {
        var message = context.Message;
        return HoursAsync(context, EventKind.HoursRejected, new(message.BatchId, message.Version, message.Hours, message.Audience, message.At), message.Reason);
    }

    public Task Consume(ConsumeContext<HoursCorrected> context)
    {
        var message = context.Message;
        return HoursAsync(context, EventKind.HoursCorrected, new(message.BatchId, message.Version, message.Hours, message.Audience, message.At), message.Reason);
    }

    public Task Consume(ConsumeContext<ResultRecorded> context)
    {
        var message = context.Message;
        return writer.WriteAsync(
            Arrival.Of(context), EventKind.ResultRecorded, message.ResultId, message.Version, message.At, message.Result.PartnershipId, message.Audience,
            NoticeConsumer.Data("resultId", message.ResultId, message.Version, message.Result), context.CancellationToken);
    }

    private Task HoursAsync(ConsumeContext context, EventKind kind, HoursReported told, string? reason = null) => writer.WriteAsync(
        Arrival.Of(context), kind, told.BatchId, told.Version, told.At, told.Hours.PartnershipId, told.Audience,
        NoticeConsumer.Data("batchId", told.BatchId, told.Version, told.Hours, reason), context.CancellationToken);
}
