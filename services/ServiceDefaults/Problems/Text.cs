using Microsoft.Net.Http.Headers;

namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>A sentence for people, in Danish and in English.</summary>
public sealed record Text(string Danish, string English)
{
    /// <summary>English where the caller likes it better than Danish (RFC 9110, section 12.5.4), else Danish.</summary>
    public string In(string? acceptLanguage)
    {
        if (string.IsNullOrEmpty(acceptLanguage) || !StringWithQualityHeaderValue.TryParseList([acceptLanguage], out var ranges))
        {
            return Danish;
        }
        // Equally liked ones count in the order in which they stand.
        var best = ranges.Where(range => range.Quality is not 0 && (Is(range, "da") || Is(range, "en"))).MaxBy(range => range.Quality ?? 1);
        return best is not null && Is(best, "en") ? English : Danish;
    }

    private static bool Is(StringWithQualityHeaderValue range, string language) =>
        range.Value.Equals(language, StringComparison.OrdinalIgnoreCase)
        || (range.Value.StartsWith(language, StringComparison.OrdinalIgnoreCase) && range.Value.Value![language.Length] == '-');
}
