using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Grpc.Core;
using Grpc.Net.Client;
using SocialEnzyme.Hub.Contracts.Participants.V1;
using SocialEnzyme.Hub.IntegrationTests.Gateway;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.IntegrationTests.Participants;

/// <summary>A service that is called past the gateway.</summary>
[Collection(GatewayTests.Name)]
public sealed class TokenTests(GatewayFixture hub)
{
    [Fact]
    public async Task A_token_of_the_gateway_is_trusted() =>
        Assert.Equal(HttpStatusCode.OK, await CallAsync(Token(hub.SigningKey, TimeProvider.System)));

    [Fact]
    public async Task A_token_of_another_key_is_refused() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(Token(null, TimeProvider.System)));

    [Fact]
    public async Task A_token_whose_time_is_out_is_refused() =>
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(Token(hub.SigningKey, new Past())));

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        var parts = Token(hub.SigningKey, TimeProvider.System).Split('.');
        var none = System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes("""{"alg":"none","typ":"JWT"}"""));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync($"{none}.{parts[1]}."));
        Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync($"{none}.{parts[1]}.{parts[2]}"));
    }

    [Fact]
    public async Task A_key_is_nothing_to_a_service() => Assert.Equal(HttpStatusCode.Unauthorized, await CallAsync(hub.OperatorKey));

    [Fact]
    public async Task Nobody_but_the_gateway_asks_about_keys()
    {
        using var channel = GrpcChannel.ForAddress(hub.Participants.GrpcAddress);
        var client = new ParticipantsService.ParticipantsServiceClient(channel);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.CheckCredentialsAsync(
            new(), GatewayFixture.With(Token(hub.SigningKey, TimeProvider.System))));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);

        using var through = hub.Grpc();
        refused = await Assert.ThrowsAsync<RpcException>(async () => await new ParticipantsService.ParticipantsServiceClient(through)
            .CheckCredentialsAsync(new(), GatewayFixture.With(hub.OperatorKey)));
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    private async Task<HttpStatusCode> CallAsync(string token)
    {
        using var rest = hub.Participants.Anonymous();
        rest.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return (await rest.GetAsync(new Uri("/v1/participants", UriKind.Relative))).StatusCode;
    }

    private static string Token(string? pem, TimeProvider clock)
    {
        using var issuer = new TokenIssuer(ServiceNames.Gateway, pem, clock);
        return issuer.Issue(new Dictionary<string, object>
        {
            ["sub"] = Guid.CreateVersion7().ToString(),
            ["name"] = "x",
            ["sector"] = "public",
            ["kind"] = "operator",
            ["cid"] = Guid.CreateVersion7().ToString(),
            ["scope"] = "operate",
        });
    }

    private sealed class Past : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UtcNow.AddMinutes(-2);
    }
}
