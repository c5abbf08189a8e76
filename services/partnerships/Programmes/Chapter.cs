using System.ComponentModel.DataAnnotations;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>What a place says of its own chapter: the template is its own copy, to adapt as it likes.</summary>
public record ChapterContent
{
    /// <summary>Four digits.</summary>
    [Required]
    public string? Municipality { get; init; }

    /// <summary>What it is called here; absent: as the programme.</summary>
    public string? Name { get; init; }

    /// <summary>Where in the municipality.</summary>
    public string? Place { get; init; }

    /// <summary>What was adapted, and why.</summary>
    public string? Adaptation { get; init; }

    [Required]
    public ProgrammeTemplate? Template { get; init; }

    /// <summary>What was found here; what the programme claims is shown beside it, with its own places.</summary>
    public IReadOnlyList<Evidence>? Evidence { get; init; }
}

/// <summary>A programme as one place runs it.</summary>
/// <param name="BaseVersion">The programme's version that it was copied from, or last took over.</param>
internal sealed record Chapter(
    Guid Id, Guid ProgrammeId, Guid OwnerId, string OwnerName, string OwnerSector, long Version, long BaseVersion, ChapterContent Content,
    DateTimeOffset CreatedAt, DateTimeOffset ChangedAt)
{
    public static Rejection Missing(Guid id) => Rejections.NotFound("chapter", id);

    public static Chapter Adopt(Programme programme, ChapterContent content, Caller caller, DateTimeOffset now) => new(
        Guid.CreateVersion7(), programme.Id, caller.ParticipantId, caller.Name, caller.Sector, 1, programme.Version, content, FieldRules.Moment(now), FieldRules.Moment(now));

    /// <summary>What it shall say instead; the same chapter when that is nothing new.</summary>
    public Chapter Revise(ChapterContent content, long baseVersion, Caller caller, DateTimeOffset now) =>
        baseVersion == BaseVersion && KnowledgeJson.Write(content) == KnowledgeJson.Write(Content)
            ? this
            : this with
            {
                OwnerName = caller.Name,
                OwnerSector = caller.Sector,
                Version = Version + 1,
                BaseVersion = baseVersion,
                Content = content,
                ChangedAt = FieldRules.Moment(now),
            };
}

/// <summary>Where a claim of a chapter comes from.</summary>
public enum EvidenceFrom
{
    /// <summary>The programme: it holds for the place that it names.</summary>
    Programme,

    /// <summary>The chapter itself.</summary>
    Chapter,
}

/// <summary>A claim as a chapter shows it.</summary>
/// <param name="Label">The place that the figure is of, said so that nobody takes it for another's.</param>
public sealed record ChapterEvidence(
    EvidenceFrom From, EvidenceLevel Level, string What, string Place, string Label, string Source, Figure? Figure = null, string? Method = null)
{
    internal static ChapterEvidence Of(Evidence claim, EvidenceFrom from) => new(
        from, claim.Level!.Value, claim.What!, claim.Place!,
        from == EvidenceFrom.Programme ? $"fra {claim.Place}, ikke herfra" : $"fra {claim.Place}", claim.Source!, claim.Figure, claim.Method);
}

/// <summary>A chapter as everyone sees it.</summary>
public sealed record ChapterView
{
    public required Guid Id { get; init; }

    public required Guid ProgrammeId { get; init; }

    public required Guid OwnerId { get; init; }

    public required string OwnerName { get; init; }

    /// <summary>public, market or civil.</summary>
    public required string OwnerSector { get; init; }

    /// <summary>Rises by one with every change; send it back in If-Match.</summary>
    public required long Version { get; init; }

    /// <summary>The programme's version that it builds on.</summary>
    public required long ProgrammeVersion { get; init; }

    /// <summary>The programme has a later version: see the diff.</summary>
    public required bool IsBehind { get; init; }

    public required string Name { get; init; }

    public required string Municipality { get; init; }

    public required string MunicipalityName { get; init; }

    public string? Place { get; init; }

    public string? Adaptation { get; init; }

    /// <summary>Its own copy. In lists it is left out.</summary>
    public ProgrammeTemplate? Template { get; init; }

    /// <summary>Its own and the programme's, each with the place that it is of. In lists it is left out.</summary>
    public IReadOnlyList<ChapterEvidence>? Evidence { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>In answers to its owner's changes: words to think about.</summary>
    public IReadOnlyList<ServiceDefaults.Wording.TextWarning>? Warnings { get; init; }
}

/// <summary>A page of chapters, oldest first; the cursor is absent on the last.</summary>
/// <param name="Total">How many chapters the programme has.</param>
public sealed record ChapterList(IReadOnlyList<ChapterView> Items, int Total, string? Cursor = null);
