using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SocialEnzyme.Hub.ServiceDefaults.Identity;

/// <summary>Verifies tokens of the hub's processes against the keys each publishes at /.well-known/jwks.json.</summary>
internal sealed class TokenVerifier(IConfiguration configuration, IHttpClientFactory http, TimeProvider clock)
{
    private const int MaxRemembered = 2_000;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(5);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> _remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IssuerKeys> _keys = new(StringComparer.Ordinal);

    /// <summary>The caller, or null when the token is not one of ours or not valid now.</summary>
    public async Task<Caller?> VerifyAsync(string token, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // The gateway sends the same token for many requests; a signature is checked once.
        if (_remembered.TryGetValue(token, out var known))
        {
            return known.Until > now ? known.Caller : null;
        }
        if (Read(token) is not { } unverified || KeysOf(unverified.Issuer) is not { } keys)
        {
            return null;
        }
        var result = await _handler.ValidateTokenAsync(unverified, new TokenValidationParameters
        {
            ValidIssuer = unverified.Issuer,
            ValidAudience = TokenIssuer.Audience,
            IssuerSigningKeys = await keys.FindAsync(unverified.Kid, ct),
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            LifetimeValidator = (from, until, _, _) => from <= now.UtcDateTime + Skew && until > now.UtcDateTime - Skew,
        });
        if (!result.IsValid)
        {
            return null;
        }
        var caller = Caller.From(result.ClaimsIdentity, unverified.Issuer);
        Remember(token, caller, new DateTimeOffset(unverified.ValidTo, TimeSpan.Zero) + Skew, now);
        return caller;
    }

    private void Remember(string token, Caller caller, DateTimeOffset until, DateTimeOffset now)
    {
        if (_remembered.Count >= MaxRemembered)
        {
            foreach (var (old, _) in _remembered.Where(entry => entry.Value.Until <= now))
            {
                _remembered.TryRemove(old, out _);
            }
        }
        if (_remembered.Count < MaxRemembered)
        {
            _remembered[token] = (caller, until);
        }
    }

    // Anybody may send anything: what is no token is refused, it is not a fault.
    private JsonWebToken? Read(string token)
    {
        try
        {
            return _handler.CanReadToken(token) ? _handler.ReadJsonWebToken(token) : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // Only names that the configuration routes to: a token cannot make us fetch from an address of its choice.
    private IssuerKeys? KeysOf(string issuer) => configuration[$"services:{issuer}:http:0"] is { } address
        ? _keys.GetOrAdd(issuer, _ => new IssuerKeys(new Uri(new Uri(address), "/.well-known/jwks.json"), http, clock))
        : null;
}
