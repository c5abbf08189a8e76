namespace SocialEnzyme.Hub.AppHost.Tracing;

/// <summary>Whether one trace runs unbroken from the publisher's call to the first delivery attempt, and if not, where it breaks.</summary>
/// <param name="Break">Null: the trace is whole.</param>
public sealed record WholeTrace(string? Break)
{
    /// <summary>The services that every publish passes, in the order it passes them.</summary>
    static readonly IReadOnlyList<string> Path = ["gateway", "needs", "opportunities"];

    const string Undelivered = "no delivery attempt";

    public bool IsWhole => Break is null;

    /// <summary>For people. A need that meets no subscription is delivered to nobody, and nothing is broken.</summary>
    public string Text => Break switch
    {
        null => "whole",
        Undelivered => "not delivered to anyone yet",
        _ => "broken: " + Break,
    };

    /// <summary>Judges the spans of one trace, in any order.</summary>
    public static WholeTrace Of(IReadOnlyCollection<TraceSpan> spans)
    {
        foreach (var service in Path)
        {
            if (!spans.Any(span => span.Service == service)) return new($"no step in {service}");
        }
        var delivery = spans.FirstOrDefault(IsDelivery);
        if (delivery is null) return new(Undelivered);

        var known = spans.Select(span => span.SpanId).ToHashSet();
        var begins = spans.Where(span => span.ParentId is null || !known.Contains(span.ParentId)).ToList();
        // One beginning is right: the gateway's, whose parent is the publisher's own span, in a system that does not report to us.
        if (begins.FirstOrDefault(span => span.Service != "gateway") is { } stray)
            return new($"'{stray.Name}' in {stray.Service} does not hang on to what came before it");
        if (begins.Count != 1) return new($"{begins.Count} beginnings at the gateway");
        return Lacks(Ancestry(delivery, spans)) is { } missing ? new($"the delivery does not descend from a step in {missing}") : new((string?)null);
    }

    /// <summary>A step that hands an event to a subscriber.</summary>
    public static bool IsDelivery(TraceSpan span) => span.Name.StartsWith("deliver ", StringComparison.Ordinal);

    static string? Lacks(HashSet<string> services) => Path.FirstOrDefault(service => !services.Contains(service));

    static HashSet<string> Ancestry(TraceSpan span, IReadOnlyCollection<TraceSpan> spans)
    {
        var byId = new Dictionary<string, TraceSpan>();
        foreach (var each in spans) byId[each.SpanId] = each;
        var services = new HashSet<string>();
        // A circle cannot come from honest reporters; the count keeps a dishonest one from hanging us.
        for (var (at, steps) = ((TraceSpan?)span, 0); at is not null && steps <= spans.Count; steps++)
        {
            services.Add(at.Service);
            at = at.ParentId is null ? null : byId.GetValueOrDefault(at.ParentId);
        }
        return services;
    }
}
