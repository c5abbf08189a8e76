using Microsoft.AspNetCore.Mvc;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>Finds programmes: all published ones, and one's own drafts. A part that is absent does not narrow.</summary>
public sealed record ListProgrammes
{
    /// <summary>The participant that owns them.</summary>
    [FromQuery(Name = "owner")]
    public string? Owner { get; init; }

    /// <summary>Words of title, summary, tags, steps, evidence or source; beginnings of words are enough.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>Four digits: where it comes from, or where a chapter runs it.</summary>
    [FromQuery(Name = "municipality")]
    public string? Municipality { get; init; }

    /// <summary>At most 200; 50 when it is left out.</summary>
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    /// <summary>From the answer before this one.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

internal sealed class FindProgrammesHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<ProgrammeList>> ListAsync(Caller caller, ListProgrammes query, CancellationToken ct)
    {
        if (Read(query).IsRejected(out var rejection, out var search))
        {
            return rejection;
        }
        // One more than was asked for tells that there is a next page.
        var (items, cursor) = Page.Of(await ProgrammeStore.SearchAsync(db, search, caller, search.Limit + 1, ct), search.Limit, programme => programme.Id);
        var places = await ProgrammeStore.PlacesAsync(db, [.. items.Select(programme => programme.Id)], ct);
        return new ProgrammeList([.. items.Select(programme => ProgrammeView.Of(programme, [.. places[programme.Id]]))], cursor);
    }

    public async Task<Outcome<ProgrammeView>> GetAsync(Caller caller, Guid id, CancellationToken ct) =>
        await ProgrammeStore.FindAsync(db, id, ct) is { } programme && programme.IsShownTo(caller)
            ? ProgrammeView.Of(programme, [.. (await ProgrammeStore.PlacesAsync(db, [id], ct))[id]])
            : Programme.Missing(id);

    public async Task<Outcome<List<ProgrammeVersion>>> VersionsAsync(Caller caller, Guid id, long after, int limit, CancellationToken ct) =>
        await ProgrammeStore.FindAsync(db, id, ct) is { } programme && programme.IsShownTo(caller)
            ? await ProgrammeStore.VersionsAsync(db, id, programme.OwnerId == caller.ParticipantId, after, limit, ct)
            : Programme.Missing(id);

    internal static Outcome<ProgrammeSearch> Read(ListProgrammes query)
    {
        var errors = new List<FieldError>();
        var (owner, words) = (KnowledgeQuery.Id("owner", query.Owner, errors), KnowledgeQuery.Words(query.Q, errors));
        var municipality = KnowledgeQuery.Municipality(query.Municipality, errors);
        var (limit, after) = Page.Read(query.Limit, query.Cursor, errors);
        return errors.Count > 0 ? Rejections.Invalid(errors) : new ProgrammeSearch(owner, words, municipality, limit, after);
    }
}
