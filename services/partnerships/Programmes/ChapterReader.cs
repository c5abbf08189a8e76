using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;
using SocialEnzyme.Hub.ServiceDefaults.Wording;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>In what a chapter and its programme differ.</summary>
/// <param name="From">The programme's version that the chapter builds on.</param>
/// <param name="To">Its present version.</param>
/// <param name="Upstream">What changed in the programme between the two.</param>
/// <param name="Adapted">What the chapter made otherwise than the version it builds on.</param>
/// <param name="Conflicts">Where both changed the same; :rebase asks whose stands.</param>
public sealed record ChapterDifference(
    Guid ProgrammeId, Guid ChapterId, long From, long To, IReadOnlyList<Change> Upstream, IReadOnlyList<Change> Adapted, IReadOnlyList<string> Conflicts);

/// <summary>Shows chapters beside the programme they build on. They are public knowledge, as the programme is.</summary>
internal sealed class ChapterReader(NpgsqlDataSource db)
{
    public static readonly Rejection AlreadyThere = new(ProblemCode.Conflict, new(
        "I har allerede et kapitel af programmet i den kommune.", "You have a chapter of the programme in this municipality already."))
    { Errors = [new("#/municipality", new("Ret det kapitel, I har.", "Change the chapter you have."))] };

    public async Task<Outcome<ChapterView>> GetAsync(Caller caller, Guid programmeId, Guid id, CancellationToken ct) =>
        await FindAsync(caller, programmeId, id, ct) is var (programme, chapter)
            ? Show(chapter, programme.Version, await ProgrammeStore.VersionAsync(db, programmeId, chapter.BaseVersion, ct))
            : Chapter.Missing(id);

    public async Task<Outcome<ChapterList>> ListAsync(Caller caller, Guid programmeId, string? limit, string? cursor, CancellationToken ct)
    {
        var errors = new List<FieldError>();
        var (count, after) = Page.Read(limit, cursor, errors);
        if (errors.Count > 0)
        {
            return Rejections.Invalid(errors);
        }
        if (await ProgrammeStore.FindAsync(db, programmeId, ct) is not { } programme || !programme.IsShownTo(caller))
        {
            return Programme.Missing(programmeId);
        }
        var (chapters, next) = Page.Of(await ChapterStore.PageAsync(db, programmeId, after ?? Guid.Empty, count + 1, ct), count, chapter => chapter.Id);
        return new ChapterList(
            [.. chapters.Select(chapter => Show(chapter, programme.Version, programme.Content) with { Template = null, Evidence = null })],
            await ChapterStore.CountAsync(db, programmeId, ct), next);
    }

    public async Task<Outcome<ChapterDifference>> DifferAsync(Caller caller, Guid programmeId, Guid id, CancellationToken ct)
    {
        if (await FindAsync(caller, programmeId, id, ct) is not var (programme, chapter))
        {
            return Chapter.Missing(id);
        }
        var origin = await ProgrammeStore.VersionAsync(db, programmeId, chapter.BaseVersion, ct);
        var conflicts = new List<string>();
        Difference.Merge(
            KnowledgeJson.ToNode(origin.ToTemplate()), KnowledgeJson.ToNode(chapter.Content.Template), KnowledgeJson.ToNode(programme.Content.ToTemplate()), null, conflicts);
        return new ChapterDifference(
            programmeId, id, chapter.BaseVersion, programme.Version,
            Difference.Between(KnowledgeJson.ToNode(origin), KnowledgeJson.ToNode(programme.Content)),
            Difference.Between(KnowledgeJson.ToNode(origin.ToTemplate()), KnowledgeJson.ToNode(chapter.Content.Template)),
            conflicts);
    }

    /// <summary>A chapter as everyone sees it.</summary>
    /// <param name="upstreamVersion">The programme's present one.</param>
    /// <param name="origin">What the programme said in the version that the chapter builds on.</param>
    public static ChapterView Show(Chapter chapter, long upstreamVersion, ProgrammeContent origin) => new()
    {
        Id = chapter.Id,
        ProgrammeId = chapter.ProgrammeId,
        OwnerId = chapter.OwnerId,
        OwnerName = chapter.OwnerName,
        OwnerSector = chapter.OwnerSector,
        Version = chapter.Version,
        ProgrammeVersion = chapter.BaseVersion,
        IsBehind = chapter.BaseVersion < upstreamVersion,
        Name = chapter.Content.Name ?? chapter.Content.Template!.Title!,
        Municipality = chapter.Content.Municipality!,
        MunicipalityName = ChapterPlace.NameOf(chapter.Content.Municipality!),
        Place = chapter.Content.Place,
        Adaptation = chapter.Content.Adaptation,
        Template = chapter.Content.Template,
        Evidence =
        [
            .. (origin.Evidence ?? []).Select(claim => ChapterEvidence.Of(claim, EvidenceFrom.Programme)),
            .. (chapter.Content.Evidence ?? []).Select(claim => ChapterEvidence.Of(claim, EvidenceFrom.Chapter)),
        ],
        CreatedAt = chapter.CreatedAt,
        ChangedAt = chapter.ChangedAt,
    };

    private async Task<(Programme Programme, Chapter Chapter)?> FindAsync(Caller caller, Guid programmeId, Guid id, CancellationToken ct) =>
        await ProgrammeStore.FindAsync(db, programmeId, ct) is { } programme && programme.IsShownTo(caller)
            && await ChapterStore.FindAsync(db, programmeId, id, ct) is { } chapter
            ? (programme, chapter)
            : null;
}

/// <summary>Words to think about, told to the owner alone.</summary>
internal static class ChapterWarnings
{
    public static ChapterView Warned(this ChapterView view, Chapter chapter)
    {
        var warnings = RespectfulWords.Check(("#/name", chapter.Content.Name), ("#/adaptation", chapter.Content.Adaptation))
            .Concat(Programme.Warn(chapter.Content.Template!, "#/template")).Take(RespectfulWords.MaxWarnings).ToList();
        return warnings.Count > 0 ? view with { Warnings = warnings } : view;
    }
}
