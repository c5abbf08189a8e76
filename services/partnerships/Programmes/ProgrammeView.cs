using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Wording;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>How many chapters a programme has in a municipality.</summary>
public sealed record ChapterPlace(string Municipality, string MunicipalityName, int Chapters)
{
    internal static ChapterPlace Of(string code, int chapters) => new(code, NameOf(code), chapters);

    internal static string NameOf(string code) => Municipalities.TryGet(code, out var municipality) ? municipality.Name : code;
}

/// <summary>A programme as everyone sees it.</summary>
public sealed record ProgrammeView
{
    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required string OwnerName { get; init; }

    /// <summary>public, market or civil.</summary>
    public required string OwnerSector { get; init; }

    /// <summary>A draft is seen by its owner alone.</summary>
    public required bool IsPublished { get; init; }

    /// <summary>Rises by one with every change; send it back in If-Match.</summary>
    public required long Version { get; init; }

    public required string Title { get; init; }

    public required string Summary { get; init; }

    public IReadOnlyList<string>? Categories { get; init; }

    public IReadOnlyList<string>? Tags { get; init; }

    public required IReadOnlyList<ProgrammeStep> Steps { get; init; }

    public IReadOnlyList<ProgrammeRole>? Roles { get; init; }

    public IReadOnlyList<ProgrammeCost>? Costs { get; init; }

    public IReadOnlyList<Material>? Materials { get; init; }

    public string? ContactRole { get; init; }

    public Origin? Origin { get; init; }

    public string? HowWeDidIt { get; init; }

    public IReadOnlyList<Evidence>? Evidence { get; init; }

    /// <summary>The strongest level of its evidence; absent: it claims nothing.</summary>
    public EvidenceLevel? EvidenceLevel { get; init; }

    public NamedSource? Source { get; init; }

    /// <summary>"kun navngivet i kilden", for a community that is known from a source only.</summary>
    public string? Mark { get; init; }

    /// <summary>The experiments whose results it builds on.</summary>
    public IReadOnlyList<Guid>? Experiments { get; init; }

    /// <summary>How many places run it.</summary>
    public required int Chapters { get; init; }

    /// <summary>Where.</summary>
    public required IReadOnlyList<ChapterPlace> ChapterMap { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>In answers to its owner's changes: words to think about.</summary>
    public IReadOnlyList<TextWarning>? Warnings { get; init; }

    internal static ProgrammeView Of(Programme programme, IReadOnlyList<ChapterPlace>? places = null) => new()
    {
        Id = programme.Id,
        OwnerId = programme.OwnerId,
        OwnerName = programme.OwnerName,
        OwnerSector = programme.OwnerSector,
        IsPublished = programme.IsPublished,
        Version = programme.Version,
        Title = programme.Content.Title!,
        Summary = programme.Content.Summary!,
        Categories = programme.Content.Categories,
        Tags = programme.Content.Tags,
        Steps = programme.Content.Steps!,
        Roles = programme.Content.Roles,
        Costs = programme.Content.Costs,
        Materials = programme.Content.Materials,
        ContactRole = programme.Content.ContactRole,
        Origin = programme.Content.Origin,
        HowWeDidIt = programme.Content.HowWeDidIt,
        Evidence = programme.Content.Evidence,
        EvidenceLevel = programme.Content.Evidence?.Max(claim => claim.Level),
        Source = programme.Content.Source,
        Mark = programme.Content.Source?.Named == Naming.OnlyInSource ? "kun navngivet i kilden" : null,
        Experiments = programme.Content.Experiments,
        Chapters = places?.Sum(place => place.Chapters) ?? 0,
        ChapterMap = places ?? [],
        CreatedAt = programme.CreatedAt,
        ChangedAt = programme.ChangedAt,
    };

    /// <summary>For the owner, who may still think of other words.</summary>
    internal ProgrammeView Warned(Programme programme) => Programme.Warn(programme.Content) is { Count: > 0 } warnings ? this with { Warnings = warnings } : this;
}

/// <summary>A page of programmes, newest first; the cursor is absent on the last.</summary>
public sealed record ProgrammeList(IReadOnlyList<ProgrammeView> Items, string? Cursor = null);

/// <summary>What a programme said in one of its versions.</summary>
public sealed record ProgrammeVersion(long Version, bool IsPublished, DateTimeOffset ChangedAt, ProgrammeContent Content);

/// <summary>A page of versions, oldest first; the cursor is absent on the last.</summary>
public sealed record ProgrammeVersionList(IReadOnlyList<ProgrammeVersion> Items, string? Cursor = null);
