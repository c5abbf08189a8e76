namespace Grpc.Wire;

/// <summary>The words of the gRPC-over-HTTP/2 contract.</summary>
internal static class WireNames
{
    public const string ContentType = "application/grpc";
    public const string Status = "grpc-status";
    public const string Message = "grpc-message";
    public const string Encoding = "grpc-encoding";
    public const string AcceptEncoding = "grpc-accept-encoding";
    public const string Timeout = "grpc-timeout";
    public const string Identity = "identity";
    public const string Gzip = "gzip";
    public const string AcceptedEncodings = "identity,gzip";

    /// <summary>Asks for an encoding in the public API's way: as an entry of the headers that never travels itself.</summary>
    public const string EncodingRequest = "grpc-internal-encoding-request";

    public const int DefaultReceiveLimit = 4 * 1024 * 1024;

    /// <summary>Whether this is gRPC: <c>application/grpc</c>, alone or followed by <c>+proto</c> or parameters.</summary>
    public static bool IsGrpc(string? contentType) =>
        contentType is not null
        && contentType.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase)
        && (contentType.Length == ContentType.Length || contentType[ContentType.Length] is '+' or ';');

    /// <summary>Whether a comma-separated list names this encoding.</summary>
    public static bool Lists(string? encodings, string encoding)
    {
        foreach (var range in encodings.AsSpan().Split(','))
        {
            if (encodings.AsSpan(range).Trim().Equals(encoding, StringComparison.OrdinalIgnoreCase)) return true;
        }

        return false;
    }
}
