using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>Metadata and status as a client finds them in HTTP headers, and writes them there.</summary>
internal static class ResponseText
{
    public static string? First(HttpHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? First(values) : null;

    public static Metadata Read(HttpHeaders headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers.NonValidated)
        {
            if (name is WireNames.Status or WireNames.Message or WireNames.Encoding or WireNames.AcceptEncoding) continue;
            foreach (var value in values)
            {
                if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase)) metadata.Add(name, value);
                else foreach (var bytes in BinaryText.Decode(value)) metadata.Add(name, bytes);
            }
        }

        return metadata;
    }

    public static bool TryReadStatus(HttpHeaders headers, out Status status)
    {
        status = default;
        if (First(headers, WireNames.Status) is not { } code) return false;
        status = new Status(StatusText.Parse(code), PercentText.Decode(First(headers, WireNames.Message) ?? ""));
        return true;
    }

    /// <summary>What an answer means that is no gRPC response, or null when it is one.</summary>
    public static Status? Unusable(HttpResponseMessage response)
    {
        if (response.StatusCode != System.Net.HttpStatusCode.OK)
        {
            return new Status(
                StatusText.FromHttp((int)response.StatusCode), $"Bad gRPC response. HTTP status code: {(int)response.StatusCode}");
        }

        var contentType = First(response.Content.Headers, "Content-Type");
        return WireNames.IsGrpc(contentType)
            ? null
            : new Status(StatusCode.Cancelled, $"Bad gRPC response. Invalid content-type value: {contentType ?? "none"}");
    }

    public static void Write(HttpRequestHeaders headers, Metadata metadata)
    {
        foreach (var entry in metadata)
        {
            var name = entry.Key switch
            {
                WireNames.Timeout => null,
                WireNames.EncodingRequest => WireNames.Encoding,
                var key => key,
            };
            if (name is not null) headers.TryAddWithoutValidation(name, entry.IsBinary ? BinaryText.Encode(entry.Bytes) : entry.Value);
        }
    }

    private static string First(HeaderStringValues values)
    {
        foreach (var value in values) return value;
        return "";
    }
}
