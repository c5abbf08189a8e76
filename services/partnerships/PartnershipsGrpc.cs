using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Partnerships.V1;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;
using Proto = SocialEnzyme.Hub.Contracts.Partnerships.V1;
using State = SocialEnzyme.Hub.Partnerships.Agreements.PartnershipState;

namespace SocialEnzyme.Hub.Partnerships;

/// <summary>The gRPC door of partnerships; the same handlers as REST.</summary>
internal sealed class PartnershipsGrpc(
    ProposePartnershipHandler propose, SeePartnershipHandler see, ListPartnershipsHandler list, RevisePartnershipHandler revise,
    AnswerPartnershipHandler answer, RetainedEvents retained) : PartnershipsService.PartnershipsServiceBase
{
    // With its texts a page must fit into one message.
    private const int MaxPage = 50;

    public override async Task<ProposePartnershipResponse> ProposePartnership(ProposePartnershipRequest request, ServerCallContext context)
    {
        var caller = Caller(context);
        var agreement = Read(request.Agreement, request.ConfirmNoPersonalData, context);
        var key = IdempotencyKey.ReadField(context.Method, caller, request.IdempotencyKey, request.ToByteArray()).OrThrow(context);
        return new() { Partnership = Write((await propose.HandleAsync(caller, agreement, key, context.CancellationToken)).OrThrow(context)) };
    }

    public override async Task<GetPartnershipResponse> GetPartnership(GetPartnershipRequest request, ServerCallContext context) => new()
    {
        Partnership = Write((await see.GetAsync(Caller(context), Id(request.Id, context), context.CancellationToken)).OrThrow(context)),
    };

    public override async Task<ListPartnershipsResponse> ListPartnerships(ListPartnershipsRequest request, ServerCallContext context)
    {
        var query = new ListPartnerships
        {
            State = request.State is Proto.PartnershipState.Unspecified ? null : Words.Of((State)((int)request.State - 1)),
            Limit = request.Limit == 0 ? null : Math.Min(request.Limit, MaxPage).ToString(System.Globalization.CultureInfo.InvariantCulture),
            Cursor = request.Cursor,
        };
        var (items, cursor) = (await list.WholeAsync(Caller(context), query, context.CancellationToken)).OrThrow(context);
        return new() { Partnerships = { items.Select(one => Write(PartnershipView.Of(one))) }, NextCursor = cursor ?? "" };
    }

    public override async Task<RevisePartnershipResponse> RevisePartnership(RevisePartnershipRequest request, ServerCallContext context)
    {
        if (request.Version == 0)
        {
            throw Rejections.VersionRequiredInMessage.ToRpc(context.RequestHeaders.GetValue("accept-language"));
        }
        var outcome = await revise.HandleAsync(
            Caller(context), Id(request.Id, context), Read(request.Agreement, request.ConfirmNoPersonalData, context), new VersionMatch([request.Version]),
            context.CancellationToken);
        return new() { Partnership = Write(outcome.OrThrow(context)) };
    }

    public override async Task<ConsentResponse> Consent(ConsentRequest request, ServerCallContext context) => new()
    {
        Partnership = Write((await answer.ConsentAsync(Caller(context), Id(request.Id, context), request.Hash, context.CancellationToken)).OrThrow(context)),
    };

    public override async Task<DeclineResponse> Decline(DeclineRequest request, ServerCallContext context) => new()
    {
        Partnership = Write((await answer.DeclineAsync(Caller(context), Id(request.Id, context), request.Reason, hash: null, context.CancellationToken)).OrThrow(context)),
    };

    public override async Task<LeaveResponse> Leave(LeaveRequest request, ServerCallContext context) => new()
    {
        Partnership = Write((await answer.LeaveAsync(Caller(context), Id(request.Id, context), request.Reason, context.CancellationToken)).OrThrow(context)),
    };

    public override async Task<CompletePartnershipResponse> CompletePartnership(CompletePartnershipRequest request, ServerCallContext context) => new()
    {
        Partnership = Write((await answer.CompleteAsync(Caller(context), Id(request.Id, context), request.Summary, context.CancellationToken)).OrThrow(context)),
    };

    public override async Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context)
    {
        var (events, cursor) = (await retained.AskAsync(Caller(context), request.After, request.Limit, context.CancellationToken)).OrThrow(context);
        return new()
        {
            Cursor = cursor,
            Events =
            {
                events.Select(one => new RetainedEvent { Id = one.Id.ToString(), Type = one.Type, Body = one.Body, RecordedAt = one.RecordedAt.ToTimestamp() }),
            },
        };
    }

    private static Agreements.Agreement Read(string json, bool isConfirmed, ServerCallContext context) =>
        JsonBody.Parse<Agreements.Agreement>(Encoding.UTF8.GetBytes(json), _ => isConfirmed).OrThrow(context);

    private static Proto.Partnership Write(PartnershipView view)
    {
        var message = new Proto.Partnership
        {
            Id = view.Id.ToString(),
            State = (Proto.PartnershipState)((int)view.State + 1),
            Version = view.Version,
            Agreement = new Proto.Agreement
            {
                Json = JsonSerializer.Serialize(view.Agreement, HubJson.Options),
                Version = view.Agreement.Version!.Value,
                Hash = view.Hash,
                IsPublic = view.Agreement.IsPublic is true,
            },
            RespondBy = view.RespondBy?.ToTimestamp(),
            Problem = view.Problem ?? "",
            ProposedAt = view.ProposedAt.ToTimestamp(),
            ChangedAt = view.ChangedAt.ToTimestamp(),
        };
        message.Parties.AddRange(view.Parties.Select(party => new Party
        {
            ParticipantId = party.ParticipantId.ToString(),
            Name = party.Name,
            Sector = party.Sector,
            Role = party.Role,
            Standing = Words.Of(party.Standing),
        }));
        message.MissingSectors.AddRange(view.MissingSectors);
        return message;
    }

    private static Caller Caller(ServerCallContext context) => context.GetHttpContext().Caller();

    private static Guid Id(string text, ServerCallContext context) =>
        Guid.TryParse(text, out var id) ? id : ((Outcome<Guid>)Rejections.Invalid("#/id", "Skriv et UUID.", "Write a UUID.")).OrThrow(context);
}
