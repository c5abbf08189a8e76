using System.Globalization;
using System.Text.RegularExpressions;
using SocialEnzyme.Hub.Impact.Valuation;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>Reads filters as they stand in an address, and says everything that is wrong with them.</summary>
internal static partial class ReportFilters
{
    private const string None = "none";
    private const int MaxValues = 5;

    public static ReportSearch Read(ReportFilter said, DateTimeOffset now, List<FieldError> errors)
    {
        var (from, until) = (Day("from", said.From, errors), Day("until", said.Until, errors));
        if (from > until)
        {
            Wrong(errors, "until", "Den sidste dag er før den første.", "The last day is before the first.");
        }
        return new ReportSearch(
            from, until, PastMoment.Read(said.AsOf, now, errors), ReadMunicipality(said.Municipality, errors),
            Id("partnership", said.Partnership, errors), Id("umbrella", said.Umbrella, errors), Id("party", said.Party, errors),
            Word("sector", said.Sector, ["public", "market", "civil"], errors), Word("kind", said.Kind, RateRules.Kinds, errors),
            All<int>("goal", said.Goal, ReadGoal, errors), All<string>("kle", said.Kle, ReadKle, errors));
    }

    public static void Wrong(List<FieldError> errors, string name, string danish, string english) => errors.Add(new($"#/{name}", new(danish, english)));

    public static string? Word(string name, string? text, IReadOnlyList<string> words, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text) || words.Contains(text))
        {
            return string.IsNullOrEmpty(text) ? null : text;
        }
        Wrong(errors, name, $"Skriv et af: {string.Join(", ", words)}.", $"Write one of: {string.Join(", ", words)}.");
        return null;
    }

    private static DateOnly? Day(string name, string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        // No earlier and no later than what every part of the hub can count with.
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1900 and <= 2200)
        {
            return day;
        }
        Wrong(errors, name, "Skriv en dag som 2026-11-22.", "Write a day as 2026-11-22.");
        return null;
    }

    private static Guid? Id(string name, string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }
        if (Guid.TryParse(text, out var id))
        {
            return id;
        }
        Wrong(errors, name, "Skriv et id (UUID).", "Write an id (UUID).");
        return null;
    }

    private static string? ReadMunicipality(string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text) || text == None)
        {
            return text == None ? "" : null;
        }
        if (Municipalities.TryGet(text, out var known))
        {
            return known.Code;
        }
        Wrong(errors, "municipality", "Der er ingen kommune med den kode; skriv fire cifre.", "There is no municipality with this code; write four digits.");
        return null;
    }

    private static List<T> All<T>(string name, string[]? texts, Func<string, List<FieldError>, object?> read, List<FieldError> errors)
    {
        var said = (texts ?? []).Where(text => !string.IsNullOrEmpty(text)).ToList();
        if (said.Count > MaxValues)
        {
            Wrong(errors, name, $"Skriv højst {MaxValues}.", $"Write at most {MaxValues}.");
            return [];
        }
        return [.. said.Select(text => read(text, errors)).OfType<T>()];
    }

    private static object? ReadGoal(string text, List<FieldError> errors)
    {
        if (text == None)
        {
            return 0;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var goal) && goal is >= 1 and <= 17)
        {
            return goal;
        }
        Wrong(errors, "goal", "Skriv et verdensmål fra 1 til 17.", "Write a goal from 1 to 17.");
        return null;
    }

    private static string? ReadKle(string text, List<FieldError> errors)
    {
        if (text == None)
        {
            return "";
        }
        if (KleNumber().IsMatch(text))
        {
            return text;
        }
        Wrong(errors, "kle", "Skriv et KLE-nummer som 27, 27.35 eller 27.35.04.", "Write a KLE number as 27, 27.35 or 27.35.04.");
        return null;
    }

    [GeneratedRegex(@"^[0-9]{2}(\.[0-9]{2}(\.[0-9]{2})?)?\z")]
    private static partial Regex KleNumber();
}
