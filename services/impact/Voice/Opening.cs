using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>What the rules of surveys, hearings and ballots have alike.</summary>
internal abstract class Opening : FieldRules
{
    public const int MaxTitle = 200;
    public const int MaxQuestion = 2_000;
    public const int MaxOption = 200;
    private const int MaxYears = 5;

    /// <summary>When it opens and closes; it opens at once and closes when its owner says so, where nothing is stated.</summary>
    protected (DateTimeOffset OpensAt, DateTimeOffset? ClosesAt) Window(DateTimeOffset? opensAt, DateTimeOffset? closesAt, DateTimeOffset now)
    {
        var opens = Moment(opensAt) ?? Moment(now);
        var closes = Moment(closesAt);
        if (opens > now.AddYears(MaxYears) || opens < now.AddYears(-1))
        {
            Wrong("#/opensAt", "Skriv et tidspunkt, der ikke er så langt væk.", "Write a time that is not so far away.");
        }
        if (closes <= now || closes <= opens || closes > now.AddYears(MaxYears))
        {
            Wrong("#/closesAt", "Skriv et tidspunkt, der er efter åbningen og ikke gået, højst fem år frem.",
                "Write a time after the opening that has not passed, at most five years ahead.");
        }
        return (opens, closes);
    }

    /// <summary>Texts of a list, trimmed; each only once.</summary>
    protected IReadOnlyList<string> Texts(string pointer, IReadOnlyList<string?>? said, int least, int most)
    {
        if ((said?.Count ?? 0) < least || said?.Count > most)
        {
            Wrong(pointer, FormattableString.Invariant($"Skriv {least} til {most}."), FormattableString.Invariant($"Write {least} to {most}."));
            return [];
        }
        var texts = (said ?? []).Select((text, place) => Required(FormattableString.Invariant($"{pointer}/{place}"), text, MaxOption)).ToList();
        if (texts.Distinct(StringComparer.OrdinalIgnoreCase).Count() < texts.Count)
        {
            Wrong(pointer, "To er ens; skriv hver kun én gang.", "Two are the same; write each only once.");
        }
        return texts;
    }

    /// <summary>The value when nothing was wrong; else everything that was.</summary>
    protected Outcome<T> Say<T>(T clean) => Errors.Count == 0 ? clean : Rejections.Invalid(Errors);
}
