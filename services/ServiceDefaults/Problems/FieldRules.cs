using System.Globalization;

namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>What rules of content have alike: texts that are trimmed and bounded, times the database can keep, and every wrong field told.</summary>
public abstract class FieldRules
{
    /// <summary>What was found wrong so far.</summary>
    protected List<FieldError> Errors { get; } = [];

    /// <summary>Notes what is wrong with a field, and what to write instead.</summary>
    /// <param name="pointer">Where it stands, as a JSON pointer such as #/place/latitude.</param>
    public void Wrong(string pointer, string danish, string english) => Errors.Add(new FieldError(pointer, new(danish, english)));

    /// <summary>The trimmed text of a field that must be there.</summary>
    public string Required(string pointer, string? text, int max, bool isMultiline = false)
    {
        var read = Optional(pointer, text, max, isMultiline);
        if (read is null)
        {
            Wrong(pointer, "Feltet mangler; skriv en tekst.", "The field is missing; write a text.");
        }
        return read ?? "";
    }

    /// <summary>The trimmed text; null when there is none.</summary>
    public string? Optional(string pointer, string? text, int max, bool isMultiline = false)
    {
        var trimmed = text?.Trim();
        if (string.IsNullOrEmpty(trimmed))
        {
            return null;
        }
        if (trimmed.Length > max)
        {
            Wrong(pointer,
                string.Create(CultureInfo.InvariantCulture, $"Højst {max} tegn; der var {trimmed.Length}."),
                string.Create(CultureInfo.InvariantCulture, $"At most {max} characters; there were {trimmed.Length}."));
        }
        else if (trimmed.Any(c => char.IsControl(c) && !(isMultiline && c is '\n' or '\r' or '\t')))
        {
            Wrong(pointer, "Teksten indeholder styretegn; fjern dem.", "The text holds control characters; remove them.");
        }
        return trimmed;
    }

    /// <summary>The time to the microsecond, as the database keeps it: what is answered now must be what is read later.</summary>
    public static DateTimeOffset Moment(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % 10), TimeSpan.Zero);

    /// <summary>The same of a time that need not be there.</summary>
    public static DateTimeOffset? Moment(DateTimeOffset? time) => time is { } known ? Moment(known) : null;
}
