using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>Checks Standard Webhooks signatures as a receiver should: the exact bytes, the age, in constant time.</summary>
/// <param name="secret">whsec_ and the key in base64.</param>
public sealed class WebhookSignature(string secret)
{
    static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(5);
    readonly byte[] _key = Convert.FromBase64String(secret.Replace("whsec_", "", StringComparison.Ordinal));

    /// <summary>Null: it is the hub's, and fresh.</summary>
    public string? Fault(IHeaderDictionary headers, byte[] body, DateTimeOffset now)
    {
        var (id, timestamp, signatures) = (headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString());
        if (id is "" || timestamp is "" || signatures is "") return "a webhook- header is missing";
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)) return "webhook-timestamp is no number";
        if ((now - DateTimeOffset.FromUnixTimeSeconds(seconds)).Duration() > Tolerance) return "webhook-timestamp is more than five minutes off";
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        var expected = HMACSHA256.HashData(_key, content);
        return signatures.Split(' ').Any(signature => IsSame(signature, expected)) ? null : "no signature matches";
    }

    static bool IsSame(string signature, byte[] expected)
    {
        if (!signature.StartsWith("v1,", StringComparison.Ordinal)) return false;
        var bytes = new byte[expected.Length];
        return Convert.TryFromBase64String(signature[3..], bytes, out var length)
            && length == expected.Length && CryptographicOperations.FixedTimeEquals(bytes, expected);
    }
}
