using System.Text.Json;
using Microsoft.IdentityModel.Tokens;

namespace SocialEnzyme.Hub.ServiceDefaults.Identity;

/// <summary>The public keys of one process, fetched again when a token names one that is not among them.</summary>
internal sealed class IssuerKeys(Uri address, IHttpClientFactory http, TimeProvider clock) : IDisposable
{
    // Made-up key names must not make us a hammer: one question a second, whoever asks.
    private static readonly TimeSpan Refetch = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _gate = new(1);
    private IList<SecurityKey> _keys = [];
    private DateTimeOffset _askedAt = DateTimeOffset.MinValue;

    /// <summary>The keys to try; without the named one when the issuer has no such key or does not answer.</summary>
    public async Task<IList<SecurityKey>> FindAsync(string kid, CancellationToken ct)
    {
        if (Has(kid))
        {
            return _keys;
        }
        // One asks, the others wait for its answer.
        await _gate.WaitAsync(ct);
        try
        {
            if (!Has(kid) && clock.GetUtcNow() - _askedAt >= Refetch)
            {
                await FetchAsync(ct);
            }
            return _keys;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private bool Has(string kid) => _keys.Any(key => key.KeyId == kid);

    private async Task FetchAsync(CancellationToken ct)
    {
        try
        {
            _keys = JsonWebKeySet.Create(await http.CreateClient(nameof(TokenVerifier)).GetStringAsync(address, ct)).GetSigningKeys();
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException or JsonException or ArgumentException
            && !ct.IsCancellationRequested)
        {
            // The issuer is away: what we have is what we verify with, and an unknown key is refused.
        }
        _askedAt = clock.GetUtcNow();
    }
}
