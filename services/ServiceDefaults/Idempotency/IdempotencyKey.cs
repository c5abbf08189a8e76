using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Idempotency;

/// <summary>The name a caller gives to a call, so that repeating the call has no second effect.</summary>
/// <param name="Operation">Method and path: the same key may name another operation.</param>
/// <param name="Fingerprint">What was asked: the same key with something else is a mistake of the caller's.</param>
public sealed record IdempotencyKey(Guid ParticipantId, string Operation, string Key, byte[] Fingerprint)
{
    /// <summary>The header of a REST call.</summary>
    public const string Header = "Idempotency-Key";

    private const int MaxLength = 255;

    /// <summary>The key of a REST call, or null when it has none. Quoted as RFC 8941 has it, or bare.</summary>
    public static Outcome<IdempotencyKey?> Read(HttpRequest request, Caller caller, ReadOnlySpan<byte> body)
    {
        var values = request.Headers[Header];
        if (values.Count == 0)
        {
            return (IdempotencyKey?)null;
        }
        var text = values.Count == 1 ? values[0]!.Trim() : "";
        if (text is ['"', .., '"'])
        {
            text = text[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
        }
        return Create(caller, $"{request.Method} {request.Path}", text, body);
    }

    /// <summary>The key of any call, or null for an absent one: a gRPC call sends it as a field.</summary>
    public static Outcome<IdempotencyKey?> ReadField(string operation, Caller caller, string key, ReadOnlySpan<byte> body) =>
        key.Length == 0 ? (IdempotencyKey?)null : Create(caller, operation, key, body);

    private static Outcome<IdempotencyKey?> Create(Caller caller, string operation, string key, ReadOnlySpan<byte> body) =>
        key.Length is 0 or > MaxLength || key.AsSpan().ContainsAnyExceptInRange(' ', '~')
            ? Rejections.Invalid("#/idempotencyKey",
                "Idempotency-Key skal være én værdi på 1 til 255 synlige ASCII-tegn, for eksempel et UUID.",
                "Idempotency-Key must be one value of 1 to 255 visible ASCII characters, for example a UUID.")
            // It is kept as it is, and a header has no other guard.
            : PrivacyGate.CheckText(key, "#/idempotencyKey") is { } personal
                ? personal
                : new IdempotencyKey(caller.ParticipantId, operation, key, SHA256.HashData(body));
}
