namespace SocialEnzyme.Hub.EndToEndTests.Grpc;

/// <summary>The checks that the foreign clients make, by the names they print.</summary>
public static class ForeignChecks
{
    private static readonly string[] Both =
    [
        "unary", "unary_empty_message", "unary_large", "server_stream", "server_stream_empty", "client_stream", "client_stream_empty",
        "client_stream_ended_early_by_the_server", "client_stream_of_45_megabytes", "duplex_in_turns", "duplex_half_close",
        "duplex_headers_come_before_the_first_message", "duplex_idle", "metadata_text", "metadata_binary", "metadata_binary_repeated",
        "metadata_text_repeated", "status_codes", "status_message_of_any_text", "status_details", "status_after_messages",
        "unexpected_exception_keeps_its_secret", "interceptor_stands_around_calls", "deadline_reaches_the_server",
        "deadline_of_a_unary_call", "deadline_of_a_stream", "cancelled_by_the_client", "cancelled_with_an_open_request_stream",
        "reset_by_the_server", "request_too_large", "request_too_large_after_decompression", "request_of_exactly_the_limit",
        "response_too_large_for_the_client", "gzip_request", "gzip_response", "gzip_stream", "unimplemented", "health_check",
        "health_watch", "reflection", "trace_context", "handler_has_a_scope_of_its_own", "concurrent_calls", "calls_after_a_cancelled_one",
    ];

    private static readonly string[] BareHttp =
    [
        "deadline_is_answered_by_the_server_itself", "reset_by_the_client", "unknown_encoding", "broken_gzip", "broken_message",
        "message_in_small_pieces", "plain_http", "error_without_messages_is_one_frame",
    ];

    public static TheoryData<string> Grpcio => new(Both);

    public static TheoryData<string> GrpcJs => new([.. Both, .. BareHttp]);

    public static void AreAll(ForeignClient client, bool withBareHttp) =>
        Assert.Equal(Both.Concat(withBareHttp ? BareHttp : []).Order(), client.Ran.Order());
}

public sealed class GrpcioTests(GrpcioTests.Client client) : IClassFixture<GrpcioTests.Client>
{
    [Theory]
    [MemberData(nameof(ForeignChecks.Grpcio), MemberType = typeof(ForeignChecks))]
    public void Grpcio_cannot_tell_the_server_from_another(string check) => Assert.Null(client.FailureOf(check));

    [Fact]
    public void Every_check_that_grpcio_makes_is_asserted() => ForeignChecks.AreAll(client, withBareHttp: false);

    public sealed class Client() : Grpcio(throughProxy: false);
}

public sealed class GrpcioThroughProxyTests(GrpcioThroughProxyTests.Client client) : IClassFixture<GrpcioThroughProxyTests.Client>
{
    [Theory]
    [MemberData(nameof(ForeignChecks.Grpcio), MemberType = typeof(ForeignChecks))]
    public void Grpcio_cannot_tell_the_proxy_from_a_server(string check) => Assert.Null(client.FailureOf(check));

    public sealed class Client() : Grpcio(throughProxy: true);
}

public sealed class GrpcJsTests(GrpcJsTests.Client client) : IClassFixture<GrpcJsTests.Client>
{
    [Theory]
    [MemberData(nameof(ForeignChecks.GrpcJs), MemberType = typeof(ForeignChecks))]
    public void Grpc_js_cannot_tell_the_server_from_another(string check) => Assert.Null(client.FailureOf(check));

    [Fact]
    public void Every_check_that_grpc_js_makes_is_asserted() => ForeignChecks.AreAll(client, withBareHttp: true);

    public sealed class Client() : GrpcJs(throughProxy: false);
}

public sealed class GrpcJsThroughProxyTests(GrpcJsThroughProxyTests.Client client) : IClassFixture<GrpcJsThroughProxyTests.Client>
{
    [Theory]
    [MemberData(nameof(ForeignChecks.GrpcJs), MemberType = typeof(ForeignChecks))]
    public void Grpc_js_cannot_tell_the_proxy_from_a_server(string check) => Assert.Null(client.FailureOf(check));

    public sealed class Client() : GrpcJs(throughProxy: true);
}
