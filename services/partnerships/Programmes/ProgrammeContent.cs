using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>How well a claim is supported, from the weakest.</summary>
public enum EvidenceLevel
{
    /// <summary>Somebody tells of it.</summary>
    Told,

    /// <summary>It is written down, and by whom.</summary>
    Documented,

    /// <summary>It was counted before and after.</summary>
    Measured,

    /// <summary>It was compared with others who did not do it.</summary>
    Compared,

    /// <summary>It was found again in another place.</summary>
    Replicated,
}

/// <summary>How a source knows a community.</summary>
public enum Naming
{
    /// <summary>It is named in the source and nothing more is known: "kun navngivet i kilden".</summary>
    OnlyInSource,

    /// <summary>The source describes it, or it describes itself.</summary>
    Described,
}

/// <summary>One thing to do.</summary>
/// <param name="Role">The name of one of the roles.</param>
public sealed record ProgrammeStep(string? Title, string? Description = null, string? Role = null);

/// <summary>Who takes part: a kind of organisation, never a certain one, and no region by its number.</summary>
/// <param name="Kind">municipality, region, state (a ministry), company, tradeAssociation, association, housingOrganisation, foundation, union or community.</param>
/// <param name="Sector">public, market or civil; may be left out where the kind says it.</param>
public sealed record ProgrammeRole(string? Name, string? Kind = null, string? Sector = null, string? Description = null);

/// <summary>What it costs.</summary>
/// <param name="AmountDkk">In kroner; absent: it is not known.</param>
/// <param name="Per">Of what: per chapter and year.</param>
public sealed record ProgrammeCost(string? What, decimal? AmountDkk = null, string? Per = null);

/// <summary>Something to read or use; only the address is kept.</summary>
/// <param name="Url">Begins with https://.</param>
public sealed record Material(string? Title, string? Url);

/// <summary>A number before and after.</summary>
public sealed record Figure(decimal? Before, decimal? After, string? Unit);

/// <summary>A claim of what came of it. It holds for its place and says nothing of others.</summary>
/// <param name="Place">Where it was found: a figure keeps its place wherever the programme goes.</param>
/// <param name="Method">How it was found; required with a figure.</param>
public sealed record Evidence(EvidenceLevel? Level, string? What, string? Place, string? Source, Figure? Figure = null, string? Method = null);

/// <summary>Where it comes from.</summary>
public sealed record Origin(string? Place, string? Municipality = null, string? Country = null);

/// <summary>Where one can read of it, for communities that are known from a source.</summary>
public sealed record NamedSource(Naming? Named, string? Reference);

/// <summary>What another place can take over and adapt.</summary>
public record ProgrammeTemplate
{
    [Required]
    public string? Title { get; init; }

    [Required]
    public string? Summary { get; init; }

    /// <summary>At most 10.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>At most 20.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>1 to 30, in order.</summary>
    [Required]
    public IReadOnlyList<ProgrammeStep>? Steps { get; init; }

    /// <summary>At most 20.</summary>
    public IReadOnlyList<ProgrammeRole>? Roles { get; init; }

    /// <summary>At most 20.</summary>
    public IReadOnlyList<ProgrammeCost>? Costs { get; init; }

    /// <summary>At most 30.</summary>
    public IReadOnlyList<Material>? Materials { get; init; }

    /// <summary>A role to ask for, never a person.</summary>
    public string? ContactRole { get; init; }
}

/// <summary>What its owner says of a programme; title, summary and one step are enough.</summary>
public record ProgrammeContent : ProgrammeTemplate
{
    /// <summary>Where it was first done.</summary>
    public Origin? Origin { get; init; }

    /// <summary>How we did it, in plain words.</summary>
    public string? HowWeDidIt { get; init; }

    /// <summary>At most 20.</summary>
    public IReadOnlyList<Evidence>? Evidence { get; init; }

    public NamedSource? Source { get; init; }

    /// <summary>The experiments whose results it builds on; at most 20.</summary>
    public IReadOnlyList<Guid>? Experiments { get; init; }

    /// <summary>Says nothing yet.</summary>
    public ProgrammeContent()
    {
    }

    /// <summary>As a template that another place takes over.</summary>
    internal ProgrammeTemplate ToTemplate() => new()
    {
        Title = Title,
        Summary = Summary,
        Categories = Categories,
        Tags = Tags,
        Steps = Steps,
        Roles = Roles,
        Costs = Costs,
        Materials = Materials,
        ContactRole = ContactRole,
    };
}
