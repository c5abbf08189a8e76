using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace SocialEnzyme.Hub.ServiceDefaults.Identity;

/// <summary>Signs the short-lived tokens by which the hub's processes know each other (ES256, RFC 7518).</summary>
public sealed class TokenIssuer : IDisposable
{
    /// <summary>How long a token is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    internal const string Audience = "socialenzyme-hub";

    private readonly ECDsa _key;
    private readonly SigningCredentials _credentials;
    private readonly JsonWebTokenHandler _handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly string _name;
    private readonly TimeProvider _clock;
    private OwnToken? _own;

    /// <param name="name">The process that signs.</param>
    /// <param name="pem">A private key that replicas share; without one each process makes its own at start.</param>
    public TokenIssuer(string name, string? pem, TimeProvider clock)
    {
        _name = name;
        _clock = clock;
        _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        if (!string.IsNullOrWhiteSpace(pem))
        {
            _key.ImportFromPem(pem);
        }
        if (_key.KeySize != 256)
        {
            throw new InvalidOperationException("Identity:SigningKey must be a private key on the curve P-256; ES256 signs with no other.");
        }
        var security = new ECDsaSecurityKey(_key);
        security.KeyId = Base64UrlEncoder.Encode(security.ComputeJwkThumbprint());
        _credentials = new SigningCredentials(security, SecurityAlgorithms.EcdsaSha256);
        PublicKey = JsonWebKeyConverter.ConvertFromECDsaSecurityKey(
            new ECDsaSecurityKey(ECDsa.Create(_key.ExportParameters(includePrivateParameters: false))) { KeyId = security.KeyId });
    }

    /// <summary>What others verify our tokens with.</summary>
    public JsonWebKey PublicKey { get; }

    /// <summary>A token that says these claims, from now for a minute.</summary>
    public string Issue(IDictionary<string, object> claims)
    {
        var now = _clock.GetUtcNow();
        // The handler signs with one ECDsa object, which is not safe for many threads at once.
        lock (_key)
        {
            return _handler.CreateToken(new SecurityTokenDescriptor
            {
                Issuer = _name,
                Audience = Audience,
                IssuedAt = now.UtcDateTime,
                NotBefore = now.UtcDateTime,
                Expires = now.Add(Lifetime).UtcDateTime,
                Claims = claims,
                SigningCredentials = _credentials,
            });
        }
    }

    /// <summary>A token by which this process calls another in its own name; renewed when half its time is gone.</summary>
    public string Own()
    {
        var now = _clock.GetUtcNow();
        var own = _own;
        if (own is null || now >= own.RenewAt)
        {
            var claims = new Dictionary<string, object> { ["sub"] = $"service:{_name}", ["service"] = _name, ["name"] = _name };
            _own = own = new OwnToken(Issue(claims), now + (Lifetime / 2));
        }
        return own.Token;
    }

    public void Dispose() => _key.Dispose();

    private sealed record OwnToken(string Token, DateTimeOffset RenewAt);
}
