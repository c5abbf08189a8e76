using System.Globalization;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>A moment that is asked about as it was known then.</summary>
internal static class PastMoment
{
    /// <summary>What is younger may still be under way, and would change a number that was already given.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>Null when nothing was said, or something wrong.</summary>
    public static DateTimeOffset? Read(string? asOf, DateTimeOffset now, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(asOf))
        {
            return null;
        }
        if (MomentConverter.HasOffset(asOf) && DateTimeOffset.TryParse(asOf, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment) && moment <= now - Margin)
        {
            return FieldRules.Moment(moment);
        }
        errors.Add(new("#/asOf", new(
            "Skriv et tidspunkt med tidszone, for eksempel 2026-11-22T12:00:00Z, mindst 10 sekunder siden.",
            "Write a moment with its offset, for example 2026-11-22T12:00:00Z, at least 10 seconds ago.")));
        return null;
    }

    /// <summary>Something that began before the moment is still being written.</summary>
    public static readonly Rejection Unsettled = new(ProblemCode.Unavailable, new(
        "Der skrives stadig timer fra før det tidspunkt; prøv igen om lidt.", "Hours from before that moment are still being written; try again in a little while."))
    { RetryAfter = TimeSpan.FromSeconds(5) };
}
