using SocialEnzyme.Hub.AppHost.Tracing;

namespace SocialEnzyme.Hub.UnitTests.AppHost;

public sealed class WholeTraceTests
{
    [Fact]
    public void A_trace_from_the_gateway_to_a_delivery_is_whole_and_the_publishers_own_span_need_not_be_there()
    {
        Assert.Null(WholeTrace.Of(Some.Trace()).Break);
    }

    [Fact]
    public void The_order_in_which_spans_arrive_does_not_matter()
    {
        Assert.True(WholeTrace.Of([.. Some.Trace().Reverse()]).IsWhole);
    }

    [Fact]
    public void A_trace_that_the_publisher_did_not_begin_is_whole_too()
    {
        var spans = Some.Trace().Select(span => span.SpanId == "a1" ? span with { ParentId = null } : span).ToList();

        Assert.True(WholeTrace.Of(spans).IsWhole);
    }

    [Fact]
    public void A_service_that_does_not_send_its_context_on_breaks_the_trace()
    {
        // The relay of needs published without its context: what follows hangs in the air.
        var spans = Some.Trace().Select(span => span.SpanId == "c1" ? span with { ParentId = "gone" } : span).ToList();

        var judged = WholeTrace.Of(spans);

        Assert.False(judged.IsWhole);
        Assert.Contains("opportunities", judged.Break, StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_that_begins_anew_leaves_the_delivery_outside_the_trace()
    {
        var spans = Some.Trace().Where(span => span.Service != "opportunities").ToList();

        Assert.Equal("no step in opportunities", WholeTrace.Of(spans).Break);
    }

    [Fact]
    public void A_gateway_that_does_not_send_its_context_on_breaks_the_trace_although_both_sides_know_the_publisher()
    {
        var spans = Some.Trace().Select(span => span.SpanId == "b1" ? span with { ParentId = "publisher" } : span).ToList();

        Assert.False(WholeTrace.Of(spans).IsWhole);
    }

    [Fact]
    public void A_step_that_was_lost_on_its_way_breaks_the_trace()
    {
        var spans = Some.Trace().Where(span => span.SpanId != "b2").ToList();

        Assert.False(WholeTrace.Of(spans).IsWhole);
    }

    [Fact]
    public void Without_a_delivery_attempt_a_trace_is_not_whole()
    {
        var spans = Some.Trace().Where(span => !WholeTrace.IsDelivery(span)).ToList();

        Assert.Equal("no delivery attempt", WholeTrace.Of(spans).Break);
        // It may only be that nobody follows such needs, so a person is not told of a fault.
        Assert.Equal("not delivered to anyone yet", WholeTrace.Of(spans).Text);
    }

    [Fact]
    public void A_delivery_that_hangs_on_to_the_gateway_alone_did_not_come_by_way_of_the_services()
    {
        var spans = Some.Trace().Select(span => WholeTrace.IsDelivery(span) ? span with { ParentId = "a1" } : span).ToList();

        Assert.Contains("does not descend", WholeTrace.Of(spans).Break, StringComparison.Ordinal);
    }

    [Fact]
    public void A_circle_of_parents_is_not_whole_and_does_not_hang()
    {
        var spans = Some.Trace().Select(span => span.SpanId == "a1" ? span with { ParentId = "d1" } : span).ToList();

        Assert.False(WholeTrace.Of(spans).IsWhole);
    }

    [Fact]
    public void No_spans_are_no_trace()
    {
        Assert.False(WholeTrace.Of([]).IsWhole);
    }

    internal static class Some
    {
        public static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.Zero);

        public static IReadOnlyList<TraceSpan> Trace() =>
        [
            Span("a1", "publisher", "gateway", "POST /v1/{**rest}", 0, 30),
            Span("a2", "a1", "gateway", "POST", 1, 28),
            Span("b1", "a2", "needs", "POST /v1/needs", 2, 26),
            Span("b2", "b1", "needs", "outbox publish", 20, 5),
            Span("c1", "b2", "opportunities", "need-published receive", 27, 40),
            Span("c2", "c1", "opportunities", "match", 30, 10),
            Span("d1", "c2", "opportunities", "deliver webhook", 45, 20) with
            {
                Tags = new Dictionary<string, string> { ["need.id"] = "n1" },
            },
        ];

        public static TraceSpan Span(string id, string? parent, string service, string name, int startMilliseconds, int milliseconds) =>
            new("0af7651916cd43dd8448eb211c80319c", id, parent, service, name, Start.AddMilliseconds(startMilliseconds), TimeSpan.FromMilliseconds(milliseconds));
    }
}
