using System.Text.Json.Nodes;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Experiments;

/// <summary>The REST door of experiments.</summary>
internal static class ExperimentsApi
{
    public static void MapExperiments(this IEndpointRouteBuilder routes)
    {
        var experiments = routes.MapGroup("/v1/experiments").WithTags("Experiments");
        experiments.MapPost("", StartAsync).WithName("startExperiment")
            .WithSummary("Register an experiment")
            .WithDescription("Hypothesis, start, measure and place; it is seen by every participant from the start. replicationOf names the experiment that it repeats. Scope partnerships:write, any sector.")
            .Accepts<StartExperiment>("application/json").Produces<ExperimentView>(StatusCodes.Status201Created).ProducesProblems(403);
        experiments.MapGet("", ListAsync).WithName("listExperiments")
            .WithSummary("Find experiments").WithDescription("Newest first, those that failed among them. q searches words in Danish. Link: rel=next and cursor lead to the next page.")
            .Produces<ExperimentList>().ProducesProblems();
        experiments.MapGet("/{id:guid}", GetAsync).WithName("getExperiment")
            .WithSummary("One experiment, who repeated it and who adopted the result").Produces<ExperimentView>().ProducesProblems(404);
        experiments.MapPatch("/{id:guid}", UpdateAsync).WithName("updateExperiment")
            .WithSummary("Change an experiment that is under way")
            .WithDescription("A merge patch (RFC 7396), lists whole. If-Match carries the version the change is based on.")
            .Accepts<StartExperiment>("application/merge-patch+json", "application/json").Produces<ExperimentView>().ProducesProblems(403, 404, 409, 412, 428);
        experiments.MapPost("/{id:guid}:close", CloseAsync).WithName("closeExperiment")
            .WithSummary("Close an experiment with what was learned")
            .WithDescription("Not without a learning, also when it failed. It stays visible whatever came of it. If-Match may be sent.")
            .Accepts<CloseExperiment>("application/json").Produces<ExperimentView>().ProducesProblems(403, 404, 409, 412);
        experiments.MapPost("/{id:guid}:adopt", AdoptAsync).WithName("adoptExperiment")
            .WithSummary("Make the result one's own practice")
            .WithDescription("Said again, the last word stands. Scope partnerships:write, any sector.")
            .Accepts<AdoptResult>("application/json").Produces<ExperimentView>().ProducesProblems(403, 404, 409);
    }

    private static async Task<IResult> StartAsync(HttpContext http, RunExperimentHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        return (await JsonBody.ReadAsync<StartExperiment>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            || IdempotencyKey.Read(http.Request, caller, body.Utf8).IsRejected(out rejection, out var key)
            ? rejection.ToHttp()
            : (await handler.StartAsync(caller, body.Value, key, ct)).ToHttp(experiment =>
            {
                http.TagVersion(experiment.Version);
                return Results.Created($"/v1/experiments/{experiment.Id}", experiment);
            });
    }

    private static async Task<IResult> ListAsync(HttpContext http, [AsParameters] ListExperiments query, FindExperimentsHandler handler, CancellationToken ct) =>
        (await handler.ListAsync(query, ct)).ToHttp(page =>
        {
            http.LinkNext(page.Cursor);
            return Results.Ok(page);
        });

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, FindExperimentsHandler handler, CancellationToken ct) =>
        (await handler.GetAsync(id, ct)).ToHttp(experiment => Answer(http, experiment));

    private static async Task<IResult> UpdateAsync(HttpContext http, Guid id, RunExperimentHandler handler, CancellationToken ct)
    {
        if (http.Request.Headers.IfMatch.Count == 0)
        {
            return Rejections.VersionRequired.ToHttp();
        }
        return (await JsonBody.ReadAsync<JsonObject>(http.Request, MergePatch.IsConfirmed, ct)).IsRejected(out var rejection, out var patch)
            ? rejection.ToHttp()
            : (await handler.UpdateAsync(http.Caller(), id, http.IfMatch(), content => Patched(content, patch.Value), ct))
                .ToHttp(experiment => Answer(http, experiment));
    }

    // Judged when the experiment is known to be the caller's own.
    private static Outcome<ExperimentContent> Patched(ExperimentContent content, JsonObject patch) => patch.ContainsKey("replicationOf")
        ? Rejections.Invalid("#/replicationOf", "Hvad et forsøg gentager, ændres ikke.", "What an experiment repeats does not change.")
        : MergePatch.Apply<ExperimentContent, StartExperiment>(content, patch).Map(ExperimentContent (read) => read);

    private static async Task<IResult> CloseAsync(HttpContext http, Guid id, RunExperimentHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<CloseExperiment>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.CloseAsync(http.Caller(), id, http.IfMatch(), body.Value, ct)).ToHttp(experiment => Answer(http, experiment));

    private static async Task<IResult> AdoptAsync(HttpContext http, Guid id, RunExperimentHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<AdoptResult>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.AdoptAsync(http.Caller(), id, body.Value, ct)).ToHttp(experiment => Answer(http, experiment));

    private static IResult Answer(HttpContext http, ExperimentView experiment)
    {
        http.TagVersion(experiment.Version);
        return Results.Ok(experiment);
    }
}
