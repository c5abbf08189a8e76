using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using SocialEnzyme.Hub.Conformance.V1;

namespace SocialEnzyme.Hub.EndToEndTests.Grpc;

/// <summary>Does what each check asks for, in the code an ordinary service would write.</summary>
internal sealed class ConformanceService(CallJournal journal, ToggledHealth health, CallScopeProbe probe)
    : Conformance.V1.ConformanceService.ConformanceServiceBase
{
    public override async Task<EchoResponse> Echo(EchoRequest request, ServerCallContext context)
    {
        await ReturnMetadataAsync(context, request.CompressResponse);
        var response = new EchoResponse
        {
            Payload = request.ResponseSize > 0 ? ByteString.CopyFrom(new byte[request.ResponseSize]) : request.Payload,
            Text = request.Text,
        };
        response.Seen.Add("method", context.Method);
        response.Seen.Add("peer", context.Peer);
        response.Seen.Add("deadlineMilliseconds", context.Deadline == DateTime.MaxValue
            ? "none"
            : ((long)(context.Deadline - DateTime.UtcNow).TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture));
        response.Seen.Add("traceId", Activity.Current?.TraceId.ToHexString() ?? "");
        response.Seen.Add("scope", probe.Id.ToString());
        response.Seen.Add("encoding", context.GetHttpContext().Request.Headers["grpc-encoding"].ToString());
        return response;
    }

    public override async Task Count(CountRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        await ReturnMetadataAsync(context, request.Compress);
        for (var number = 1; number <= request.Count; number++)
            await responseStream.WriteAsync(new EchoResponse { Number = number }, context.CancellationToken);
        if (request.FailWithCode > 0) throw new RpcException(new Status((StatusCode)request.FailWithCode, "asked to fail"));
    }

    public override async Task<CollectResponse> Collect(IAsyncStreamReader<EchoRequest> requestStream, ServerCallContext context)
    {
        var collected = new CollectResponse();
        await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (request.Text == "stop") throw new RpcException(new Status(StatusCode.FailedPrecondition, "heard enough"));
            collected.Messages++;
            collected.Bytes += request.Payload.Length;
        }

        return collected;
    }

    public override async Task Converse(
        IAsyncStreamReader<EchoRequest> requestStream, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        var key = context.RequestHeaders.GetValue("call-key");
        await ReturnMetadataAsync(context, compress: false);
        journal.Note(key, "started");
        try
        {
            await foreach (var request in requestStream.ReadAllAsync(context.CancellationToken))
                await responseStream.WriteAsync(new EchoResponse { Payload = request.Payload, Text = request.Text }, context.CancellationToken);
            await responseStream.WriteAsync(new EchoResponse { Text = "goodbye" }, context.CancellationToken);
        }
        finally
        {
            journal.Note(key, "ended");
        }
    }

    public override Task<EchoResponse> Fail(FailRequest request, ServerCallContext context)
    {
        if (request.Abort) context.GetHttpContext().Abort();
        if (request.Unexpected) throw new InvalidOperationException("the secret inside");
        var trailers = new Metadata();
        if (!request.Details.IsEmpty) trailers.Add("grpc-status-details-bin", request.Details.ToByteArray());
        throw new RpcException(new Status((StatusCode)request.Code, request.Message), trailers);
    }

    public override async Task<EchoResponse> Sleep(SleepRequest request, ServerCallContext context)
    {
        await Task.Delay(request.Milliseconds, CancellationToken.None);
        return new EchoResponse { Text = "woke" };
    }

    public override async Task SleepStream(SleepRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        await context.WriteResponseHeadersAsync([]);
        await Task.Delay(request.Milliseconds, CancellationToken.None);
    }

    public override async Task Wait(SleepRequest request, IServerStreamWriter<EchoResponse> responseStream, ServerCallContext context)
    {
        var key = context.RequestHeaders.GetValue("call-key");
        journal.Note(key, "started");
        await responseStream.WriteAsync(new EchoResponse { Text = "waiting" }, context.CancellationToken);
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        finally
        {
            journal.Note(key, "cancelled");
        }
    }

    public override async Task<ObserveResponse> Observe(ObserveRequest request, ServerCallContext context) =>
        new() { Happened = await journal.HappenedAsync(request.Key, request.Event, context.CancellationToken) };

    public override Task<EchoResponse> SetHealth(SetHealthRequest request, ServerCallContext context)
    {
        health.IsHealthy = request.Healthy;
        return Task.FromResult(new EchoResponse());
    }

    private static async Task ReturnMetadataAsync(ServerCallContext context, bool compress)
    {
        var headers = new Metadata();
        foreach (var entry in context.RequestHeaders)
        {
            if (entry.Key.StartsWith("echo-", StringComparison.Ordinal)) headers.Add(entry);
            if (entry.Key.StartsWith("trail-", StringComparison.Ordinal)) context.ResponseTrailers.Add(entry);
        }

        if (compress) headers.Add("grpc-internal-encoding-request", "gzip");
        await context.WriteResponseHeadersAsync(headers);
    }
}
