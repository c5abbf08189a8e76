using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SocialEnzyme.Hub.ServiceDefaults.Identity;

/// <summary>Verifies tokens of the hub's processes against the keys each publishes at /.well-known/jwks.json.</summary>
internal sealed class TokenVerifier(IConfiguration configuration, IHttpClientFactory http, TimeProvider clock)
{
    private const int MaxRemembered = 10_000;
    private static readonly TimeSpan KeyRefetch = TimeSpan.FromSeconds(1);

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly ConcurrentDictionary<string, (Caller Caller, DateTimeOffset Until)> _remembered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, KeySet> _keys = new(StringComparer.Ordinal);

    /// <summary>The caller, or null when the token is not one of ours or not valid now.</summary>
    public async Task<Caller?> VerifyAsync(string token, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        // The gateway sends the same token for many requests; a signature is checked once.
        if (_remembered.TryGetValue(token, out var known))
        {
            return known.Until > now ? known.Caller : null;
        }
        if (!_handler.CanReadToken(token) || _handler.ReadJsonWebToken(token) is not { } unverified
            || await KeysAsync(unverified.Issuer, unverified.Kid, ct) is not { Count: > 0 } keys)
        {
            return null;
        }
        var result = await _handler.ValidateTokenAsync(token, new TokenValidationParameters
        {
            ValidIssuer = unverified.Issuer,
            ValidAudience = TokenIssuer.Audience,
            IssuerSigningKeys = keys,
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            ClockSkew = TimeSpan.FromSeconds(5),
            LifetimeValidator = (from, until, _, _) => from <= now.UtcDateTime.AddSeconds(5) && until > now.UtcDateTime.AddSeconds(-5),
        });
        if (!result.IsValid)
        {
            return null;
        }
        var caller = Caller.From(result.ClaimsIdentity, unverified.Issuer);
        if (_remembered.Count >= MaxRemembered)
        {
            _remembered.Clear();
        }
        _remembered[token] = (caller, new DateTimeOffset(unverified.ValidTo, TimeSpan.Zero));
        return caller;
    }

    private async Task<IList<SecurityKey>> KeysAsync(string issuer, string kid, CancellationToken ct)
    {
        // Only names that the configuration routes to: a token cannot make us fetch from an address of its choice.
        if (configuration[$"services:{issuer}:http:0"] is not { } address)
        {
            return [];
        }
        var set = _keys.GetOrAdd(issuer, _ => new KeySet([], DateTimeOffset.MinValue));
        if (set.Keys.Any(key => key.KeyId == kid) || clock.GetUtcNow() - set.FetchedAt < KeyRefetch)
        {
            return set.Keys;
        }
        try
        {
            var json = await http.CreateClient(nameof(TokenVerifier)).GetStringAsync(new Uri(new Uri(address), "/.well-known/jwks.json"), ct);
            set = new KeySet(JsonWebKeySet.Create(json).GetSigningKeys(), clock.GetUtcNow());
            _keys[issuer] = set;
        }
        catch (HttpRequestException)
        {
            // The issuer is away: what we have is what we verify with, and an unknown key is refused.
        }
        return set.Keys;
    }

    private sealed record KeySet(IList<SecurityKey> Keys, DateTimeOffset FetchedAt);
}
