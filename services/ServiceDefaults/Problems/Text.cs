namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>A sentence for people, in Danish and in English.</summary>
public sealed record Text(string Danish, string English)
{
    /// <summary>English where the caller's first known language is English, else Danish.</summary>
    public string In(string? acceptLanguage)
    {
        foreach (var range in (acceptLanguage ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (range.StartsWith("da", StringComparison.OrdinalIgnoreCase))
            {
                return Danish;
            }
            if (range.StartsWith("en", StringComparison.OrdinalIgnoreCase))
            {
                return English;
            }
        }
        return Danish;
    }
}
