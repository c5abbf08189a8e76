using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SocialEnzyme.Hub.ServiceDefaults.Rest;

/// <summary>Versions and pages as REST has them in headers.</summary>
public static class RestHeaders
{
    /// <summary>Says the version of what is answered: ETag (RFC 9110, section 8.8.3).</summary>
    public static void TagVersion(this HttpContext http, long version) =>
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The versions that the caller names in If-Match. Weak tags never match, and a tag that is no version is another version.</summary>
    public static VersionMatch IfMatch(this HttpContext http)
    {
        var header = http.Request.Headers.IfMatch;
        if (header.Count == 0 || !EntityTagHeaderValue.TryParseList(header, out var tags))
        {
            return header.Count == 0 ? VersionMatch.Any : new VersionMatch([]);
        }
        return tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any))
            ? VersionMatch.Any
            : new VersionMatch([.. tags.Where(tag => !tag.IsWeak)
                .Select(tag => long.TryParse(tag.Tag.AsSpan().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0)]);
    }

    /// <summary>Leads to the next page, with the same search: Link, rel=next (RFC 8288). Nothing on the last page.</summary>
    public static void LinkNext(this HttpContext http, string? cursor)
    {
        if (cursor is null)
        {
            return;
        }
        var rest = http.Request.Query.Where(pair => pair.Key != "cursor")
            .SelectMany(pair => pair.Value.Select(value => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value ?? "")}"))
            .Append($"cursor={Uri.EscapeDataString(cursor)}");
        http.Response.Headers.Link = $"<{http.Request.Path}?{string.Join('&', rest)}>; rel=\"next\"";
    }
}
