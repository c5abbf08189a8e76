using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Participants;

/// <summary>The REST door of participants.</summary>
internal static class ParticipantsApi
{
    public static IServiceCollection AddParticipants(this IServiceCollection services) => services
        .AddSingleton<RegisterParticipantHandler>()
        .AddSingleton<FindParticipantsHandler>()
        .AddSingleton<SuspendParticipantHandler>()
        .AddSingleton<IssueCredentialHandler>()
        .AddSingleton<ListCredentialsHandler>()
        .AddSingleton<RevokeCredentialHandler>()
        .AddSingleton<CheckCredentialsHandler>();

    public static void MapParticipants(this IEndpointRouteBuilder routes)
    {
        var participants = routes.MapGroup("/v1/participants").WithTags("participants");

        participants.MapPost("/", async (HttpContext context, RegisterParticipantHandler handler, CancellationToken ct) =>
            (await JsonBody.ReadAsync<RegisterParticipant>(context.Request, body => body.ConfirmNoPersonalData == true, ct))
                .IsRejected(out var rejection, out var body)
                ? rejection.ToHttp()
                : (await handler.HandleAsync(context.Caller(), body.Value, ct)).ToHttp(one => Results.Created($"/v1/participants/{one.Id}", one)))
            .WithSummary("Registers an organisation").Accepts<RegisterParticipant>("application/json").Produces<Participant>(201).ProducesProblems(403);

        participants.MapGet("/", async (HttpContext context, FindParticipantsHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            (await handler.AllAsync(context.Caller(), cursor, limit, ct)).ToHttp(page => Listed(context, page)))
            .WithSummary("All participants, oldest first").Produces<Page<Participant>>().ProducesProblems(403);

        participants.MapGet("/me", async (HttpContext context, FindParticipantsHandler handler, CancellationToken ct) =>
            (await handler.OneAsync(context.Caller(), context.Caller().ParticipantId, ct)).ToHttp(Results.Ok))
            .WithSummary("The caller's own participant").Produces<Participant>().ProducesProblems(404);

        participants.MapGet("/{id:guid}", async (HttpContext context, Guid id, FindParticipantsHandler handler, CancellationToken ct) =>
            (await handler.OneAsync(context.Caller(), id, ct)).ToHttp(Results.Ok))
            .WithSummary("One participant").Produces<Participant>().ProducesProblems(404);

        participants.MapPost("/{id:guid}:suspend", async (HttpContext context, Guid id, SuspendParticipantHandler handler, CancellationToken ct) =>
            (await ReadReasonAsync(context, ct)).IsRejected(out var rejection, out var command)
                ? rejection.ToHttp()
                : (await handler.SuspendAsync(context.Caller(), id, command, ct)).ToHttp(Results.Ok))
            .WithSummary("Stops everything a participant may do; a body with a reason may be sent")
            .AddOpenApiOperationTransformer(DescribeReasonAsync).Produces<Participant>().ProducesProblems(403, 404, 409, 413, 415);

        participants.MapPost("/{id:guid}:resume", async (HttpContext context, Guid id, SuspendParticipantHandler handler, CancellationToken ct) =>
            (await handler.ResumeAsync(context.Caller(), id, ct)).ToHttp(Results.Ok))
            .WithSummary("Ends a suspension").Produces<Participant>().ProducesProblems(403, 404, 409);

        MapCredentials(participants.MapGroup("/{id:guid}/credentials"));
    }

    private static void MapCredentials(RouteGroupBuilder credentials)
    {
        credentials.MapPost("/", async (HttpContext context, Guid id, IssueCredentialHandler handler, CancellationToken ct) =>
        {
            if ((await JsonBody.ReadAsync<IssueCredential>(context.Request, body => body.ConfirmNoPersonalData == true, ct))
                .IsRejected(out var rejection, out var body))
            {
                return rejection.ToHttp();
            }
            // The answer holds the key: nobody on the way may keep it.
            context.Response.Headers.CacheControl = "no-store";
            return (await handler.HandleAsync(context.Caller(), id, body.Value, ct)).ToHttp(issued => Results.Created(
                $"/v1/participants/{id}/credentials/{issued.Credential.Id}", CredentialView.Of(issued.Credential, issued.Key)));
        }).WithSummary("Issues a key; it is in this answer and nowhere else").Accepts<IssueCredential>("application/json").Produces<CredentialView>(201).ProducesProblems(403, 404);

        credentials.MapGet("/", async (
            HttpContext context, Guid id, ListCredentialsHandler handler, string? cursor, int? limit, CancellationToken ct) =>
            (await handler.HandleAsync(context.Caller(), id, cursor, limit, ct)).ToHttp(page => Listed(
                context, new Page<CredentialView>([.. page.Items.Select(credential => CredentialView.Of(credential, null))], page.Cursor))))
            .WithSummary("The credentials of a participant, without their keys").Produces<Page<CredentialView>>().ProducesProblems(403, 404);

        credentials.MapDelete("/{credentialId:guid}", async (
            HttpContext context, Guid id, Guid credentialId, RevokeCredentialHandler handler, CancellationToken ct) =>
            (await handler.HandleAsync(context.Caller(), id, credentialId, ct)).ToHttp(_ => Results.NoContent()))
            .WithSummary("Revokes a key, for good").Produces(204).ProducesProblems(403, 404);
    }

    // Not by Accepts: a call without a body would no longer find the route.
    private static async Task DescribeReasonAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct) =>
        operation.RequestBody = new OpenApiRequestBody
        {
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(SuspendParticipant), null, ct) },
            },
        };

    // A suspension needs no reason, and so no body.
    private static async Task<Outcome<SuspendParticipant>> ReadReasonAsync(HttpContext context, CancellationToken ct) =>
        context.Request.ContentLength is null or 0 && context.Request.ContentType is null
            ? new SuspendParticipant()
            : (await JsonBody.ReadAsync<SuspendParticipant>(context.Request, body => body.ConfirmNoPersonalData == true, ct)).Map(body => body.Value);

    private static IResult Listed<T>(HttpContext context, Page<T> page)
    {
        context.LinkNext(page.Cursor);
        return Results.Ok(page);
    }
}

/// <summary>A credential as REST shows it; the key only in the answer that issues it.</summary>
internal sealed record CredentialView(
    Guid Id, Guid ParticipantId, string Name, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset IssuedAt,
    DateTimeOffset? RevokedAt, string? Key)
{
    public static CredentialView Of(Credential credential, string? key) => new(
        credential.Id, credential.ParticipantId, credential.Name, credential.Scopes, credential.ExpiresAt, credential.IssuedAt,
        credential.RevokedAt, key);
}
