using System.Globalization;
using System.Text;

namespace SocialEnzyme.Hub.AppHost.Tracing;

/// <summary>A trace as text: one line a step, indented below the step that caused it, with a bar for its time.</summary>
public static class Waterfall
{
    const int BarWidth = 32, NameWidth = 58;

    public static string Of(IReadOnlyCollection<TraceSpan> spans)
    {
        if (spans.Count == 0) return "(no spans)";
        var start = spans.Min(span => span.Start);
        var length = spans.Max(span => span.Start + span.Duration) - start;
        var known = spans.Select(span => span.SpanId).ToHashSet();
        var children = spans.ToLookup(span => span.ParentId is { } parent && known.Contains(parent) ? parent : "");
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"trace {spans.First().TraceId}  {Milliseconds(length)}  {WholeTrace.Of(spans).Text}");
        Append(text, "", 0);
        return text.ToString().TrimEnd();

        void Append(StringBuilder into, string parent, int depth)
        {
            if (depth > 64) return;
            foreach (var span in children[parent].OrderBy(span => span.Start))
            {
                into.AppendLine(Line(span, depth, start, length).TrimEnd());
                Append(into, span.SpanId, depth + 1);
            }
        }
    }

    static string Line(TraceSpan span, int depth, DateTimeOffset start, TimeSpan length)
    {
        var name = new string(' ', depth * 2) + $"{span.Service}: {span.Name}";
        name = name.Length > NameWidth ? name[..(NameWidth - 1)] + "…" : name.PadRight(NameWidth);
        var at = Share(span.Start - start, length);
        var width = Math.Max(1, Share(span.Duration, length));
        var bar = (new string(' ', Math.Min(at, BarWidth - 1)) + new string('■', Math.Min(width, BarWidth - Math.Min(at, BarWidth - 1)))).PadRight(BarWidth);
        return $"{Milliseconds(span.Start - start),10} {name} {bar} {Milliseconds(span.Duration)}{(span.Error is null ? "" : "  ERROR " + span.Error)}";
    }

    static int Share(TimeSpan part, TimeSpan whole) => whole.Ticks == 0 ? 0 : (int)(part.Ticks * BarWidth / whole.Ticks);

    static string Milliseconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.0} ms");
}
