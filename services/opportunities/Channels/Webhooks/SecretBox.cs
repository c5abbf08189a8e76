using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Npgsql;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>A webhook's secret, as its owner sees it once and as the hub keeps it.</summary>
internal sealed record WebhookSecret(string Shown, byte[] Encrypted);

/// <summary>
/// Keeps the secrets that sign webhooks: encrypted with the key of the configuration (Webhooks:SecretKey).
/// Without one the hub makes a key and keeps it in its database, and says so; that protects copies of single tables only.
/// </summary>
internal sealed partial class SecretBox(IOptions<WebhookOptions> options, NpgsqlDataSource db, ILogger<SecretBox> logger) : IDisposable
{
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int SecretSize = 32;
    private const string Prefix = "whsec_";

    private readonly SemaphoreSlim _loading = new(1);
    private byte[]? _key;

    /// <summary>A new secret for a subscription.</summary>
    public async Task<WebhookSecret> CreateAsync(Guid subscription, CancellationToken ct)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretSize);
        return new WebhookSecret(Prefix + Convert.ToBase64String(secret), Encrypt(await KeyAsync(ct), subscription, secret));
    }

    /// <summary>The bytes that sign.</summary>
    /// <exception cref="CryptographicException">It was encrypted with another key, or for another subscription.</exception>
    public async Task<byte[]> OpenAsync(Guid subscription, byte[] encrypted, CancellationToken ct)
    {
        var secret = new byte[encrypted.Length - NonceSize - TagSize];
        using var aes = new AesGcm(await KeyAsync(ct), TagSize);
        aes.Decrypt(encrypted.AsSpan(0, NonceSize), encrypted.AsSpan(NonceSize + TagSize), encrypted.AsSpan(NonceSize, TagSize), secret,
            subscription.ToByteArray(bigEndian: true));
        return secret;
    }

    public void Dispose() => _loading.Dispose();

    private static byte[] Encrypt(byte[] key, Guid subscription, byte[] secret)
    {
        var box = new byte[NonceSize + TagSize + secret.Length];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceSize));
        using var aes = new AesGcm(key, TagSize);
        aes.Encrypt(box.AsSpan(0, NonceSize), secret, box.AsSpan(NonceSize + TagSize), box.AsSpan(NonceSize, TagSize),
            subscription.ToByteArray(bigEndian: true));
        return box;
    }

    private async ValueTask<byte[]> KeyAsync(CancellationToken ct)
    {
        if (_key is not null)
        {
            return _key;
        }
        await _loading.WaitAsync(ct);
        try
        {
            return _key ??= options.Value.SecretKey is { Length: > 0 } configured ? Convert.FromBase64String(configured) : await KeptAsync(ct);
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<byte[]> KeptAsync(CancellationToken ct)
    {
        LogNoKey();
        return await EndpointStore.KeyAsync(db, RandomNumberGenerator.GetBytes(32), ct);
    }

    [LoggerMessage(3111, LogLevel.Warning, "Webhooks:SecretKey is not set: the key of webhook secrets is kept in the database beside them")]
    private partial void LogNoKey();
}
