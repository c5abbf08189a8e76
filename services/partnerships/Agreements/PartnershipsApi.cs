using Microsoft.AspNetCore.Mvc;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>The REST door of partnerships.</summary>
internal static class PartnershipsApi
{
    public static void MapPartnerships(this IEndpointRouteBuilder routes)
    {
        var partnerships = routes.MapGroup("/v1/partnerships").WithTags("Partnerships");
        partnerships.MapPost("", ProposeAsync).WithName("proposePartnership")
            .WithSummary("Open a partnership")
            .WithDescription("Title, purpose and parties are enough; a party without participantId is the caller. Idempotency-Key makes a repetition harmless. With parentId, what the text does not say is the umbrella's. Scope partnerships:write, all sectors.")
            .Accepts<ProposePartnership>("application/json").Produces<PartnershipView>(StatusCodes.Status201Created).ProducesProblems(403, 409);
        partnerships.MapGet("", ListAsync).WithName("listPartnerships")
            .WithSummary("The caller's partnerships")
            .WithDescription("Those at whose table the caller is, newest first. groupBy=kle also counts them by main group. Link: rel=next and cursor lead to the next page.")
            .Produces<PartnershipList>().ProducesProblems();
        routes.MapGet("/v1/partnerships:serviceDifferences", DifferencesAsync).AllowAnonymous().WithTags("Partnerships").WithName("listServiceDifferences")
            .WithSummary("In what citizens are met differently")
            .WithDescription("For everybody, without a key: what active agreements say of it, which authority answers, and the municipality; nothing else of them.")
            .Produces<ServiceDifferenceList>().ProducesProblems();
        partnerships.MapGet("/{id:guid}", GetAsync).WithName("getPartnership")
            .WithSummary("One partnership").WithDescription("For its parties. Who went sees it as it was then.")
            .Produces<PartnershipView>().ProducesProblems(404);
        partnerships.MapGet("/{id:guid}/versions", VersionsAsync).WithName("listAgreementVersions")
            .WithSummary("Every text that was on the table").Produces<AgreementVersionList>().ProducesProblems(404);
        partnerships.MapPost("/{id:guid}/versions", ReviseAsync).WithName("revisePartnership")
            .WithSummary("Write a new text")
            .WithDescription("Any party. Every earlier consent is void; a running agreement is negotiated again. Nobody at the table can be written out. If-Match carries the version the change is based on.")
            .Accepts<RevisePartnership>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409, 412, 428);
        partnerships.MapGet("/{id:guid}/children", ChildrenAsync).WithName("listChildren")
            .WithSummary("What was made under an umbrella").WithDescription("As far as the caller is in it.")
            .Produces<PartnershipList>().ProducesProblems(404);
        partnerships.MapGet("/{id:guid}/notes", NotesAsync).WithName("listNotes")
            .WithSummary("Notes, decisions and incidents").Produces<NoteList>().ProducesProblems(404);
        partnerships.MapPost("/{id:guid}/notes", NoteAsync).WithName("writeNote")
            .WithSummary("Write a note, a decision or an incident")
            .WithDescription("About organisations and places; a case of a person is refused. It changes nothing of what is agreed.")
            .Accepts<WriteNote>("application/json").Produces<NoteView>(StatusCodes.Status201Created).ProducesProblems(403, 404, 409);
        partnerships.MapAnswers();
        partnerships.MapAmendments();
    }

    private static void MapAnswers(this RouteGroupBuilder partnerships)
    {
        partnerships.MapPost("/{id:guid}:consent", (HttpContext http, Guid id, AnswerPartnershipHandler handler, CancellationToken ct) =>
                AnswerAsync<ConsentToAgreement>(http, null, said => handler.ConsentAsync(http.Caller(), id, said.Hash, ct), ct))
            .WithName("consentToAgreement").WithSummary("Say yes to exactly one text")
            .WithDescription("hash is the text's, or an amendment's, as the caller has read it; another one is 412. When all have said yes, what was promised is reserved.")
            .Accepts<ConsentToAgreement>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409, 412);
        partnerships.MapPost("/{id:guid}:decline", (HttpContext http, Guid id, AnswerPartnershipHandler handler, CancellationToken ct) =>
                AnswerAsync<DeclinePartnership>(http, IsConfirmed, said => handler.DeclineAsync(http.Caller(), id, said.Reason, said.Hash, ct), ct))
            .WithName("declinePartnership").WithSummary("Say no")
            .WithDescription("The text goes on without the caller, as a new version; with fewer than two parties left the partnership is declined. Also says no to an invitation into a running agreement, and, with hash, to one amendment of it.")
            .Accepts<DeclinePartnership>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409, 412);
        partnerships.MapPost("/{id:guid}:leave", (HttpContext http, Guid id, AnswerPartnershipHandler handler, CancellationToken ct) =>
                AnswerAsync<SayWhy>(http, IsConfirmed, said => handler.LeaveAsync(http.Caller(), id, said.Reason, ct), ct))
            .WithName("leavePartnership").WithSummary("Leave a running partnership")
            .WithDescription("By one's exit terms. What was done stays; with fewer than two parties left the partnership ends. A lead that leaves passes to the first party that stays.")
            .Accepts<SayWhy>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409);
        partnerships.MapPost("/{id:guid}:complete", (HttpContext http, Guid id, AnswerPartnershipHandler handler, CancellationToken ct) =>
                AnswerAsync<CompletePartnership>(http, IsConfirmed, said => handler.CompleteAsync(http.Caller(), id, said.Summary, ct), ct))
            .WithName("completePartnership").WithSummary("Everything is done").WithDescription("The party that leads.")
            .Accepts<CompletePartnership>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409);
        partnerships.MapPost("/{id:guid}:changeContact", (HttpContext http, Guid id, AnswerPartnershipHandler handler, CancellationToken ct) =>
                AnswerAsync<NewContact>(http, IsConfirmed, said => handler.ChangeContactAsync(http.Caller(), id, said.ContactRole, ct), ct))
            .WithName("changeContact").WithSummary("Name another contact role")
            .WithDescription("The caller's own. Its open tasks and milestones go with it; everybody's consent goes on counting.")
            .Accepts<NewContact>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409);
        partnerships.MapPost("/{id:guid}:reachMilestone", (HttpContext http, Guid id, AnswerPartnershipHandler handler, CancellationToken ct) =>
                AnswerAsync<MilestoneReached>(http, null, said => handler.ReachAsync(http.Caller(), id, said, ct), ct))
            .WithName("reachMilestone").WithSummary("A milestone is reached").WithDescription("The task's owner, or the party that leads.")
            .Accepts<MilestoneReached>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409);
    }

    private static void MapAmendments(this RouteGroupBuilder partnerships)
    {
        partnerships.MapPost("/{id:guid}:invite", (HttpContext http, Guid id, AmendPartnershipHandler handler, CancellationToken ct) =>
                AnswerAsync<InviteParties>(http, IsConfirmed, said => handler.InviteAsync(http.Caller(), id, said, ct), ct))
            .WithName("inviteParties").WithSummary("Invite more parties into a running agreement")
            .WithDescription("Each with its own commitments and its own consent, to the hash of its amendment; the others' consent goes on counting.")
            .Accepts<InviteParties>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409);
        partnerships.MapPost("/{id:guid}:replaceParty", (HttpContext http, Guid id, AmendPartnershipHandler handler, CancellationToken ct) =>
                AnswerAsync<ReplaceParty>(http, IsConfirmed, said => handler.ReplaceAsync(http.Caller(), id, said, ct), ct))
            .WithName("replaceParty").WithSummary("Put another in a party's place")
            .WithDescription("With the consent of who comes, and of who goes unless it went already. Commitments and tasks go with the place; what was done until then stays with who did it.")
            .Accepts<ReplaceParty>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409);
        partnerships.MapPost("/{id:guid}:moveTask", (HttpContext http, Guid id, AmendPartnershipHandler handler, CancellationToken ct) =>
                AnswerAsync<MoveTask>(http, IsConfirmed, said => handler.MoveTaskAsync(http.Caller(), id, said, ct), ct))
            .WithName("moveTask").WithSummary("Give a task to another owner").WithDescription("With the consent of both owners.")
            .Accepts<MoveTask>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409);
        partnerships.MapPost("/{id:guid}:transfer", (HttpContext http, Guid id, AmendPartnershipHandler handler, CancellationToken ct) =>
                AnswerAsync<TransferLead>(http, IsConfirmed, said => handler.TransferAsync(http.Caller(), id, said, ct), ct))
            .WithName("transferLead").WithSummary("Hand the lead over to citizens")
            .WithDescription("The party that leads, with the consent of a party of the civil sector; who led becomes støtter, and history stays.")
            .Accepts<TransferLead>("application/json").Produces<PartnershipView>().ProducesProblems(403, 404, 409);
    }

    private static bool IsConfirmed(Said said) => said.ConfirmNoPersonalData == true;

    private static async Task<IResult> ProposeAsync(HttpContext http, ProposePartnershipHandler handler, CancellationToken ct)
    {
        var caller = http.Caller();
        if ((await JsonBody.ReadAsync<ProposePartnership>(http.Request, IsConfirmed, ct)).IsRejected(out var rejection, out var body)
            || IdempotencyKey.Read(http.Request, caller, body.Utf8).IsRejected(out rejection, out var key))
        {
            return (Rejections.UnlessAllowed(caller, Scopes.PartnershipsWrite) ?? rejection).ToHttp();
        }
        return (await handler.HandleAsync(caller, body.Value.Agreement, key, ct)).ToHttp(partnership =>
        {
            http.TagVersion(partnership.Version);
            http.Response.Headers.Location = $"/v1/partnerships/{partnership.Id}";
            return Results.Json(partnership.Warned(), statusCode: StatusCodes.Status201Created);
        });
    }

    private static async Task<IResult> ListAsync(HttpContext http, [AsParameters] ListPartnerships query, ListPartnershipsHandler handler, CancellationToken ct) =>
        (await handler.HandleAsync(http.Caller(), query, ct)).ToHttp(page => Paged(http, page, page.Cursor));

    private static async Task<IResult> DifferencesAsync(
        HttpContext http, ListPartnershipsHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null) =>
        (await handler.DifferencesAsync(limit, cursor, ct)).ToHttp(page => Paged(http, page, page.Cursor));

    private static async Task<IResult> GetAsync(HttpContext http, Guid id, SeePartnershipHandler handler, CancellationToken ct) =>
        (await handler.GetAsync(http.Caller(), id, ct)).ToHttp(partnership => Answer(http, partnership));

    private static async Task<IResult> VersionsAsync(
        HttpContext http, Guid id, SeePartnershipHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null) =>
        (await handler.VersionsAsync(http.Caller(), id, limit, cursor, ct)).ToHttp(page => Paged(http, page, page.Cursor));

    private static async Task<IResult> ChildrenAsync(
        HttpContext http, Guid id, ListPartnershipsHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null) =>
        (await handler.ChildrenAsync(http.Caller(), id, limit, cursor, ct)).ToHttp(page => Paged(http, page, page.Cursor));

    private static async Task<IResult> NotesAsync(
        HttpContext http, Guid id, SeePartnershipHandler handler, CancellationToken ct, [FromQuery] string? cursor = null, [FromQuery] string? limit = null) =>
        (await handler.NotesAsync(http.Caller(), id, limit, cursor, ct)).ToHttp(page => Paged(http, page, page.Cursor));

    private static async Task<IResult> ReviseAsync(HttpContext http, Guid id, RevisePartnershipHandler handler, CancellationToken ct)
    {
        if (http.Request.Headers.IfMatch.Count == 0)
        {
            return Rejections.VersionRequired.ToHttp();
        }
        return await AnswerAsync<RevisePartnership>(http, IsConfirmed, async said => (await handler.HandleAsync(http.Caller(), id, said.Agreement, http.IfMatch(), ct)).Map(partnership => partnership.Warned()), ct);
    }

    private static async Task<IResult> NoteAsync(HttpContext http, Guid id, WriteNoteHandler handler, CancellationToken ct) =>
        (await JsonBody.ReadAsync<WriteNote>(http.Request, IsConfirmed, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handler.HandleAsync(http.Caller(), id, body.Value, ct)).ToHttp(note => Results.Json(note, statusCode: StatusCodes.Status201Created));

    private static async Task<IResult> AnswerAsync<T>(
        HttpContext http, Func<T, bool>? isConfirmed, Func<T, Task<Outcome<PartnershipView>>> handle, CancellationToken ct) where T : class =>
        (await JsonBody.ReadAsync(http.Request, isConfirmed, ct)).IsRejected(out var rejection, out var body)
            ? rejection.ToHttp()
            : (await handle(body.Value)).ToHttp(partnership => Answer(http, partnership));

    private static IResult Answer(HttpContext http, PartnershipView partnership)
    {
        http.TagVersion(partnership.Version);
        return Results.Ok(partnership);
    }

    private static IResult Paged<T>(HttpContext http, T page, string? cursor)
    {
        http.LinkNext(cursor);
        return Results.Ok(page);
    }
}
