using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace SocialEnzyme.Hub.ServiceDefaults.Telemetry;

/// <summary>The hub's own spans and metrics; each process is told apart by its service name.</summary>
public static class HubTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "SocialEnzyme.Hub";

    /// <summary>Where the hub's own spans come from.</summary>
    public static readonly ActivitySource Source = new(Name);

    /// <summary>Where the hub's own metrics come from.</summary>
    public static readonly Meter Meter = new(Name);

    /// <summary>Starts a span under a context that was stored with a row, so that a trace survives the time in between.</summary>
    /// <param name="traceparent">W3C Trace Context, or null for a trace of its own.</param>
    public static Activity? StartStored(string name, ActivityKind kind, string? traceparent, string? tracestate = null) =>
        ActivityContext.TryParse(traceparent, tracestate, isRemote: true, out var parent)
            ? Source.StartActivity(name, kind, parent)
            : Source.StartActivity(name, kind);
}
