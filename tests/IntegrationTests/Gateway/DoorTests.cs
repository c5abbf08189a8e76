using System.Net;
using System.Text.Json;
using Grpc.Core;
using Microsoft.IdentityModel.JsonWebTokens;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.IntegrationTests.Gateway;

[Collection(GatewayTests.Name)]
public sealed class DoorTests(GatewayFixture hub)
{
    private static readonly Uri Repeat = new("/v1/subscriptions", UriKind.Relative);

    [Fact]
    public async Task A_service_learns_the_caller_from_the_gateways_token_and_never_sees_the_key()
    {
        var key = await hub.NewKeyAsync(["needs:write", "subscriptions:manage"]);
        using var rest = hub.Rest(key.Key);
        var headers = (await GatewayFixture.BodyAsync(await rest.GetAsync(Repeat))).GetProperty("headers");
        Assert.DoesNotContain(key.Key, headers.GetRawText(), StringComparison.Ordinal);
        var token = new JsonWebToken(headers.GetProperty("authorization").GetString()!["Bearer ".Length..]);
        Assert.Equal("ES256", token.Alg);
        Assert.Equal(key.Participant.ToString(), token.Subject);
        Assert.Equal(key.Credential.ToString(), token.GetClaim("cid").Value);
        Assert.Equal("needs:write subscriptions:manage", token.GetClaim("scope").Value);
        Assert.Equal(("civil", "community"), (token.GetClaim("sector").Value, token.GetClaim("kind").Value));
        Assert.InRange(token.ValidTo - token.ValidFrom, TimeSpan.Zero, TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("X-Forwarded-Host")]
    [InlineData("X-Forwarded-Proto")]
    [InlineData("X-Forwarded-Prefix")]
    [InlineData("Forwarded")]
    [InlineData("X-Real-IP")]
    [InlineData("X-Original-URL")]
    [InlineData("hub-traceparent")]
    public async Task What_a_caller_says_of_where_it_sits_does_not_go_on(string header)
    {
        using var rest = hub.Rest(hub.OperatorKey);
        rest.DefaultRequestHeaders.TryAddWithoutValidation(header, "for=192.0.2.66");
        var headers = (await GatewayFixture.BodyAsync(await rest.GetAsync(Repeat))).GetProperty("headers");
        Assert.False(headers.TryGetProperty(header.ToLowerInvariant(), out _));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("seh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("eyJhbGciOiJub25lIn0.eyJpc3MiOiJnYXRld2F5Iiwic3ViIjoieCIsInNjb3BlIjoib3BlcmF0ZSJ9.")]
    public async Task Without_a_valid_key_both_doors_say_unauthenticated(string? key)
    {
        using var rest = hub.Rest(key);
        using var answer = await rest.GetAsync(Repeat);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"code\":\"unauthenticated\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var channel = hub.Grpc();
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new OpportunitiesService.OpportunitiesServiceClient(channel)
            .GetSubscriptionAsync(new(), key is null ? [] : GatewayFixture.With(key)));
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        Assert.Equal("unauthenticated", refused.Trailers.GetValue("problem-code"));
    }

    [Fact]
    public async Task Two_keys_at_once_are_none()
    {
        using var rest = hub.Rest(null);
        rest.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", [$"Bearer {hub.OperatorKey}", "Bearer x"]);
        Assert.Equal(HttpStatusCode.Unauthorized, (await rest.GetAsync(Repeat)).StatusCode);
    }

    [Theory]
    [InlineData("/v1/nothing")]
    [InlineData("/v1/nothing.csv")]
    public async Task An_address_that_no_service_owns_is_not_found_with_or_without_a_key(string path)
    {
        foreach (var key in new[] { null, hub.OperatorKey })
        {
            using var rest = hub.Rest(key);
            using var answer = await rest.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Contains("\"code\":\"not-found\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_trace_goes_through_the_gateway_unbroken()
    {
        using var rest = hub.Rest(hub.OperatorKey);
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        rest.DefaultRequestHeaders.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        var headers = (await GatewayFixture.BodyAsync(await rest.GetAsync(Repeat))).GetProperty("headers");
        Assert.StartsWith($"00-{Trace}-", headers.GetProperty("traceparent").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("b7ad6b7169203331", headers.GetProperty("traceparent").GetString(), StringComparison.Ordinal);

        using var missing = await rest.GetAsync(new Uri($"/v1/participants/{Guid.CreateVersion7()}", UriKind.Relative));
        var problem = JsonSerializer.Deserialize<JsonElement>(await missing.Content.ReadAsStringAsync());
        Assert.Equal(Trace, problem.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task A_body_is_as_large_as_a_service_reads_and_an_import_may_be_larger()
    {
        using var rest = hub.Rest(hub.OperatorKey);
        using var refused = await rest.PostAsync(Repeat, new ByteArrayContent(new byte[(256 * 1024) + 1]));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refused.StatusCode);
        Assert.Contains("\"code\":\"too-large\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var chunked = new HttpRequestMessage(HttpMethod.Post, Repeat) { Content = new ByteArrayContent(new byte[300 * 1024]) };
        chunked.Headers.TransferEncodingChunked = true;
        using var refusedToo = await rest.SendAsync(chunked);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, refusedToo.StatusCode);

        const int Import = 5 * 1024 * 1024;
        var imported = await GatewayFixture.BodyAsync(
            await rest.PostAsync(new Uri("/v1/needs:import", UriKind.Relative), new ByteArrayContent(new byte[Import])));
        Assert.Equal(Import, imported.GetProperty("length").GetInt64());
    }

    [Fact]
    public async Task The_documents_are_open_to_everybody()
    {
        using var rest = hub.Rest(null);
        foreach (var path in new[] { "/", "/docs/index.html", "/openapi.json", "/openapi/participants.json", "/asyncapi.json", "/health/live", "/.well-known/jwks.json" })
        {
            Assert.Equal(HttpStatusCode.OK, (await rest.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
        }
        var events = await GatewayFixture.BodyAsync(await rest.GetAsync(new Uri("/asyncapi.json", UriKind.Relative)));
        Assert.Equal("3.0.0", events.GetProperty("asyncapi").GetString());
    }

    [Fact]
    public async Task A_gateway_that_comes_later_speaks_for_the_same_callers()
    {
        await using var another = await hub.AnotherGatewayAsync();
        using var rest = hub.Rest(hub.OperatorKey, another);
        Assert.True((await rest.GetAsync(new Uri("/v1/participants/me", UriKind.Relative))).IsSuccessStatusCode);
    }
}
