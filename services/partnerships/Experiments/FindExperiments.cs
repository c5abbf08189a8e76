using Microsoft.AspNetCore.Mvc;
using Npgsql;
using SocialEnzyme.Hub.Partnerships.Programmes;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Experiments;

/// <summary>Finds experiments, failed ones among them. A part that is absent does not narrow.</summary>
public sealed record ListExperiments
{
    /// <summary>The participant that owns them.</summary>
    [FromQuery(Name = "owner")]
    public string? Owner { get; init; }

    /// <summary>Words of title, hypothesis, measure, place, learning or result; beginnings of words are enough.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>Four digits.</summary>
    [FromQuery(Name = "municipality")]
    public string? Municipality { get; init; }

    /// <summary>running, worked, failed or unclear; absent: all of them.</summary>
    [FromQuery(Name = "outcome")]
    public string? Outcome { get; init; }

    /// <summary>At most 200; 50 when it is left out.</summary>
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    /// <summary>From the answer before this one.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

internal sealed class FindExperimentsHandler(NpgsqlDataSource db)
{
    private const int MaxLinks = 100;

    public async Task<Outcome<ExperimentList>> ListAsync(ListExperiments query, CancellationToken ct)
    {
        if (Read(query).IsRejected(out var rejection, out var search))
        {
            return rejection;
        }
        var (items, cursor) = Page.Of(await ExperimentStore.SearchAsync(db, search, search.Limit + 1, ct), search.Limit, experiment => experiment.Id);
        return new ExperimentList([.. items.Select(ExperimentView.Of)], cursor);
    }

    /// <summary>One experiment with what followed from it.</summary>
    public async Task<Outcome<ExperimentView>> GetAsync(Guid id, CancellationToken ct)
    {
        if (await ExperimentStore.FindAsync(db, id, ct) is not { } experiment)
        {
            return Experiment.Missing(id);
        }
        var programmes = await ProgrammeStore.OfExperimentAsync(db, id, MaxLinks, ct);
        var places = await ProgrammeStore.PlacesAsync(db, [.. programmes.Select(programme => programme.Id)], ct);
        return ExperimentView.Of(experiment) with
        {
            Replications = [.. (await ExperimentStore.ReplicationsAsync(db, id, MaxLinks, ct)).Select(ExperimentView.Replication)],
            AdoptedBy = await ExperimentStore.AdoptionsAsync(db, id, MaxLinks, ct),
            Programmes = [.. programmes.Select(programme => new BuiltOnView(
                programme.Id, programme.Content.Title!, programme.OwnerName, places[programme.Id].Sum(place => place.Chapters)))],
        };
    }

    internal static Outcome<ExperimentSearch> Read(ListExperiments query)
    {
        var errors = new List<FieldError>();
        var (owner, words) = (KnowledgeQuery.Id("owner", query.Owner, errors), KnowledgeQuery.Words(query.Q, errors));
        var municipality = KnowledgeQuery.Municipality(query.Municipality, errors);
        var outcome = string.IsNullOrEmpty(query.Outcome) ? null : query.Outcome;
        if (outcome is not (null or "running" or "worked" or "failed" or "unclear"))
        {
            errors.Add(new FieldError("#/outcome", new("Skriv running, worked, failed eller unclear.", "Write running, worked, failed or unclear.")));
        }
        var (limit, after) = Page.Read(query.Limit, query.Cursor, errors);
        return errors.Count > 0 ? Rejections.Invalid(errors) : new ExperimentSearch(owner, words, municipality, outcome, limit, after);
    }
}
