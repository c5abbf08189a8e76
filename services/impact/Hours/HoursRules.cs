using System.Text.RegularExpressions;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>A row whose fields are right by themselves.</summary>
internal sealed record CheckedRow(string Reference, HoursContent Content);

/// <summary>What a row of hours may say, whatever else was reported.</summary>
internal sealed partial class HoursRules : FieldRules
{
    public const int MinutesOfADay = 24 * 60;
    public const int MaxReference = 100;
    public const int MaxActivity = 200;
    public const int MaxReason = 500;

    private HoursRules()
    {
    }

    /// <param name="today">In Denmark.</param>
    public static Outcome<CheckedRow> Check(ReportHour row, Guid reporter, DateOnly today)
    {
        var rules = new HoursRules();
        var reference = rules.Required("#/reference", row.Reference, MaxReference);
        if (row.PartnershipId is null)
        {
            rules.Wrong("#/partnershipId", "Skriv partnerskabets id.", "Write the id of the partnership.");
        }
        if (row.Kind is null)
        {
            rules.Wrong("#/kind", "Skriv frivillig, csr_loentid eller faglig.", "Write frivillig, csr_loentid or faglig.");
        }
        var content = rules.Read(row, row.PartnershipId ?? Guid.Empty, row.PartyId ?? reporter, row.Kind ?? default, today);
        return rules.Errors.Count > 0 ? Rejections.Invalid(rules.Errors) : new CheckedRow(reference, content);
    }

    /// <summary>The same for what a correction changes; what it leaves out stays.</summary>
    public static Outcome<HoursContent> Check(CorrectHours correction, HoursContent present, DateOnly today)
    {
        var rules = new HoursRules();
        var content = rules.Read(
            new ReportHour
            {
                Minutes = correction.Minutes ?? present.Minutes,
                Day = correction.Day ?? present.Day,
                Activity = correction.Activity ?? present.Activity,
                Volunteer = present.Volunteer,
            },
            present.PartnershipId, correction.PartyId ?? present.PartyId, correction.Kind ?? present.Kind, today);
        return rules.Errors.Count > 0 ? Rejections.Invalid(rules.Errors) : content;
    }

    /// <summary>Why something was decided or changed.</summary>
    public static Outcome<string> CheckReason(string? reason)
    {
        var rules = new HoursRules();
        var read = rules.Required("#/reason", reason, MaxReason, isMultiline: true);
        return rules.Errors.Count > 0 ? Rejections.Invalid(rules.Errors) : read;
    }

    private HoursContent Read(ReportHour row, Guid partnership, Guid party, HoursKind kind, DateOnly today)
    {
        if (row.Minutes is not (> 0 and <= MinutesOfADay))
        {
            Wrong("#/minutes", "Skriv et helt tal fra 1 til 1440.", "Write a whole number from 1 to 1440.");
        }
        if (row.Day is null)
        {
            Wrong("#/day", "Skriv dagen, for eksempel 2026-11-22.", "Write the day, for example 2026-11-22.");
        }
        else if (row.Day > today)
        {
            Wrong("#/day", "Dagen er ikke kommet endnu i Danmark.", "The day has not come yet in Denmark.");
        }
        var volunteer = Optional("#/volunteer", row.Volunteer, 40);
        if (volunteer is not null && !(Pseudonym().IsMatch(volunteer) && volunteer.Any(char.IsAsciiDigit)))
        {
            Wrong("#/volunteer", "Skriv et pseudonym af a-z, A-Z, 0-9, _ og - med mindst ét ciffer, aldrig et navn.",
                "Write a pseudonym of a-z, A-Z, 0-9, _ and - with at least one digit, never a name.");
        }
        return new HoursContent(
            partnership, party, kind, row.Minutes ?? 0, row.Day ?? default, Required("#/activity", row.Activity, MaxActivity), volunteer);
    }

    [GeneratedRegex("^[A-Za-z0-9_-]{1,40}\\z")]
    private static partial Regex Pseudonym();
}
