using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.IntegrationTests.Support;

/// <summary>Stands where the gateway stands: it issues the tokens that services trust, and publishes the key.</summary>
public sealed class TestIssuer : IAsyncDisposable
{
    private readonly TokenIssuer _issuer = new(ServiceNames.Gateway, null, TimeProvider.System);
    private readonly WebApplication _door;

    private TestIssuer(WebApplication door) => _door = door;

    /// <summary>Where the keys are, as services__gateway__http__0.</summary>
    public string Address => _door.Urls.First();

    public static async Task<TestIssuer> StartAsync()
    {
        // Empty: the settings of the services under test lie beside the tests, and are not ours.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        var issuer = new TestIssuer(builder.Build());
        issuer._door.MapGet("/.well-known/jwks.json", issuer.Keys);
        await issuer._door.StartAsync();
        return issuer;
    }

    /// <summary>A token that says who calls.</summary>
    public string Token(Party party) => _issuer.Issue(new Dictionary<string, object>
    {
        ["sub"] = party.Id.ToString(),
        ["name"] = party.Name,
        ["sector"] = party.Sector,
        ["kind"] = party.Kind,
        ["cid"] = party.CredentialId.ToString(),
        ["scope"] = party.Scopes,
    });

    /// <summary>A token by which a service of the hub calls for itself.</summary>
    public string Own() => _issuer.Own();

    /// <summary>Puts a fresh token on every request of a client.</summary>
    public DelegatingHandler Speaking(Party party, HttpMessageHandler inner) => new Speaker(this, party) { InnerHandler = inner };

    public async ValueTask DisposeAsync()
    {
        await _door.DisposeAsync();
        _issuer.Dispose();
    }

    private IResult Keys()
    {
        var key = _issuer.PublicKey;
        return Results.Text(
            JsonSerializer.Serialize(new { keys = new[] { new { kty = key.Kty, crv = key.Crv, x = key.X, y = key.Y, kid = key.KeyId, use = "sig", alg = "ES256" } } }),
            "application/json");
    }

    private sealed class Speaker(TestIssuer issuer, Party party) : DelegatingHandler
    {
        private (string? Token, DateTime Until) _own;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var own = _own;
            if (own.Token is null || DateTime.UtcNow > own.Until)
            {
                _own = own = (issuer.Token(party), DateTime.UtcNow + (TokenIssuer.Lifetime / 2));
            }
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", own.Token);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
