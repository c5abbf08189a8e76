using System.Diagnostics;
using System.Text.Json;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>A problem as it is written: RFC 9457 with the hub's extension members code, traceId and errors.</summary>
public sealed record ProblemDocument(
    string Type, string Title, int Status, string Detail, string Code, string? TraceId = null, IReadOnlyList<ProblemDocument.Field>? Errors = null)
{
    // In base64 a third more, and the message beside it.
    private const int MaxTrailer = 4_000;

    /// <summary>One wrong field.</summary>
    public sealed record Field(string Pointer, string Detail);

    /// <summary>The document in the caller's language.</summary>
    public static ProblemDocument From(Rejection rejection, string? acceptLanguage) => new(
        $"urn:socialenzyme:problem:{rejection.Code.Name}",
        rejection.Code.Title.In(acceptLanguage),
        rejection.Code.Http,
        rejection.Detail.In(acceptLanguage),
        rejection.Code.Name,
        Activity.Current?.TraceId.ToString(),
        rejection.Errors.Count == 0 ? null : [.. rejection.Errors.Select(error => new Field(error.Pointer, error.Detail.In(acceptLanguage)))]);

    /// <summary>The document as UTF-8 JSON.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, HubJson.Options);

    /// <summary>The same for a trailer, with as many of the errors as fit: clients take 8 KB of trailers in all, and lose the status with what is longer.</summary>
    public byte[] ToTrailer()
    {
        var utf8 = ToUtf8();
        for (var told = Errors?.Count ?? 0; utf8.Length > MaxTrailer && told > 0;)
        {
            told /= 2;
            utf8 = (this with { Errors = [.. Errors!.Take(told)] }).ToUtf8();
        }
        return utf8;
    }
}
