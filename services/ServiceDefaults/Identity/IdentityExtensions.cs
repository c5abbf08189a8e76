using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.Tokens;

namespace SocialEnzyme.Hub.ServiceDefaults.Identity;

/// <summary>Wires who may call: everybody must be known, unless a door says otherwise.</summary>
public static class IdentityExtensions
{
    internal static WebApplicationBuilder AddIdentity(this WebApplicationBuilder builder, string name)
    {
        builder.Services.AddHttpClient(nameof(TokenVerifier)).ConfigureHttpClient(client => client.Timeout = TimeSpan.FromSeconds(5));
        builder.Services.AddSingleton<TokenVerifier>();
        builder.Services.AddSingleton(services => new TokenIssuer(
            name, builder.Configuration["Identity:SigningKey"], services.GetRequiredService<TimeProvider>()));
        builder.Services
            .AddAuthentication(HubAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, HubAuthentication>(HubAuthentication.SchemeName, null);
        builder.Services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAssertion(IsKnown).Build());
        return builder;
    }

    // No route of ours, but routing's own word that a body or a method does not fit: it tells nothing, and at an open door it is what is wrong.
    private static bool IsKnown(AuthorizationHandlerContext context) =>
        context.User.Identity?.IsAuthenticated == true
        || (context.Resource is HttpContext http && http.GetEndpoint() is not (null or RouteEndpoint));

    internal static void MapJsonWebKeys(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/.well-known/jwks.json", (TokenIssuer issuer) =>
        {
            var key = issuer.PublicKey;
            return Results.Text(JsonSerializer.Serialize(new
            {
                keys = new[] { new { kty = key.Kty, crv = key.Crv, x = key.X, y = key.Y, kid = key.KeyId, use = "sig", alg = SecurityAlgorithms.EcdsaSha256 } },
            }), "application/json");
        }).AllowAnonymous().ExcludeFromDescription();
}
