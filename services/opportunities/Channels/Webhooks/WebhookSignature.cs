using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>The symmetric signature of Standard Webhooks 1.0.</summary>
internal static class WebhookSignature
{
    /// <summary>One v1 signature for each secret: while a secret is replaced, the receiver may check by either.</summary>
    public static string Sign(string id, DateTimeOffset at, ReadOnlySpan<byte> body, IEnumerable<byte[]> secrets)
    {
        var head = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}."));
        var signed = new byte[head.Length + body.Length];
        head.CopyTo(signed, 0);
        body.CopyTo(signed.AsSpan(head.Length));
        return string.Join(' ', secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}"));
    }
}
