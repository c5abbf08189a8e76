using System.Text.RegularExpressions;

namespace SocialEnzyme.Hub.Offers;

/// <summary>What the contributions of an offer may say; wrong fields are told to the rules of the whole.</summary>
internal sealed partial class ContributionRules(OfferRules rules, IReadOnlyList<Contribution> before)
{
    public const int MaxContributions = 20;
    public const int MaxDescription = 2_000;
    public const int MaxLegalBasis = 500;
    public const long MaxQuantity = 1_000_000;

    /// <summary>Ten billion kroner.</summary>
    public const long MaxMoney = 1_000_000_000_000;

    private const int MaxEligible = 20;

    private static readonly HashSet<string> Sectors = ["public", "market", "civil"];

    private static readonly HashSet<string> Kinds =
    [
        "municipality", "region", "state", "company", "tradeAssociation", "association", "housingOrganisation", "foundation", "union", "community",
    ];

    public List<Contribution> Read(IReadOnlyList<Contribution>? contributions, DateTimeOffset now)
    {
        if (contributions is not { Count: > 0 and <= MaxContributions })
        {
            rules.Wrong("#/contributions", "Skriv 1 til 20 bidrag.", "Write 1 to 20 contributions.");
            return [];
        }
        var read = contributions.Select((contribution, i) => ReadOne($"#/contributions/{i}", contribution ?? new Contribution(), now)).ToList();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < read.Count; i++)
        {
            if (read[i].Key is { Length: > 0 } key && !keys.Add(key))
            {
                rules.Wrong($"#/contributions/{i}/key", "Et andet bidrag har dette navn.", "Another contribution has this name.");
            }
        }
        return read;
    }

    private Contribution ReadOne(string at, Contribution stated, DateTimeOffset now)
    {
        var kind = stated.Kind;
        if (kind is null)
        {
            rules.Wrong($"{at}/kind", "Skriv hours, peopleDays, skills, money, space, equipment, jobs, care eller goods.",
                "Write hours, peopleDays, skills, money, space, equipment, jobs, care or goods.");
        }
        var key = stated.Key?.Trim() ?? "";
        if (!ValidKey().IsMatch(key))
        {
            rules.Wrong($"{at}/key", "Skriv 1 til 40 tegn af a-z, 0-9 og bindestreg.", "Write 1 to 40 characters of a-z, 0-9 and hyphen.");
        }
        var most = kind is ContributionKind.Money ? MaxMoney : MaxQuantity;
        if (stated.Quantity is not > 0 || stated.Quantity > most)
        {
            rules.Wrong($"{at}/quantity", FormattableString.Invariant($"Skriv et helt tal fra 1 til {most}."), FormattableString.Invariant($"Write a whole number from 1 to {most}."));
        }
        return new Contribution
        {
            Key = key,
            Kind = kind,
            Quantity = stated.Quantity,
            Description = rules.Optional($"{at}/description", stated.Description, MaxDescription, isMultiline: true),
            LegalBasis = kind is ContributionKind.Jobs
                ? rules.Required($"{at}/legalBasis", stated.LegalBasis, MaxLegalBasis)
                : rules.Optional($"{at}/legalBasis", stated.LegalBasis, MaxLegalBasis),
            Deadline = Deadline($"{at}/deadline", stated, now),
            Eligibility = Eligibility($"{at}/eligibility", stated),
        };
    }

    private DateTimeOffset? Deadline(string pointer, Contribution stated, DateTimeOffset now)
    {
        if (stated.Deadline is not null && stated.Kind is not ContributionKind.Money)
        {
            rules.Wrong(pointer, "Kun penge har en ansøgningsfrist.", "Only money has a deadline.");
        }
        else if (stated.Deadline <= now && !before.Any(present => present.Key == stated.Key && present.Deadline == stated.Deadline))
        {
            rules.Wrong(pointer, "Fristen er forbi; skriv et tidspunkt i fremtiden.", "The deadline has passed; write a time in the future.");
        }
        return OfferRules.Moment(stated.Deadline);
    }

    private OfferEligibility? Eligibility(string pointer, Contribution stated)
    {
        if (stated.Eligibility is not { } eligibility)
        {
            return null;
        }
        if (stated.Kind is not ContributionKind.Money)
        {
            rules.Wrong(pointer, "Kun penge har regler for, hvem der kan søge.", "Only money has rules for who may apply.");
        }
        var sectors = Words($"{pointer}/sectors", eligibility.Sectors, Sectors);
        var kinds = Words($"{pointer}/kinds", eligibility.Kinds, Kinds);
        return sectors is null && kinds is null ? null : new OfferEligibility { Sectors = sectors, Kinds = kinds };
    }

    private List<string>? Words(string pointer, IReadOnlyList<string>? words, HashSet<string> known)
    {
        if (words is null or [])
        {
            return null;
        }
        if (words.Count > MaxEligible || !words.All(known.Contains))
        {
            rules.Wrong(pointer, $"Skriv {string.Join(", ", known)}.", $"Write {string.Join(", ", known)}.");
            return null;
        }
        return [.. words.Distinct().Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("^[a-z0-9-]{1,40}\\z")]
    private static partial Regex ValidKey();
}
