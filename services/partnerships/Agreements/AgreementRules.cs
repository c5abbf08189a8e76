using System.Text.RegularExpressions;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>What a text may say. Every wrong field is told, not only the first; what is missing for a consent is another question: Readiness.</summary>
internal sealed partial class AgreementRules : FieldRules
{
    public const int MaxTitle = 200;
    public const int MaxText = 4_000;
    public const int MaxLine = 500;
    public const int MaxKle = 20;
    public const int MaxAutoApprovedMinutes = 24 * 60;

    private const int FirstYear = 1900;
    private const int LastYear = 2199;

    private const string At = "#/agreement";

    private bool _isMunicipalityUnknown;

    /// <summary>The text in its one spelling, or everything that is wrong with it.</summary>
    /// <param name="writer">Who writes it: a party without an id is this one.</param>
    public static Outcome<Agreement> Check(Agreement? agreement, Guid writer)
    {
        if (agreement is null)
        {
            return Rejections.Invalid(At, "Feltet mangler; skriv en aftale.", "The field is missing; write an agreement.");
        }
        var rules = new AgreementRules();
        var clean = rules.Read(agreement, writer);
        return rules.Errors switch
        {
            [] => clean,
            [var only] when rules._isMunicipalityUnknown => new Rejection(ProblemCode.UnknownMunicipality, only.Detail) { Errors = [only] },
            _ => Rejections.Invalid(rules.Errors),
        };
    }

    /// <summary>A newcomer's part with its commitments, or everything that is wrong with it.</summary>
    /// <param name="pointer">Where it stands in the body.</param>
    public static Outcome<(AgreementParty Party, IReadOnlyList<Commitment>? Commitments)> CheckNewcomer(
        AgreementParty? party, IReadOnlyList<Commitment>? commitments, AgreementKind kind, string pointer)
    {
        var rules = new AgreementRules();
        var parts = new PartRules(rules);
        var clean = parts.Party($"{pointer}/party", party ?? new(), Guid.Empty);
        if (clean.ParticipantId == Guid.Empty)
        {
            rules.Wrong($"{pointer}/party/participantId", "Skriv, hvem der kommer med.", "Write who comes.");
        }
        // It says yes or no to exactly this: nothing can be missing.
        Readiness.Party(rules.Errors, kind, clean, $"{pointer}/party");
        var read = parts.Commitments($"{pointer}/commitments", commitments, clean.ParticipantId!.Value, new HashSet<Guid> { clean.ParticipantId.Value });
        return rules.Errors.Count == 0 ? (clean, (IReadOnlyList<Commitment>?)read) : Rejections.Invalid(rules.Errors);
    }

    /// <summary>One text that must be there, trimmed: a reason, a summary, a role.</summary>
    public static Outcome<string> CheckText(string pointer, string? text, int max = MaxText, bool isMultiline = true)
    {
        var rules = new AgreementRules();
        var read = rules.Required(pointer, text, max, isMultiline);
        return rules.Errors.Count == 0 ? read : Rejections.Invalid(rules.Errors);
    }

    /// <summary>The same of one that need not be there.</summary>
    public static Outcome<string?> CheckOptional(string pointer, string? text, int max = MaxLine)
    {
        var rules = new AgreementRules();
        var read = rules.Optional(pointer, text, max);
        return rules.Errors.Count == 0 ? read : Rejections.Invalid(rules.Errors);
    }

    /// <summary>A time that has a beginning and an end, or one of them.</summary>
    public void Days(string pointer, DateOnly? from, DateOnly? until)
    {
        Day($"{pointer}/from", from);
        Day($"{pointer}/until", until);
        if (until < from)
        {
            Wrong($"{pointer}/until", "Slutter, før det begynder.", "It ends before it begins.");
        }
    }

    /// <summary>A day of a calendar that people plan by.</summary>
    public void Day(string pointer, DateOnly? day)
    {
        if (day is { Year: < FirstYear or > LastYear })
        {
            Wrong(pointer, $"Skriv en dag fra {FirstYear} til {LastYear}.", $"Write a day from {FirstYear} to {LastYear}.");
        }
    }

    private Agreement Read(Agreement agreement, Guid writer)
    {
        var parts = new PartRules(this);
        var parties = parts.Parties($"{At}/parties", agreement.Parties, writer);
        var ids = parties.Select(party => party.ParticipantId!.Value).ToHashSet();
        Days(At, agreement.From, agreement.Until);
        if (agreement.ProgrammeVersion is < 1 || (agreement.ProgrammeVersion is not null && agreement.ProgrammeId is null))
        {
            Wrong($"{At}/programmeVersion", "Skriv programmets version sammen med programmeId.", "Write the programme's version together with programmeId.");
        }
        if (agreement.AutoApprovedMinutes is < 1 or > MaxAutoApprovedMinutes)
        {
            Wrong($"{At}/autoApprovedMinutes", "Skriv 1 til 1440 minutter.", "Write 1 to 1440 minutes.");
        }
        return new Agreement
        {
            Title = Required($"{At}/title", agreement.Title, MaxTitle),
            Purpose = Required($"{At}/purpose", agreement.Purpose, MaxText, isMultiline: true),
            Kind = agreement.Kind ?? AgreementKind.Agreement,
            From = agreement.From,
            Until = agreement.Until,
            GoalHorizon = Optional($"{At}/goalHorizon", agreement.GoalHorizon, MaxText, isMultiline: true),
            Municipality = Municipality(agreement.Municipality),
            Kle = Kle(agreement.Kle),
            Goals = Goals(agreement.Goals),
            Parties = parties,
            Commitments = parts.Commitments($"{At}/commitments", agreement.Commitments, writer, ids),
            Tasks = parts.Tasks($"{At}/tasks", agreement.Tasks, ids),
            PublicDuty = Optional($"{At}/publicDuty", agreement.PublicDuty, MaxText, isMultiline: true),
            ServiceDifference = agreement.ServiceDifference is { } difference ? new ServiceDifference
            {
                What = Required($"{At}/serviceDifference/what", difference.What, MaxText, isMultiline: true),
                ResponsibleAuthority = Required($"{At}/serviceDifference/responsibleAuthority", difference.ResponsibleAuthority, MaxLine),
            } : null,
            ProgrammeId = agreement.ProgrammeId,
            ProgrammeVersion = agreement.ProgrammeVersion,
            ParentId = agreement.ParentId,
            AutoApprovedMinutes = agreement.AutoApprovedMinutes,
            HandbookVersion = Optional($"{At}/handbookVersion", agreement.HandbookVersion, MaxLine),
            // One spelling of no: what is not public hashes as it did before anything could be.
            IsPublic = agreement.IsPublic is true ? true : null,
        };
    }

    private string? Municipality(string? code)
    {
        if (string.IsNullOrWhiteSpace(code))
        {
            return null;
        }
        if (Municipalities.TryGet(code.Trim(), out var known))
        {
            return known.Code;
        }
        _isMunicipalityUnknown = true;
        Wrong($"{At}/municipality", "Der er ingen kommune med den kode; skriv fire cifre, for eksempel 0101 for København.",
            "There is no municipality with this code; write four digits, for example 0101 for Copenhagen.");
        return null;
    }

    private List<string>? Kle(IReadOnlyList<string>? numbers)
    {
        if (numbers?.Count > MaxKle)
        {
            Wrong($"{At}/kle", $"Skriv højst {MaxKle} numre.", $"Write at most {MaxKle} numbers.");
            return null;
        }
        foreach (var (i, number) in (numbers ?? []).Index())
        {
            if (number is null || !KleNumber().IsMatch(number))
            {
                Wrong($"{At}/kle/{i}", "Skriv et KLE-nummer som 27, 27.35, 27.35.04 eller 27.35.04-P35.",
                    "Write a KLE number as 27, 27.35, 27.35.04 or 27.35.04-P35.");
            }
        }
        return numbers is { Count: > 0 } ? [.. numbers.Distinct().Order(StringComparer.Ordinal)] : null;
    }

    private List<int>? Goals(IReadOnlyList<int>? goals)
    {
        if (goals?.Any(goal => goal is < 1 or > 17) == true)
        {
            Wrong($"{At}/goals", "Verdensmålene er 1 til 17.", "The goals are 1 to 17.");
            return null;
        }
        return goals is { Count: > 0 } ? [.. goals.Distinct().Order()] : null;
    }

    // Group, subgroup, subject; only a whole number takes a facet. \z: a line feed at the end is no part of it.
    [GeneratedRegex(@"\A([0-9]{2}(\.[0-9]{2}(\.[0-9]{2})?)?|[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[A-ZÆØÅ][0-9]{2})\z")]
    private static partial Regex KleNumber();
}
