using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Participants.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

/// <summary>The gRPC door of participants; the same handlers as REST.</summary>
internal sealed class ParticipantsGrpc(
    RegisterParticipantHandler register, FindParticipantsHandler find, SuspendParticipantHandler suspend, IssueCredentialHandler issue,
    RevokeCredentialHandler revoke, CheckCredentialsHandler check, RetainedEvents retained) : ParticipantsService.ParticipantsServiceBase
{
    public override async Task<RegisterParticipantResponse> RegisterParticipant(RegisterParticipantRequest request, ServerCallContext context)
    {
        var command = new RegisterParticipant(
            request.Name, GrpcWords.Of(request.Sector), GrpcWords.Of(request.Kind), request.Cvr, request.Municipality, request.ContactRole);
        var outcome = await register.HandleAsync(Caller(context), command, context.CancellationToken);
        return new() { Participant = outcome.OrThrow(context).ToMessage() };
    }

    public override async Task<GetParticipantResponse> GetParticipant(GetParticipantRequest request, ServerCallContext context)
    {
        var caller = Caller(context);
        var id = request.Id.Length == 0 ? caller.ParticipantId : Id(request.Id, context);
        return new() { Participant = (await find.OneAsync(caller, id, context.CancellationToken)).OrThrow(context).ToMessage() };
    }

    public override async Task<ListParticipantsResponse> ListParticipants(ListParticipantsRequest request, ServerCallContext context)
    {
        var limit = request.Limit == 0 ? (int?)null : request.Limit;
        var page = (await find.AllAsync(Caller(context), request.Cursor, limit, context.CancellationToken)).OrThrow(context);
        return new() { Participants = { page.Items.Select(one => one.ToMessage()) }, NextCursor = page.Cursor ?? "" };
    }

    public override async Task<SuspendParticipantResponse> SuspendParticipant(SuspendParticipantRequest request, ServerCallContext context)
    {
        var outcome = await suspend.SuspendAsync(
            Caller(context), Id(request.Id, context), new SuspendParticipant(request.Reason), context.CancellationToken);
        return new() { Participant = outcome.OrThrow(context).ToMessage() };
    }

    public override async Task<ResumeParticipantResponse> ResumeParticipant(ResumeParticipantRequest request, ServerCallContext context) =>
        new()
        {
            Participant = (await suspend.ResumeAsync(Caller(context), Id(request.Id, context), context.CancellationToken)).OrThrow(context).ToMessage(),
        };

    public override async Task<IssueCredentialResponse> IssueCredential(IssueCredentialRequest request, ServerCallContext context)
    {
        var command = new IssueCredential(request.Name, request.Scopes, GrpcMessages.Time(request.ExpiresAt));
        var issued = (await issue.HandleAsync(Caller(context), Id(request.ParticipantId, context), command, context.CancellationToken)).OrThrow(context);
        return new() { Credential = issued.Credential.ToMessage(), Key = issued.Key };
    }

    public override async Task<RevokeCredentialResponse> RevokeCredential(RevokeCredentialRequest request, ServerCallContext context)
    {
        var outcome = await revoke.HandleAsync(
            Caller(context), Id(request.ParticipantId, context), Id(request.CredentialId, context), context.CancellationToken);
        return new() { Credential = outcome.OrThrow(context).ToMessage() };
    }

    public override async Task<CheckCredentialsResponse> CheckCredentials(CheckCredentialsRequest request, ServerCallContext context)
    {
        var hashes = request.KeyHashes.Select(hash => hash.ToByteArray()).ToArray();
        var holders = (await check.HandleAsync(Caller(context), hashes, context.CancellationToken)).OrThrow(context);
        return new() { Credentials = { holders.Select(holder => holder.ToMessage()) } };
    }

    public override async Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context)
    {
        var page = (await retained.AskAsync(Caller(context), request.After, request.Limit, context.CancellationToken)).OrThrow(context);
        return new() { Events = { page.Events.Select(one => one.ToMessage()) }, Cursor = page.Cursor };
    }

    private static Caller Caller(ServerCallContext context) => context.GetHttpContext().Caller();

    // What is no identifier names nothing.
    private static Guid Id(string text, ServerCallContext context) => Guid.TryParse(text, out var id)
        ? id
        : throw Rejections.NotFound("participant", "?").ToRpc(context.RequestHeaders.GetValue("accept-language"));
}
