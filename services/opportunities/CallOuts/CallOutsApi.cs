using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>The REST door of call-outs: for publishers of needs, and for the tools of those who hold volunteers.</summary>
internal static class CallOutsApi
{
    public static void MapCallOuts(this IEndpointRouteBuilder routes)
    {
        var ofNeed = routes.MapGroup("/v1/needs/{id:guid}/callOuts").WithTags("callOuts");
        ofNeed.MapPost("", StartAsync).Accepts<StartCallOut>("application/json").WithName("startCallOut")
            .WithSummary("Ask the nearest volunteers").WithDescription("In circles that grow until all places are taken. Scope needs:write, own needs that are open and have a place.")
            .Produces<CallOutView>(201).ProducesProblems(403, 404, 409);
        ofNeed.MapGet("", async (Guid id, HttpContext http, ReadCallOutsHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            (await handler.ListAsync(http.Caller(), id, cursor, limit, ct)).ToHttp(page =>
            {
                http.LinkNext(page.Cursor);
                return TypedResults.Ok(page);
            })).WithName("listCallOuts").WithSummary("The call-outs of a need of one's own").Produces<CallOutPage>().ProducesProblems(403, 404);

        var group = routes.MapGroup("/v1/callOuts").WithTags("callOuts");
        group.MapGet("/{id:guid}", async (Guid id, HttpContext http, ReadCallOutsHandler handler, CancellationToken ct) =>
            (await handler.GetAsync(http.Caller(), id, ct)).ToHttp(TypedResults.Ok))
            .WithName("getCallOut").WithSummary("One call-out, for its owner and for who holds volunteers that were asked").Produces<CallOutView>().ProducesProblems(403, 404);
        group.MapPost("/{id:guid}:close", async (Guid id, HttpContext http, CloseCallOutHandler handler, CancellationToken ct) =>
            (await handler.HandleAsync(http.Caller(), id, ct)).ToHttp(TypedResults.Ok))
            .WithName("closeCallOut").WithSummary("Ask nobody more").Produces<CallOutView>().ProducesProblems(403, 404, 409);
        group.MapPost("/{id:guid}/responses", AnswerAsync).Accepts<AnswerCallOut>("application/json").WithName("answerCallOut")
            .WithSummary("What a volunteer answers").WithDescription("accept, decline or dropOut. Scope callouts:answer, one's own volunteers.")
            .Produces<ResponseView>().ProducesProblems(403, 404, 409);
        group.MapGet("/{id:guid}/responses", async (Guid id, HttpContext http, ReadResponsesHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            (await handler.ListAsync(http.Caller(), id, cursor, limit, ct)).ToHttp(page =>
            {
                http.LinkNext(page.Cursor);
                return TypedResults.Ok(page);
            })).WithName("listResponses").WithSummary("Where one's own volunteers stand").Produces<ResponsePage>().ProducesProblems(403, 404);
        group.MapGet("/{id:guid}/responses/{volunteerId:guid}", async (
            Guid id, Guid volunteerId, HttpContext http, ReadResponsesHandler handler, CancellationToken ct) =>
            (await handler.GetAsync(http.Caller(), id, volunteerId, ct)).ToHttp(TypedResults.Ok))
            .WithName("getResponse").WithSummary("Where one volunteer stands; with the exact place when accepted").Produces<ResponseView>().ProducesProblems(403, 404);
    }

    private static async Task<IResult> StartAsync(Guid id, HttpContext http, StartCallOutHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        if ((await JsonBody.ReadAsync<StartCallOut>(http.Request, body => body.ConfirmNoPersonalData == true, ct)).IsRejected(out var rejection, out var body)
            || IdempotencyKey.Read(http.Request, caller, body.Utf8).IsRejected(out rejection, out var key))
        {
            return rejection.ToHttp();
        }
        return (await handler.HandleAsync(caller, id, body.Value, key, ct)).ToHttp(view => TypedResults.Created($"/v1/callOuts/{view.Id}", view));
    }

    private static async Task<IResult> AnswerAsync(Guid id, HttpContext http, AnswerCallOutHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<AnswerCallOut>(http.Request, null, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), id, body.Value, ct)).ToHttp(TypedResults.Ok);
}
