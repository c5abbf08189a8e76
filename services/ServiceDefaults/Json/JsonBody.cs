using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Json;

/// <summary>A request body: what it says, and the bytes it came in (for fingerprints).</summary>
public sealed record JsonBody<T>(T Value, byte[] Utf8);

/// <summary>Reads request bodies: once and whole, checked for personal data, parsed strictly.</summary>
public static class JsonBody
{
    /// <summary>Reads, checks and parses the body of a request.</summary>
    /// <param name="isConfirmed">Whether the caller confirmed that what looks like a CPR number is none.</param>
    public static async Task<Outcome<JsonBody<T>>> ReadAsync<T>(
        HttpRequest request, Func<T, bool>? isConfirmed, CancellationToken ct, int maxBytes = ServiceDefaultsExtensions.MaxBodyBytes) where T : class
    {
        if (!request.HasJsonContentType() && request.ContentType?.StartsWith("application/merge-patch+json", StringComparison.OrdinalIgnoreCase) != true)
        {
            return new Rejection(ProblemCode.UnsupportedMediaType, new("Send application/json.", "Send application/json."));
        }
        return (await ReadBytesAsync(request, maxBytes, ct)).IsRejected(out var rejection, out var utf8)
            ? rejection
            : Parse(utf8, isConfirmed).Map(value => new JsonBody<T>(value, utf8));
    }

    /// <summary>Parses strictly: unknown and repeated fields, wrong types and bad UTF-8 are refused with the place where they stand.</summary>
    public static Outcome<T> Parse<T>(byte[] utf8, Func<T, bool>? isConfirmed) where T : class
    {
        T? value;
        try
        {
            value = JsonSerializer.Deserialize<T>(utf8, HubJson.Options);
        }
        // ArgumentException: how a JsonObject says that a field is repeated.
        catch (Exception error) when (error is JsonException or ArgumentException)
        {
            // The message of the exception may quote the input, which may be personal data: only the place is told.
            // A CPR number is what the caller must hear of first, also in a body that is wrong in other ways.
            return PrivacyGate.CheckJson(utf8, isConfirmed: true) ?? Rejections.MalformedJson((error as JsonException)?.Path);
        }
        if (value is null)
        {
            return Rejections.MalformedJson(null);
        }
        return PrivacyGate.CheckJson(utf8, isConfirmed?.Invoke(value) == true) is { } personal ? personal : value;
    }

    private static async Task<Outcome<byte[]>> ReadBytesAsync(HttpRequest request, int maxBytes, CancellationToken ct)
    {
        if (request.ContentLength > maxBytes)
        {
            return Rejections.TooLarge(maxBytes);
        }
        using var buffer = new MemoryStream(request.ContentLength is { } length ? (int)length : 1024);
        var chunk = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(chunk, ct)) > 0)
            {
                if (buffer.Length + read > maxBytes)
                {
                    return Rejections.TooLarge(maxBytes);
                }
                await buffer.WriteAsync(chunk.AsMemory(0, read), ct);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk);
        }
        return buffer.ToArray();
    }
}
