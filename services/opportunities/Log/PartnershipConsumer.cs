using MassTransit;
using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>Takes what happened in partnerships to the log, for the parties that each event names.</summary>
internal sealed class PartnershipConsumer(MatchWriter writer) :
    IConsumer<PartnershipProposed>, IConsumer<PartnershipRevised>, IConsumer<PartnershipConsented>, IConsumer<PartnershipAgreed>,
    IConsumer<PartnershipActivated>, IConsumer<PartnershipChanged>, IConsumer<PartnershipReminded>, IConsumer<PartnershipCompleted>,
    IConsumer<PartnershipEnded>
{
    public Task Consume(ConsumeContext<PartnershipProposed> context) => WriteAsync(context, EventKind.PartnershipProposed, context.Message);

    public Task Consume(ConsumeContext<PartnershipRevised> context)
    {
        var message = context.Message;
        return WriteAsync(context, EventKind.PartnershipRevised, new(message.PartnershipId, message.Version, message.Partnership, message.Audience, message.At));
    }

    public Task Consume(ConsumeContext<PartnershipConsented> context)
    {
        var message = context.Message;
        return WriteAsync(context, EventKind.PartnershipConsented, new(message.PartnershipId, message.Version, message.Partnership, message.Audience, message.At));
    }

    public Task Consume(ConsumeContext<PartnershipAgreed> context)
    {
        var message = context.Message;
        return WriteAsync(context, EventKind.PartnershipAgreed, new(message.PartnershipId, message.Version, message.Partnership, message.Audience, message.At));
    }

    public Task Consume(ConsumeContext<PartnershipActivated> context)
    {
        var message = context.Message;
        return WriteAsync(context, EventKind.PartnershipActivated, new(message.PartnershipId, message.Version, message.Partnership, message.Audience, message.At));
    }

    public Task Consume(ConsumeContext<PartnershipChanged> context)
    {
        var message = context.Message;
        return WriteAsync(
            context, EventKind.PartnershipChanged, new(message.PartnershipId, message.Version, message.Partnership, message.Audience, message.At),
            [("change", message.Change), .. message.Text is { } text ? [("text", text)] : Array.Empty<(string, string)>()]);
    }

    public Task Consume(ConsumeContext<PartnershipReminded> context)
    {
        var message = context.Message;
        return WriteAsync(
            context, EventKind.PartnershipReminded, new(message.PartnershipId, message.Version, message.Partnership, message.Audience, message.At),
            ("step", message.Step), ("due", Channels.CloudEventJson.Time(message.Due)));
    }

    public Task Consume(ConsumeContext<PartnershipCompleted> context)
    {
        var message = context.Message;
        return WriteAsync(context, EventKind.PartnershipCompleted, new(message.PartnershipId, message.Version, message.Partnership, message.Audience, message.At));
    }

    public Task Consume(ConsumeContext<PartnershipEnded> context)
    {
        var message = context.Message;
        return WriteAsync(
            context, EventKind.PartnershipEnded, new(message.PartnershipId, message.Version, message.Partnership, message.Audience, message.At),
            ("reason", message.Reason));
    }

    private Task WriteAsync(ConsumeContext context, EventKind kind, PartnershipProposed told, params (string Name, string Value)[] more)
    {
        var data = NoticeConsumer.Data("partnershipId", told.PartnershipId, told.Version, told.Partnership);
        foreach (var (name, value) in more)
        {
            data[name] = value;
        }
        return writer.WriteAsync(
            Arrival.Of(context), kind, told.PartnershipId, told.Version, told.At, told.PartnershipId, told.Audience, data, context.CancellationToken);
    }
}
