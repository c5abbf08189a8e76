using SocialEnzyme.Hub.AppHost.Tracing;
using Some = SocialEnzyme.Hub.UnitTests.AppHost.WholeTraceTests.Some;

namespace SocialEnzyme.Hub.UnitTests.AppHost;

public sealed class WaterfallTests
{
    [Fact]
    public void Each_step_stands_below_the_one_that_caused_it_and_deeper()
    {
        var lines = Waterfall.Of(Some.Trace()).Split(Environment.NewLine);

        Assert.Equal(1 + Some.Trace().Count, lines.Length);
        Assert.EndsWith("whole", lines[0], StringComparison.Ordinal);
        var depths = lines.Skip(1).Select(line => line.IndexOfAny(['g', 'n', 'o'], 14)).ToList();
        Assert.Equal(depths.Order(), depths);
        Assert.Contains("opportunities: deliver webhook", lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_trace_says_where_and_shows_the_loose_part_all_the_same()
    {
        var spans = Some.Trace().Select(span => span.SpanId == "c1" ? span with { ParentId = "gone" } : span).ToList();

        var text = Waterfall.Of(spans);

        Assert.Contains("broken: 'need-published receive'", text, StringComparison.Ordinal);
        Assert.Contains("deliver webhook", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_failed_says_why()
    {
        var spans = Some.Trace().Select(span => WholeTrace.IsDelivery(span) ? span with { Error = "410" } : span).ToList();

        Assert.Contains("ERROR 410", Waterfall.Of(spans), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_of_one_instant_is_drawn_too()
    {
        Assert.Contains("gateway: GET", Waterfall.Of([Some.Span("a", null, "gateway", "GET", 0, 0)]), StringComparison.Ordinal);
    }
}
