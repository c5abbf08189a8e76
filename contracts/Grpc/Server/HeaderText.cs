using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Grpc.AspNetCore.Server;

/// <summary>Metadata to and from the headers of ASP.NET Core.</summary>
internal static class HeaderText
{
    // What belongs to HTTP or to the call itself is no metadata.
    private static readonly HashSet<string> NotMetadata = new(StringComparer.OrdinalIgnoreCase)
    {
        WireNames.Encoding, WireNames.AcceptEncoding, WireNames.Timeout,
        HeaderNames.ContentType, HeaderNames.TE, HeaderNames.Host, HeaderNames.AcceptEncoding,
    };

    public static Metadata Read(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (name, values) in headers)
        {
            if (name.StartsWith(':') || NotMetadata.Contains(name)) continue;
            if (!name.EndsWith(Metadata.BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase)) metadata.Add(name, values.ToString());
            else foreach (var bytes in BinaryText.Decode(values.ToString())) metadata.Add(name, bytes);
        }

        return metadata;
    }

    public static void Append(IHeaderDictionary headers, Metadata.Entry entry)
    {
        try
        {
            headers.Append(entry.Key, entry.IsBinary ? BinaryText.Encode(entry.Bytes) : entry.Value);
        }
        catch (Exception refused) when (refused is InvalidOperationException or ArgumentException)
        {
            throw new InvalidOperationException($"The response metadata '{entry.Key}' cannot travel as a header: {refused.Message}", refused);
        }
    }
}
