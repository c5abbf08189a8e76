using Google.Protobuf;
using SocialEnzyme.Hub.AppHost.Tracing;
using SocialEnzyme.Hub.AppHost.Tracing.Otlp;
using Some = SocialEnzyme.Hub.UnitTests.AppHost.WholeTraceTests.Some;

namespace SocialEnzyme.Hub.UnitTests.AppHost;

public sealed class TraceStoreTests
{
    [Fact]
    public void The_trace_of_a_need_is_found_by_the_needs_id_although_its_spans_came_apart()
    {
        var store = new TraceStore();
        foreach (var span in Some.Trace()) store.Add([span]);

        Assert.Equal(Some.Trace().Count, Assert.Single(store.OfNeed("n1")).Count);
        Assert.Empty(store.OfNeed("n2"));
    }

    [Fact]
    public void The_oldest_traces_make_room_for_new_ones()
    {
        var store = new TraceStore(traces: 2);
        foreach (var id in new[] { "1", "2", "3" }) store.Add([Some.Span("a", null, "gateway", "GET", 0, 1) with { TraceId = id }]);

        Assert.Empty(store.Trace("1"));
        Assert.Single(store.Trace("3"));
    }

    [Fact]
    public void A_trace_never_grows_beyond_its_limit()
    {
        var store = new TraceStore(spansPerTrace: 3);
        for (var i = 0; i < 10; i++) store.Add([Some.Span($"{i}", null, "gateway", "GET", i, 1)]);

        Assert.Equal(3, store.Trace(Some.Trace()[0].TraceId).Count);
    }

    [Fact]
    public void A_span_keeps_what_was_said_of_it_on_the_wire()
    {
        var export = new ExportTraceServiceRequest
        {
            ResourceSpans =
            {
                new ResourceSpans
                {
                    Resource = new Resource { Attributes = { Text("service.name", "needs") } },
                    ScopeSpans =
                    {
                        new ScopeSpans
                        {
                            Spans =
                            {
                                new Span
                                {
                                    TraceId = ByteString.CopyFrom(Convert.FromHexString("0af7651916cd43dd8448eb211c80319c")),
                                    SpanId = ByteString.CopyFrom(Convert.FromHexString("b7ad6b7169203331")),
                                    Name = "POST /v1/needs",
                                    StartTimeUnixNano = 1_700_000_000_000_000_000,
                                    EndTimeUnixNano = 1_700_000_000_012_000_000,
                                    Attributes = { Text("need.id", "n1") },
                                    Status = new Status { Code = 2, Message = "refused" },
                                },
                            },
                        },
                    },
                },
            },
        };

        var span = Assert.Single(TraceSpan.From(ExportTraceServiceRequest.Parser.ParseFrom(export.ToByteArray())));

        Assert.Equal(("needs", "b7ad6b7169203331", null), (span.Service, span.SpanId, span.ParentId));
        Assert.Equal(TimeSpan.FromMilliseconds(12), span.Duration);
        Assert.Equal("n1", span.Tags["need.id"]);
        Assert.Equal("refused", span.Error);
    }

    private static KeyValue Text(string key, string value) => new() { Key = key, Value = new AnyValue { StringValue = value } };
}
