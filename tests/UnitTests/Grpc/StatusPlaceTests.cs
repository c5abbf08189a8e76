using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace SocialEnzyme.Hub.UnitTests.GrpcRuntime;

public sealed class StatusPlaceTests
{
    private readonly Trailers _trailers = new();

    [Fact]
    public async Task Before_the_first_byte_the_status_is_a_header()
    {
        var http = Request(hasStarted: false);
        await using var call = Call(http);
        await call.FailAsync(new RpcException(new Status(StatusCode.NotFound, "næh")));
        Assert.Equal("5", http.Response.Headers["grpc-status"]);
        Assert.Equal("n%C3%A6h", http.Response.Headers["grpc-message"]);
        Assert.Empty(_trailers.Items);
    }

    [Fact]
    public async Task After_the_first_byte_the_status_is_a_trailer()
    {
        var http = Request(hasStarted: true);
        await using var call = Call(http);
        call.ResponseTrailers.Add("kept", "yes");
        call.ResponseTrailers.Add("kept-bin", [1, 2]);
        await call.EndAsync();
        Assert.Equal("0", _trailers.Items["grpc-status"]);
        Assert.Equal("yes", _trailers.Items["kept"]);
        Assert.Equal("AQI", _trailers.Items["kept-bin"]);
        Assert.False(http.Response.Headers.ContainsKey("grpc-status"));
    }

    [Fact]
    public async Task An_unexpected_exception_is_unknown_and_keeps_its_text_unless_details_are_enabled()
    {
        foreach (var (detailed, message) in ((bool, string)[])
                 [(false, "Exception was thrown by handler."), (true, "Exception was thrown by handler. ArithmeticException: secret")])
        {
            var http = Request(hasStarted: false);
            await using var call = Call(http, new GrpcServiceOptions { EnableDetailedErrors = detailed });
            await call.FailAsync(new ArithmeticException("secret"));
            Assert.Equal("2", http.Response.Headers["grpc-status"]);
            Assert.Equal(message, http.Response.Headers["grpc-message"]);
        }
    }

    [Fact]
    public async Task The_trailers_of_a_refusal_go_with_its_status()
    {
        var http = Request(hasStarted: false);
        await using var call = Call(http);
        await call.FailAsync(new RpcException(new Status(StatusCode.Aborted, ""), new Metadata { { "grpc-status-details-bin", [8, 10] } }));
        Assert.Equal("CAo", http.Response.Headers["grpc-status-details-bin"]);
        Assert.False(http.Response.Headers.ContainsKey("grpc-message"));
    }

    [Fact]
    public async Task The_response_is_ended_once()
    {
        var http = Request(hasStarted: false);
        await using var call = Call(http);
        Assert.True(call.TryEndBy(HttpCall.Ender.Deadline));
        Assert.False(call.TryEndBy(HttpCall.Ender.Handler));
        await call.EndAsync();
        Assert.False(http.Response.Headers.ContainsKey("grpc-status"));
        await Assert.ThrowsAsync<CallOverException>(async () => await call.EnterWriteAsync());
    }

    [Fact]
    public void Headers_of_http_and_of_the_call_are_no_metadata()
    {
        var http = Request(hasStarted: false);
        foreach (var name in (string[])[":path", "te", "grpc-timeout", "grpc-encoding", "host"]) http.Request.Headers[name] = "x";
        http.Request.Headers["X-Tenant"] = "dk";
        http.Request.Headers["key-bin"] = "AQ,Ag";
        http.Request.Headers.Append("many", "a");
        http.Request.Headers.Append("many", "b");
        var metadata = HeaderText.Read(http.Request.Headers);
        Assert.Equal(["x-tenant", "key-bin", "key-bin", "many"], metadata.Select(entry => entry.Key));
        Assert.Equal("a,b", metadata.GetValue("many"));
        Assert.Equal([2], metadata.GetValueBytes("key-bin")!);
    }

    private static HttpCall Call(HttpContext http, GrpcServiceOptions? options = null) =>
        new(http, CallRules.Of(options ?? new GrpcServiceOptions()), NullLogger.Instance);

    private DefaultHttpContext Request(bool hasStarted)
    {
        var http = new DefaultHttpContext();
        http.Features.Set<IHttpResponseFeature>(new Response(hasStarted));
        http.Features.Set<IHttpResponseTrailersFeature>(_trailers);
        return http;
    }

    private sealed class Response(bool hasStarted) : HttpResponseFeature
    {
        public override bool HasStarted => hasStarted;
    }

    private sealed class Trailers : IHttpResponseTrailersFeature
    {
        IHeaderDictionary IHttpResponseTrailersFeature.Trailers
        {
            get => Items;
            set => throw new NotSupportedException();
        }

        public HeaderDictionary Items { get; } = [];
    }
}
