using System.Text.Json.Serialization;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>Changes one's own chapter.</summary>
public sealed record ChangeChapter : ChapterContent
{
    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }

    /// <summary>Says nothing yet.</summary>
    [JsonConstructor]
    public ChangeChapter()
    {
    }
}

/// <summary>Whose words stand where both changed the same.</summary>
public enum Winner
{
    /// <summary>The chapter's.</summary>
    Mine,

    /// <summary>The programme's.</summary>
    Upstream,
}

/// <summary>Takes over what changed in the programme; what the chapter adapted stays.</summary>
/// <param name="OnConflict">Absent: a conflict is told of and nothing is changed.</param>
public sealed record RebaseChapter(Winner? OnConflict = null);

internal sealed class ChangeChapterHandler(NpgsqlDataSource db, TimeProvider clock)
{
    /// <param name="revise">What it shall say, given what it says now.</param>
    public Task<Outcome<ChapterView>> UpdateAsync(
        Caller caller, Guid programmeId, Guid id, VersionMatch version, Func<ChapterContent, Outcome<ChapterContent>> revise, CancellationToken ct) =>
        ChangeAsync(caller, programmeId, id, version, async (chapter, programme) =>
        {
            var origin = await ProgrammeStore.VersionAsync(db, programmeId, chapter.BaseVersion, ct);
            return revise(chapter.Content).IsRejected(out var rejection, out var revised)
                || ProgrammeRules.Check(revised, [.. origin.Evidence ?? [], .. programme.Content.Evidence ?? []]).IsRejected(out rejection, out var content)
                ? rejection
                : (content, chapter.BaseVersion);
        }, ct);

    public Task<Outcome<ChapterView>> RebaseAsync(Caller caller, Guid programmeId, Guid id, VersionMatch version, RebaseChapter command, CancellationToken ct) =>
        ChangeAsync(caller, programmeId, id, version, async (chapter, programme) =>
        {
            var origin = await ProgrammeStore.VersionAsync(db, programmeId, chapter.BaseVersion, ct);
            var conflicts = new List<string>();
            var merged = Difference.Merge(
                KnowledgeJson.ToNode(origin.ToTemplate()), KnowledgeJson.ToNode(chapter.Content.Template), KnowledgeJson.ToNode(programme.Content.ToTemplate()),
                command.OnConflict is { } winner ? winner == Winner.Mine : null, conflicts);
            if (conflicts.Count > 0 && command.OnConflict is null)
            {
                return new Rejection(ProblemCode.Conflict, new(
                    "I og programmet har ændret det samme; skriv onConflict mine eller upstream.",
                    "You and the programme changed the same; write onConflict mine or upstream."))
                {
                    Errors = [.. conflicts.Select(pointer => new FieldError("#/template" + pointer[1..], new("Begge har ændret det.", "Both changed it.")))],
                };
            }
            var content = chapter.Content with { Template = KnowledgeJson.Read<ProgrammeTemplate>(merged!.ToJsonString()) };
            // Two that were right apart may be wrong together: too many steps, or a step whose role is gone.
            return ProgrammeRules.Check(content, programme.Content.Evidence ?? []).IsRejected(out var rejection, out var clean)
                ? rejection
                : (clean, programme.Version);
        }, ct);

    private async Task<Outcome<ChapterView>> ChangeAsync(
        Caller caller, Guid programmeId, Guid id, VersionMatch version,
        Func<Chapter, Programme, Task<Outcome<(ChapterContent Content, long BaseVersion)>>> decide, CancellationToken ct)
    {
        if (Programme.UnlessMayWrite(caller) is { } forbidden)
        {
            return forbidden;
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await ChapterStore.LockAsync(transaction, programmeId, id, ct) is not { } chapter || chapter.OwnerId != caller.ParticipantId)
        {
            return Chapter.Missing(id);
        }
        if (version.UnlessMet(chapter.Version) is { } conflict)
        {
            return conflict;
        }
        var programme = (await ProgrammeStore.FindAsync(db, programmeId, ct))!;
        if ((await decide(chapter, programme)).IsRejected(out var rejection, out var decided))
        {
            return rejection;
        }
        var next = chapter.Revise(decided.Content, decided.BaseVersion, caller, clock.GetUtcNow());
        try
        {
            if (next.Version != chapter.Version)
            {
                await ChapterStore.SaveAsync(transaction, next, ct);
                await transaction.CommitAsync(ct);
            }
        }
        catch (PostgresException error) when (error.ConstraintName == ChapterStore.OnceInMunicipality)
        {
            return ChapterReader.AlreadyThere;
        }
        return ChapterReader.Show(next, programme.Version, await ProgrammeStore.VersionAsync(db, programmeId, next.BaseVersion, ct)).Warned(next);
    }
}
