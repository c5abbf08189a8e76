using System.ComponentModel.DataAnnotations;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>Takes a programme over as a chapter of one's own.</summary>
public sealed record AdoptProgramme
{
    /// <summary>Four digits.</summary>
    [Required]
    public string? Municipality { get; init; }

    /// <summary>Where in the municipality.</summary>
    public string? Place { get; init; }

    /// <summary>What it is called here; absent: as the programme.</summary>
    public string? Name { get; init; }

    /// <summary>What is adapted, and why.</summary>
    public string? Adaptation { get; init; }

    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }
}

internal sealed class AdoptProgrammeHandler(NpgsqlDataSource db, TimeProvider clock)
{
    public async Task<Outcome<ChapterView>> HandleAsync(Caller caller, Guid id, AdoptProgramme command, IdempotencyKey? key, CancellationToken ct)
    {
        if (Programme.UnlessMayWrite(caller) is { } forbidden)
        {
            return forbidden;
        }
        try
        {
            return await OnceOnly.RunAsync<ChapterView>(db, key, async transaction =>
            {
                // Under the lock: the version that is copied is the one that is there.
                if (await ProgrammeStore.LockAsync(transaction, id, ct) is not { } programme || !programme.IsShownTo(caller))
                {
                    return Programme.Missing(id);
                }
                if (!programme.IsPublished)
                {
                    return new Rejection(ProblemCode.Conflict, new("Programmet er en kladde; udgiv det først.", "The programme is a draft; publish it first."));
                }
                var content = new ChapterContent
                {
                    Municipality = command.Municipality,
                    Place = command.Place,
                    Name = command.Name,
                    Adaptation = command.Adaptation,
                    Template = programme.Content.ToTemplate(),
                };
                if (ProgrammeRules.Check(content, programme.Content.Evidence ?? []).IsRejected(out var rejection, out var clean))
                {
                    return rejection;
                }
                var chapter = Chapter.Adopt(programme, clean, caller, clock.GetUtcNow());
                await ChapterStore.SaveAsync(transaction, chapter, ct);
                return ChapterReader.Show(chapter, programme.Version, programme.Content).Warned(chapter);
            }, ct);
        }
        catch (PostgresException error) when (error.ConstraintName == ChapterStore.OnceInMunicipality)
        {
            // Or the same call, sent twice at once, was the other one.
            return key is not null && !(await IdempotencyStore.FindAsync(db, key, ct)).IsRejected(out _, out var earlier) && earlier is not null
                ? KnowledgeJson.Read<ChapterView>(earlier.Body)
                : ChapterReader.AlreadyThere;
        }
    }
}
