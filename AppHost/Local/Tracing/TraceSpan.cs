using System.Globalization;
using SocialEnzyme.Hub.AppHost.Tracing.Otlp;

namespace SocialEnzyme.Hub.AppHost.Tracing;

/// <summary>One step of a trace, as a service reported it.</summary>
/// <param name="ParentId">Null: the step began a trace.</param>
public sealed record TraceSpan(
    string TraceId, string SpanId, string? ParentId, string Service, string Name, DateTimeOffset Start, TimeSpan Duration)
{
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>What went wrong; null when nothing did.</summary>
    public string? Error { get; init; }

    /// <summary>All spans of an export, in the order they came.</summary>
    public static IEnumerable<TraceSpan> From(ExportTraceServiceRequest export) =>
        from resource in export.ResourceSpans
        let service = Values(resource.Resource?.Attributes ?? []).GetValueOrDefault("service.name", "unknown")
        from scope in resource.ScopeSpans
        from span in scope.Spans
        select From(service, span);

    static TraceSpan From(string service, Span span) => new(
        Convert.ToHexStringLower(span.TraceId.Span),
        Convert.ToHexStringLower(span.SpanId.Span),
        span.ParentSpanId.IsEmpty ? null : Convert.ToHexStringLower(span.ParentSpanId.Span),
        service,
        span.Name,
        Time(span.StartTimeUnixNano),
        Time(span.EndTimeUnixNano) - Time(span.StartTimeUnixNano))
    {
        Tags = Values(span.Attributes),
        Error = span.Status is { Code: 2 } status ? (status.Message is "" ? "failed" : status.Message) : null,
    };

    static DateTimeOffset Time(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));

    static Dictionary<string, string> Values(IEnumerable<KeyValue> attributes)
    {
        var values = new Dictionary<string, string>();
        // The last one wins where a careless reporter says a key twice.
        foreach (var attribute in attributes) values[attribute.Key] = Text(attribute.Value);
        return values;
    }

    static string Text(AnyValue? value) => value?.ValueCase switch
    {
        AnyValue.ValueOneofCase.StringValue => value.StringValue,
        AnyValue.ValueOneofCase.BoolValue => value.BoolValue ? "true" : "false",
        AnyValue.ValueOneofCase.IntValue => value.IntValue.ToString(CultureInfo.InvariantCulture),
        AnyValue.ValueOneofCase.DoubleValue => value.DoubleValue.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };
}
