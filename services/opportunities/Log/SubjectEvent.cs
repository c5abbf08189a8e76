using System.Diagnostics;
using System.Text;
using MassTransit;
using SocialEnzyme.Hub.Contracts.Events;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>How a message came.</summary>
/// <param name="Id">The publisher's outbox row: message id inside, CloudEvents id outside.</param>
/// <param name="Traceparent">The publisher's call.</param>
/// <param name="Consumer">The consumption of the message, under which its match is traced.</param>
internal readonly record struct Arrival(Guid Id, string? Traceparent, ActivityContext Consumer)
{
    public static Arrival Of(ConsumeContext context) => new(
        context.MessageId!.Value, context.Headers.Get<string>(Outbox.StoredTraceHeader) ?? Activity.Current?.Id, Activity.Current?.Context ?? default);

    public static Arrival Of<T>(Bundled<T> bundled) where T : class => new(
        bundled.Id, bundled.Traceparent,
        ActivityContext.TryParse(bundled.Relay ?? bundled.Traceparent, null, isRemote: true, out var sent) ? sent : default);
}

/// <summary>A new version of a subject, as it came over the bus.</summary>
internal abstract record SubjectEvent(Arrival Arrival, EventKind Kind, Guid SubjectId, long Version, DateTimeOffset At)
{
    public Guid Id => Arrival.Id;

    /// <summary>The data of the CloudEvents event, the same bytes on every channel.</summary>
    public abstract string ToData();

    /// <summary>As the log keeps it.</summary>
    public virtual LogEvent ToLogEvent() => new(Id, SubjectId, Kind, At, null, null, Arrival.Traceparent, Encoding.UTF8.GetBytes(ToData()));
}
