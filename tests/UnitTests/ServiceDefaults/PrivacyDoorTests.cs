using System.Diagnostics;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;

namespace SocialEnzyme.Hub.UnitTests.ServiceDefaults;

/// <summary>The doors of a service: address, trace and gRPC message; bodies are <see cref="JsonBodyTests"/>.</summary>
public sealed class PrivacyDoorTests : IDisposable
{
    private const string Number = "211062-5629";

    private readonly ActivitySource _source = new(nameof(PrivacyDoorTests) + Guid.CreateVersion7());
    private readonly ActivityListener _listener;

    public PrivacyDoorTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == _source.Name,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Theory]
    [InlineData("/v1/needs/211062-5629", "")]
    [InlineData("/v1/needs/2110625629", "")]
    [InlineData("/v1/needs/211062%2D5629", "")]
    [InlineData("/v1/needs/211062%252D5629", "")]
    [InlineData("/v1/needs/211062%2F5629", "")]
    [InlineData("/v1/needs", "?q=211062-5629")]
    [InlineData("/v1/needs", "?q=211062%2D5629")]
    [InlineData("/v1/needs", "?q=%32%31%31%30%36%32%2D5629")]
    [InlineData("/v1/needs", "?q=211062+5629")]
    [InlineData("/v1/needs", "?q=211062%205629")]
    [InlineData("/v1/needs", "?211062-5629=x")]
    [InlineData("/v1/needs", "?211062=5629")]
    [InlineData("/v1/needs", "?a=1&b=cpr%20211062%252D5629")]
    public async Task An_address_with_a_number_goes_no_further(string path, string query)
    {
        var (status, answer, isPassed) = await AskAsync(path, query);
        Assert.False(isPassed);
        Assert.Equal(422, status);
        Assert.Contains("personal-data-", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("5629", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/needs/0199b6a4-7c4e-7d63-a5a9-0b6f6f3f2d11", "")]
    [InlineData("/v1/needs", "?near=55.67621,12.56834&radiusKm=3&municipality=0101&from=2026-11-22T08:00:00Z&until=2026-12-01T08:00:00%2B01:00&limit=100")]
    [InlineData("/v1/subscriptions/0199b6a4-7c4e-7d63-a5a9-0b6f6f3f2d11/events", "?after=1234567&limit=1000")]
    [InlineData("/socialenzyme.hub.needs.v1.NeedsService/PublishNeed", "")]
    [InlineData("/v1/needs/%", "?q=100%25")]
    public async Task Any_other_address_passes(string path, string query) => Assert.True((await AskAsync(path, query)).IsPassed);

    [Theory]
    [InlineData("tracestate", "cpr=211062-5629", false)]
    [InlineData("baggage", "who=211062%2D5629", false)]
    [InlineData("tracestate", "vendor=00f067aa0ba902b7", true)]
    public async Task What_a_caller_hangs_on_a_trace_goes_on_only_without_a_number(string header, string value, bool isKept)
    {
        using var activity = _source.StartActivity("request")!;
        activity.TraceStateString = value;
        activity.SetBaggage("who", value);
        var context = new DefaultHttpContext();
        context.Request.Headers[header] = value;
        await new PrivacyMiddleware(_ => Task.CompletedTask).InvokeAsync(context);
        Assert.Equal(isKept, context.Request.Headers.ContainsKey(header));
        Assert.Equal(isKept ? value : null, activity.TraceStateString);
        Assert.Equal(isKept ? value : null, activity.GetBaggageItem("who"));
    }

    [Theory]
    [InlineData("url.path", "/v1/needs/211062-5629")]
    [InlineData("url.path", "/v1/needs/211062%2D5629")]
    [InlineData("url.query", "?q=211062%252D5629")]
    [InlineData("url.query", "q=211062+5629")]
    [InlineData("url.query", "211062=5629")]
    [InlineData("url.full", "http://needs/v1/needs/2110625629?x=1")]
    public void A_tag_with_a_number_does_not_leave_the_process(string tag, string value)
    {
        using var span = Ended(activity => activity.SetTag(tag, value).SetTag("http.route", "/v1/needs/{id:guid}"));
        Assert.Equal("[removed]", span.GetTagItem(tag));
        Assert.Equal("/v1/needs/{id:guid}", span.GetTagItem("http.route"));
        Assert.True(span.Recorded);
    }

    [Theory]
    [InlineData("url.query", "?near=55.6934,12.5486&radiusKm=3")]
    [InlineData("url.query", "category=a&NEAR=55.6934%2C12.5486")]
    [InlineData("url.query", "?%6Eear=55.6934,12.5486")]
    [InlineData("url.full", "http://needs/v1/needs?limit=1&near=55.6934,12.5486")]
    public void Where_somebody_searches_from_does_not_leave_the_process(string tag, string value)
    {
        using var span = Ended(activity => activity.SetTag(tag, value));
        Assert.Equal("[removed]", span.GetTagItem(tag));
    }

    [Theory]
    [InlineData("url.path", "/v1/approvals/q1w2e3")]
    [InlineData("url.full", "http://impact/v1/Approvals/q1w2e3")]
    public void A_path_that_is_a_key_does_not_leave_the_process(string tag, string value)
    {
        using var span = Ended(activity => activity.SetTag(tag, value));
        Assert.Equal("[removed]", span.GetTagItem(tag));
    }

    [Theory]
    [InlineData("?category=near&limit=2")]
    [InlineData("?radiusKm=3&nearly=1")]
    public void Another_query_does(string value)
    {
        using var span = Ended(activity => activity.SetTag("url.query", value));
        Assert.Equal(value, span.GetTagItem("url.query"));
    }

    [Fact]
    public void Nor_does_a_name_a_status_or_one_of_many_values()
    {
        using var span = Ended(activity =>
        {
            activity.DisplayName = $"GET {Number}";
            activity.SetStatus(ActivityStatusCode.Error, $"no {Number}").SetTag("http.request.header.x", new[] { "a", Number });
        });
        Assert.Equal(("[removed]", "[removed]", "[removed]"), (span.DisplayName, span.StatusDescription, span.GetTagItem("http.request.header.x")));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
    }

    [Fact]
    public void A_span_whose_error_quotes_a_number_stays_here()
    {
        using var span = Ended(activity => activity.AddException(new InvalidOperationException($"bad value: {Number}")));
        Assert.False(span.Recorded);
    }

    [Fact]
    public void A_clean_span_is_left_as_it_is()
    {
        using var span = Ended(activity => activity.SetTag("url.path", "/v1/needs").SetTag("count", 3).AddException(new InvalidOperationException("bad value")));
        Assert.True(span.Recorded);
        Assert.Equal("/v1/needs", span.GetTagItem("url.path"));
    }

    [Fact]
    public async Task A_message_with_a_number_does_not_reach_its_handler()
    {
        var interceptor = new PrivacyInterceptor();
        var error = await Assert.ThrowsAsync<RpcException>(() => interceptor.UnaryServerHandler<StringValue, Empty>(
            new StringValue { Value = $"født {Number}" }, new Call(), (_, _) => throw new InvalidOperationException("It was let in.")));
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
        Assert.Equal("personal-data-detected", error.Trailers.GetValue("problem-code"));
        Assert.DoesNotContain("5629", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_message_of_a_stream_is_looked_at()
    {
        var interceptor = new PrivacyInterceptor();
        var read = 0;
        var error = await Assert.ThrowsAsync<RpcException>(() => interceptor.DuplexStreamingServerHandler<StringValue, Empty>(
            new Messages("one", "two", Number, "four"), null!, new Call(), async (stream, _, context) =>
            {
                while (await stream.MoveNext(context.CancellationToken))
                {
                    read++;
                }
            }));
        Assert.Equal("personal-data-detected", error.Trailers.GetValue("problem-code"));
        Assert.Equal(2, read);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _source.Dispose();
    }

    private static async Task<(int Status, string Answer, bool IsPassed)> AskAsync(string path, string query)
    {
        var isPassed = false;
        var context = new DefaultHttpContext();
        context.Request.Path = new PathString(path);
        context.Request.QueryString = new QueryString(query);
        using var answer = new MemoryStream();
        context.Response.Body = answer;
        await new PrivacyMiddleware(_ =>
        {
            isPassed = true;
            return Task.CompletedTask;
        }).InvokeAsync(context);
        return (context.Response.StatusCode, System.Text.Encoding.UTF8.GetString(answer.ToArray()), isPassed);
    }

    private Activity Ended(Action<Activity> fill)
    {
        var span = _source.StartActivity("GET")!;
        fill(span);
        span.Stop();
        using var processor = new PrivacyProcessor();
        processor.OnEnd(span);
        return span;
    }

    private sealed class Messages(params string[] texts) : IAsyncStreamReader<StringValue>
    {
        private int _next = -1;

        public StringValue Current => new() { Value = texts[_next] };

        public Task<bool> MoveNext(CancellationToken cancellationToken) => Task.FromResult(++_next < texts.Length);
    }

    private sealed class Call : ServerCallContext
    {
        protected override string MethodCore => "/test/Call";

        protected override string HostCore => "localhost";

        protected override string PeerCore => "ipv4:127.0.0.1:1";

        protected override DateTime DeadlineCore => DateTime.MaxValue;

        protected override Metadata RequestHeadersCore { get; } = [];

        protected override CancellationToken CancellationTokenCore => default;

        protected override Metadata ResponseTrailersCore { get; } = [];

        protected override Status StatusCore { get; set; }

        protected override WriteOptions? WriteOptionsCore { get; set; }

        protected override AuthContext AuthContextCore => throw new NotSupportedException();

        protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) => throw new NotSupportedException();

        protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
    }
}
