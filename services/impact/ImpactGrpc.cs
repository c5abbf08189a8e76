using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Impact.V1;
using SocialEnzyme.Hub.Impact.Hours;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Imports;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact;

/// <summary>The gRPC door of impact; the same handlers as REST.</summary>
internal sealed class ImpactGrpc(
    ReportHoursHandler report, ImportHoursHandler import, GetHoursHandler get, DecideHoursHandler decide, RetainedEvents retained) : ImpactService.ImpactServiceBase
{
    public override async Task<ReportHourResponse> ReportHour(ReportHourRequest request, ServerCallContext context)
    {
        var caller = Caller(context);
        var reported = (await report.HandleAsync(caller, HoursMessages.Read(request.Row).OrThrow(context), context.CancellationToken)).OrThrow(context);
        return new() { Hours = HoursMessages.Write(HoursView.Of(reported.Hours, caller.ParticipantId)) };
    }

    public override async Task<ReportHoursResponse> ReportHours(IAsyncStreamReader<ReportHoursRequest> requestStream, ServerCallContext context)
    {
        var caller = Caller(context);
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactWrite) is { } forbidden)
        {
            throw forbidden.ToRpc(Language(context));
        }
        var queue = ImportHoursHandler.CreateQueue();
        var reading = StreamRows.ReadAsync(
            requestStream, queue.Writer, ImportHoursHandler.Limits, message => HoursMessages.ReadChecked(message.Row), context.CancellationToken);
        var response = new ReportHoursResponse();
        await foreach (var result in import.RunAsync(caller, queue.Reader, context.CancellationToken))
        {
            HoursMessages.Add(response, result, Language(context));
        }
        await reading;
        return response;
    }

    public override async Task<GetHoursResponse> GetHours(GetHoursRequest request, ServerCallContext context) => new()
    {
        Hours = HoursMessages.Write((await get.HandleAsync(Caller(context), Id(request.Id, "#/id", context), context.CancellationToken)).OrThrow(context)),
    };

    public override async Task<ApproveHoursResponse> ApproveHours(ApproveHoursRequest request, ServerCallContext context)
    {
        var decided = await decide.ApproveAsync(
            Caller(context), Ids(request.Ids, context), request.NotDuplicate, VersionMatch.Any, context.CancellationToken);
        return new() { Hours = { decided.OrThrow(context).Items!.Select(HoursMessages.Write) } };
    }

    public override async Task<RejectHoursResponse> RejectHours(RejectHoursRequest request, ServerCallContext context)
    {
        var decided = await decide.RejectAsync(Caller(context), Ids(request.Ids, context), request.Reason, VersionMatch.Any, context.CancellationToken);
        return new() { Hours = { decided.OrThrow(context).Items!.Select(HoursMessages.Write) } };
    }

    public override async Task<ListEventsResponse> ListEvents(ListEventsRequest request, ServerCallContext context)
    {
        var (events, cursor) = (await retained.AskAsync(Caller(context), request.After, request.Limit, context.CancellationToken)).OrThrow(context);
        var response = new ListEventsResponse { Cursor = cursor };
        response.Events.AddRange(events.Select(item => new RetainedEvent
        {
            Id = item.Id.ToString(),
            Type = item.Type,
            Body = item.Body,
            RecordedAt = item.RecordedAt.ToTimestamp(),
        }));
        return response;
    }

    private static Caller Caller(ServerCallContext context) => context.GetHttpContext().Caller();

    private static string? Language(ServerCallContext context) => context.RequestHeaders.GetValue("accept-language");

    private static List<Guid> Ids(IEnumerable<string> texts, ServerCallContext context) => [.. texts.Select((text, i) => Id(text, $"#/ids/{i}", context))];

    private static Guid Id(string text, string pointer, ServerCallContext context) => Guid.TryParse(text, out var id) ? id : throw Rejections
        .Invalid(pointer, "Skriv et UUID.", "Write a UUID.").ToRpc(Language(context));
}
