using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Grpc.Net.Client;
using SocialEnzyme.Hub.Conformance.V1;

namespace SocialEnzyme.Hub.EndToEndTests.Grpc;

public sealed class ChannelTests(DirectRoute route) : ChannelConformance(route), IClassFixture<DirectRoute>;

public sealed class ChannelThroughProxyTests(ProxiedRoute route) : ChannelConformance(route), IClassFixture<ProxiedRoute>;

/// <summary>What a service may expect of the channel it calls others with.</summary>
public abstract class ChannelConformance : IDisposable
{
    private const int MiB = 1024 * 1024;

    private readonly GrpcChannel _channel;
    private readonly string _address;
    private readonly Conformance.V1.ConformanceService.ConformanceServiceClient _client;

    protected ChannelConformance(Route route)
    {
        _address = $"http://{route.Target}";
        _channel = GrpcChannel.ForAddress(_address);
        _client = new(_channel);
    }

    private static DateTime Soon => DateTime.UtcNow.AddSeconds(20);

    [Fact]
    public async Task A_unary_call_brings_its_response_headers_status_and_trailers()
    {
        var sent = new Metadata { { "echo-one", "a b" }, { "trail-two", "c;d" }, { "echo-three-bin", [0, 255, 7] } };
        using var call = _client.EchoAsync(new EchoRequest { Text = "blåbærgrød" }, sent, Soon);
        Assert.Equal("a b", (await call.ResponseHeadersAsync).GetValue("echo-one"));
        Assert.Equal([0, 255, 7], (await call.ResponseHeadersAsync).GetValueBytes("echo-three-bin")!);
        Assert.Equal("blåbærgrød", (await call).Text);
        Assert.Equal(Status.DefaultSuccess, call.GetStatus());
        Assert.Equal("c;d", call.GetTrailers().GetValue("trail-two"));
        Assert.Equal("unary", call.GetTrailers().GetValue("intercepted"));
    }

    [Fact]
    public void A_blocking_call_answers_too() => Assert.Equal("hi", _client.Echo(new EchoRequest { Text = "hi" }, deadline: Soon).Text);

    [Fact]
    public async Task Status_and_trailers_are_not_known_before_the_call_has_ended()
    {
        using var call = _client.SleepAsync(new SleepRequest { Milliseconds = 300 }, deadline: Soon);
        Assert.Throws<InvalidOperationException>(() => call.GetStatus());
        Assert.Throws<InvalidOperationException>(() => call.GetTrailers());
        await call;
    }

    [Fact]
    public async Task A_server_stream_brings_every_message_in_order()
    {
        using var call = _client.Count(new CountRequest { Count = 5000 }, deadline: Soon);
        var numbers = new List<long>();
        await foreach (var response in call.ResponseStream.ReadAllAsync()) numbers.Add(response.Number);
        Assert.Equal(Enumerable.Range(1, 5000).Select(number => (long)number), numbers);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task A_stream_that_fails_brings_its_messages_first()
    {
        using var call = _client.Count(new CountRequest { Count = 3, FailWithCode = (int)StatusCode.Aborted }, deadline: Soon);
        for (var number = 0; number < 3; number++) Assert.True(await call.ResponseStream.MoveNext());
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(new Status(StatusCode.Aborted, "asked to fail"), failure.Status);
        Assert.Equal(failure.Status, call.GetStatus());
    }

    [Fact]
    public async Task A_stream_without_messages_ends_well()
    {
        using var call = _client.Count(new CountRequest(), deadline: Soon);
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task A_client_stream_of_45_megabytes_arrives()
    {
        using var call = _client.Collect(deadline: DateTime.UtcNow.AddMinutes(1));
        var payload = ByteString.CopyFrom(new byte[MiB]);
        for (var sent = 0; sent < 45; sent++) await call.RequestStream.WriteAsync(new EchoRequest { Payload = payload });
        await call.RequestStream.CompleteAsync();
        Assert.Equal(45L * MiB, (await call).Bytes);
    }

    [Fact]
    public async Task The_status_of_a_server_that_has_heard_enough_wins_over_the_broken_write()
    {
        using var call = _client.Collect(deadline: Soon);
        var failure = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = "stop" });
            while (true) await call.RequestStream.WriteAsync(new EchoRequest { Payload = ByteString.CopyFrom(new byte[1000]) });
        });
        Assert.Equal("heard enough", failure.Status.Detail);
        Assert.Equal(StatusCode.FailedPrecondition, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);
    }

    [Fact]
    public async Task A_duplex_call_talks_in_turns_and_ends_after_the_half_close()
    {
        using var call = _client.Converse(new Metadata { { "echo-early", "yes" } }, Soon);
        Assert.Equal("yes", (await call.ResponseHeadersAsync).GetValue("echo-early"));
        for (var turn = 0; turn < 200; turn++)
        {
            await call.RequestStream.WriteAsync(new EchoRequest { Text = $"{turn}" });
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal($"{turn}", call.ResponseStream.Current.Text);
        }

        await call.RequestStream.CompleteAsync();
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("goodbye", call.ResponseStream.Current.Text);
        Assert.False(await call.ResponseStream.MoveNext());
        Assert.Equal("duplex", call.GetTrailers().GetValue("intercepted"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new EchoRequest()));
    }

    [Fact]
    public async Task A_duplex_call_may_be_idle()
    {
        using var call = _client.Converse(deadline: DateTime.UtcNow.AddMinutes(1));
        foreach (var pause in (int[])[0, 6])
        {
            // The server's patience with idle bodies is 1.5 s here; outliving it is what is tested.
            await Task.Delay(TimeSpan.FromSeconds(pause));
            await call.RequestStream.WriteAsync(new EchoRequest { Text = "still here" });
            Assert.True(await call.ResponseStream.MoveNext());
        }
    }

    [Fact]
    public async Task A_refusal_brings_its_text_and_details()
    {
        var asked = new FailRequest { Code = 5, Message = "æøå 100 % \n 🫐", Details = ByteString.CopyFrom(8, 5, 255) };
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await _client.FailAsync(asked, deadline: Soon));
        Assert.Equal(new Status(StatusCode.NotFound, asked.Message), failure.Status);
        Assert.Equal([8, 5, 255], failure.Trailers.GetValueBytes("grpc-status-details-bin")!);
    }

    [Fact]
    public async Task A_deadline_ends_the_call_on_both_sides()
    {
        using var call = _client.SleepStream(new SleepRequest { Milliseconds = 10_000 }, deadline: DateTime.UtcNow.AddMilliseconds(300));
        var failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
        await RefusedAsync(StatusCode.DeadlineExceeded, () => _client.EchoAsync(new EchoRequest(), deadline: DateTime.UtcNow.AddSeconds(-1)));
    }

    [Fact]
    public async Task A_deadline_may_be_further_away_than_a_timer_can_wait()
    {
        foreach (var days in (int[])[60, 400, 100_000])
        {
            var response = await _client.EchoAsync(new EchoRequest { Text = "far" }, deadline: DateTime.UtcNow.AddDays(days));
            Assert.Equal("far", response.Text);
        }

        Assert.Equal("none", (await _client.EchoAsync(new EchoRequest(), deadline: DateTime.MaxValue)).Seen["deadlineMilliseconds"]);
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_at_the_server()
    {
        using var cancelling = new CancellationTokenSource();
        var key = Guid.CreateVersion7().ToString();
        using var call = _client.Wait(new SleepRequest(), new Metadata { { "call-key", key } }, cancellationToken: cancelling.Token);
        Assert.True(await call.ResponseStream.MoveNext());
        var reading = call.ResponseStream.MoveNext();
        await cancelling.CancelAsync();
        Assert.Equal(StatusCode.Cancelled, (await Assert.ThrowsAsync<RpcException>(() => reading)).StatusCode);
        Assert.True((await _client.ObserveAsync(new ObserveRequest { Key = key, Event = "cancelled" }, deadline: Soon)).Happened);
    }

    [Fact]
    public async Task A_disposed_call_is_cancelled_at_the_server()
    {
        var key = Guid.CreateVersion7().ToString();
        using (var call = _client.Wait(new SleepRequest(), new Metadata { { "call-key", key } }, Soon)) await call.ResponseStream.MoveNext();
        Assert.True((await _client.ObserveAsync(new ObserveRequest { Key = key, Event = "cancelled" }, deadline: Soon)).Happened);
    }

    [Fact]
    public async Task Cancellation_can_be_thrown_as_such()
    {
        using var channel = GrpcChannel.ForAddress(_address, new GrpcChannelOptions { ThrowOperationCanceledOnCancellation = true });
        using var cancelling = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var client = new Conformance.V1.ConformanceService.ConformanceServiceClient(channel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await client.SleepAsync(new SleepRequest { Milliseconds = 5000 }, cancellationToken: cancelling.Token));
    }

    [Fact]
    public async Task A_broken_stream_is_a_failure_and_the_channel_lives_on()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await _client.FailAsync(new FailRequest { Abort = true }, deadline: Soon));
        Assert.Contains(failure.StatusCode, (StatusCode[])[StatusCode.Internal, StatusCode.Unavailable, StatusCode.Cancelled, StatusCode.Unknown]);
        Assert.Equal("on", (await _client.EchoAsync(new EchoRequest { Text = "on" }, deadline: Soon)).Text);
    }

    [Fact]
    public async Task Messages_over_a_limit_are_refused_on_either_side()
    {
        var large = new EchoRequest { Payload = ByteString.CopyFrom(new byte[5 * MiB]), ResponseSize = 1 };
        await RefusedAsync(StatusCode.ResourceExhausted, () => _client.EchoAsync(large, deadline: Soon));
        await RefusedAsync(StatusCode.ResourceExhausted, () => _client.EchoAsync(new EchoRequest { ResponseSize = 5 * MiB }, deadline: Soon));
        await RefusedAsync(StatusCode.ResourceExhausted, () => _client.EchoAsync(
            new EchoRequest { ResponseSize = 5 * MiB, CompressResponse = true }, deadline: Soon));
        await RefusedAsync(StatusCode.ResourceExhausted, () => _client.EchoAsync(large, Gzip, Soon));

        using var narrow = GrpcChannel.ForAddress(_address, new GrpcChannelOptions { MaxSendMessageSize = 1000 });
        var client = new Conformance.V1.ConformanceService.ConformanceServiceClient(narrow);
        await RefusedAsync(StatusCode.ResourceExhausted, () => client.EchoAsync(large, deadline: Soon));
    }

    [Fact]
    public async Task Messages_are_compressed_both_ways_when_asked()
    {
        var request = new EchoRequest { Payload = ByteString.CopyFrom(new byte[200_000]), CompressResponse = true };
        var response = await _client.EchoAsync(request, Gzip, Soon);
        Assert.Equal(request.Payload, response.Payload);
        Assert.Equal("gzip", response.Seen["encoding"]);
        using var call = _client.Count(new CountRequest { Count = 50, Compress = true }, deadline: Soon);
        Assert.Equal(50, await call.ResponseStream.ReadAllAsync().CountAsync());
    }

    [Fact]
    public async Task What_is_not_there_is_unimplemented()
    {
        await RefusedAsync(StatusCode.Unimplemented, () => _client.MissingAsync(new EchoRequest(), deadline: Soon));
        var marshaller = Marshallers.Create(message => message.ToByteArray(), EchoRequest.Parser.ParseFrom);
        foreach (var service in (string[])["no.such.Service", "socialenzyme.hub.conformance.v1.ConformanceService"])
        {
            var method = new Method<EchoRequest, EchoRequest>(MethodType.Unary, service, "NoSuchMethod", marshaller, marshaller);
            await RefusedAsync(StatusCode.Unimplemented, () => _channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(), new EchoRequest()));
        }
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_unavailable()
    {
        using var channel = GrpcChannel.ForAddress("http://127.0.0.1:1");
        var client = new Conformance.V1.ConformanceService.ConformanceServiceClient(channel);
        await RefusedAsync(StatusCode.Unavailable, () => client.EchoAsync(new EchoRequest(), deadline: Soon));
    }

    [Fact]
    public async Task Interceptors_stand_around_a_call_in_their_order()
    {
        var invoker = _channel.Intercept(new HeaderInterceptor("echo-outer"), new HeaderInterceptor("echo-inner"));
        var client = new Conformance.V1.ConformanceService.ConformanceServiceClient(invoker);
        using var call = client.EchoAsync(new EchoRequest(), deadline: Soon);
        Assert.Equal(["echo-outer", "echo-inner"], (await call.ResponseHeadersAsync).Select(entry => entry.Key).Where(key => key.StartsWith("echo-", StringComparison.Ordinal)));
        await call;
    }

    [Fact]
    public async Task The_trace_of_the_caller_goes_on_in_the_server()
    {
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).Start();
        var response = await _client.EchoAsync(new EchoRequest(), deadline: Soon);
        Assert.Equal(activity.TraceId.ToHexString(), response.Seen["traceId"]);
    }

    [Fact]
    public async Task Many_calls_share_the_channel()
    {
        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 200 }, async (number, ct) =>
        {
            var response = await _client.EchoAsync(new EchoRequest { Text = $"{number}" }, cancellationToken: ct);
            Assert.Equal($"{number}", response.Text);
        });
    }

    [Fact]
    public async Task A_disposed_channel_ends_its_calls_and_makes_no_more()
    {
        var channel = GrpcChannel.ForAddress(_address);
        var client = new Conformance.V1.ConformanceService.ConformanceServiceClient(channel);
        using var call = client.Wait(new SleepRequest());
        Assert.True(await call.ResponseStream.MoveNext());
        channel.Dispose();
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Throws<ObjectDisposedException>(() => client.EchoAsync(new EchoRequest()));
    }

    public void Dispose()
    {
        _channel.Dispose();
        GC.SuppressFinalize(this);
    }

    private static Metadata Gzip => new() { { "grpc-internal-encoding-request", "gzip" } };

    private static async Task RefusedAsync<TResponse>(StatusCode code, Func<AsyncUnaryCall<TResponse>> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(async () => await call())).StatusCode);

    private sealed class HeaderInterceptor(string key) : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
            TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var headers = new Metadata();
            foreach (var entry in context.Options.Headers ?? []) headers.Add(entry);
            headers.Add(key, "1");
            return continuation(request, new(context.Method, context.Host, context.Options.WithHeaders(headers)));
        }
    }
}
