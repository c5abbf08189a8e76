using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>What a programme and a chapter may say. Every wrong field is told, not only the first.</summary>
internal sealed class ProgrammeRules : KnowledgeRules
{
    public const int MaxCategories = 10;
    public const int MaxTags = 20;
    public const int MaxSteps = 30;
    public const int MaxRoles = 20;
    public const int MaxCosts = 20;
    public const int MaxEvidence = 20;
    public const int MaxExperiments = 20;

    // Kinds of organisation and the sector of each; a ministry is of the state. No region is named by its number: regions come and go.
    private static readonly Dictionary<string, string> SectorOf = new(StringComparer.Ordinal)
    {
        ["municipality"] = "public",
        ["region"] = "public",
        ["state"] = "public",
        ["company"] = "market",
        ["tradeAssociation"] = "market",
        ["association"] = "civil",
        ["housingOrganisation"] = "civil",
        ["foundation"] = "civil",
        ["union"] = "civil",
        ["community"] = "civil",
    };

    /// <summary>The content in its one spelling, or everything that is wrong with it.</summary>
    public static Outcome<ProgrammeContent> Check(ProgrammeContent content)
    {
        var rules = new ProgrammeRules();
        var template = rules.Template("#", content);
        var clean = new ProgrammeContent
        {
            Title = template.Title,
            Summary = template.Summary,
            Categories = template.Categories,
            Tags = template.Tags,
            Steps = template.Steps,
            Roles = template.Roles,
            Costs = template.Costs,
            Materials = template.Materials,
            ContactRole = template.ContactRole,
            Origin = rules.ReadOrigin(content.Origin),
            HowWeDidIt = rules.Optional("#/howWeDidIt", content.HowWeDidIt, MaxLongText, isMultiline: true),
            Evidence = rules.ReadEvidence("#/evidence", content.Evidence, MaxEvidence),
            Source = rules.ReadSource(content.Source),
            Experiments = rules.List("#/experiments", content.Experiments, MaxExperiments, (_, id) => id)?.Distinct().ToList(),
        };
        return rules.Refusal is { } refusal ? refusal : clean;
    }

    /// <summary>The same for a chapter.</summary>
    /// <param name="upstream">What the programme claims: its figures may not move to another place.</param>
    public static Outcome<ChapterContent> Check(ChapterContent content, IReadOnlyList<Evidence> upstream)
    {
        var rules = new ProgrammeRules();
        var clean = new ChapterContent
        {
            Municipality = rules.Municipality("#/municipality", content.Municipality, isRequired: true),
            Name = rules.Optional("#/name", content.Name, MaxName),
            Place = rules.Optional("#/place", content.Place, MaxName),
            Adaptation = rules.Optional("#/adaptation", content.Adaptation, MaxLongText, isMultiline: true),
            Template = rules.Template("#/template", content.Template ?? new ProgrammeTemplate()),
            Evidence = rules.ReadEvidence("#/evidence", content.Evidence, MaxEvidence),
        };
        for (var i = 0; i < clean.Evidence?.Count; i++)
        {
            if (upstream.FirstOrDefault(claim => IsMoved(claim, clean.Evidence[i])) is { } origin)
            {
                rules.Wrong($"#/evidence/{i}/place",
                    $"Dette tal er fra {origin.Place} og står der allerede; skriv kun tal, I selv har fundet.",
                    $"This figure is from {origin.Place} and is shown as such; write only figures that you found yourselves.");
            }
        }
        return rules.Refusal is { } refusal ? refusal : clean;
    }

    // 50 % to 10 % in Leksand is no figure of Holstebro.
    private static bool IsMoved(Evidence upstream, Evidence own) =>
        upstream.Figure is { } figure && own.Figure is { } same && (figure.Before, figure.After) == (same.Before, same.After)
        && figure.Unit!.Equals(same.Unit, StringComparison.OrdinalIgnoreCase)
        && (upstream.Source!.Equals(own.Source, StringComparison.OrdinalIgnoreCase) || string.Equals(upstream.Method, own.Method, StringComparison.OrdinalIgnoreCase));

    private ProgrammeTemplate Template(string at, ProgrammeTemplate content)
    {
        var roles = List($"{at}/roles", content.Roles, MaxRoles, Role);
        var clean = new ProgrammeTemplate
        {
            Title = Required($"{at}/title", content.Title, MaxName),
            Summary = Required($"{at}/summary", content.Summary, MaxText, isMultiline: true),
            Categories = Words($"{at}/categories", content.Categories, MaxCategories),
            Tags = Words($"{at}/tags", content.Tags, MaxTags),
            Roles = roles,
            Steps = List($"{at}/steps", content.Steps, MaxSteps, (place, step) => Step(place, step, roles)),
            Costs = List($"{at}/costs", content.Costs, MaxCosts, (place, cost) => new ProgrammeCost(
                Required($"{place}/what", cost.What, MaxName), Number($"{place}/amountDkk", cost.AmountDkk, least: 0), Optional($"{place}/per", cost.Per, MaxName))),
            Materials = Materials($"{at}/materials", content.Materials),
            ContactRole = Optional($"{at}/contactRole", content.ContactRole, MaxName),
        };
        if (clean.Steps is null && Errors.Count == 0)
        {
            Wrong($"{at}/steps", "Skriv mindst ét trin.", "Write at least one step.");
        }
        return clean;
    }

    private ProgrammeStep Step(string at, ProgrammeStep step, List<ProgrammeRole>? roles)
    {
        var role = Optional($"{at}/role", step.Role, MaxName);
        if (role is not null && roles?.Any(known => known.Name == role) != true)
        {
            Wrong($"{at}/role", "Skriv navnet på en af rollerne.", "Write the name of one of the roles.");
        }
        return new ProgrammeStep(Required($"{at}/title", step.Title, MaxName), Optional($"{at}/description", step.Description, MaxText, isMultiline: true), role);
    }

    private ProgrammeRole Role(string at, ProgrammeRole role)
    {
        if (role.Kind is not null && !SectorOf.ContainsKey(role.Kind))
        {
            var known = string.Join(", ", SectorOf.Keys);
            Wrong($"{at}/kind", $"Skriv en af disse: {known}.", $"Write one of these: {known}.");
        }
        var sector = role.Kind is { } kind ? SectorOf.GetValueOrDefault(kind, role.Sector ?? "") : role.Sector;
        if (sector is not (null or "" or "public" or "market" or "civil") || (role.Sector is not null && sector is not ("" or null) && role.Sector != sector))
        {
            Wrong($"{at}/sector", "Skriv public, market eller civil, så det passer med kind.", "Write public, market or civil, so that it fits the kind.");
        }
        return new ProgrammeRole(Required($"{at}/name", role.Name, MaxName), role.Kind, sector, Optional($"{at}/description", role.Description, MaxText, isMultiline: true));
    }

    private Origin? ReadOrigin(Origin? origin) => origin is null ? null : new Origin(
        Required("#/origin/place", origin.Place, MaxName), Municipality("#/origin/municipality", origin.Municipality), Optional("#/origin/country", origin.Country, MaxWord));

    private NamedSource? ReadSource(NamedSource? source)
    {
        if (source is { Named: null })
        {
            Wrong("#/source/named", "Skriv onlyInSource eller described.", "Write onlyInSource or described.");
        }
        return source is null ? null : new NamedSource(source.Named, Required("#/source/reference", source.Reference, MaxText));
    }
}
