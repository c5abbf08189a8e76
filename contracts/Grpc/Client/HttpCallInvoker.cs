using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>Makes the calls of generated clients on a channel.</summary>
internal sealed class HttpCallInvoker(GrpcChannel channel) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        AsyncUnaryCall(method, host, options, request).GetAwaiter().GetResult();

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        return new AsyncUnaryCall<TResponse>(
            call.ReceiveSingleAsync(new SingleRequest<TRequest>(request, method.RequestMarshaller, call)),
            Headers, Status, Trailers, Dispose, call);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        call.Start(new SingleRequest<TRequest>(request, method.RequestMarshaller, call));
        return new AsyncServerStreamingCall<TResponse>(new ResponseReader<TRequest, TResponse>(call), Headers, Status, Trailers, Dispose, call);
    }

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        var requests = new RequestWriter<TRequest>(call, method.RequestMarshaller);
        return new AsyncClientStreamingCall<TRequest, TResponse>(
            requests, call.ReceiveSingleAsync(requests.Content), Headers, Status, Trailers, Dispose, call);
    }

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        Method<TRequest, TResponse> method, string? host, CallOptions options)
    {
        var call = new ClientCall<TRequest, TResponse>(channel, method, host, options);
        var requests = new RequestWriter<TRequest>(call, method.RequestMarshaller);
        call.Start(requests.Content);
        return new AsyncDuplexStreamingCall<TRequest, TResponse>(
            requests, new ResponseReader<TRequest, TResponse>(call), Headers, Status, Trailers, Dispose, call);
    }

    private static Task<Metadata> Headers(object call) => ((ClientCall)call).HeadersAsync();

    private static Status Status(object call) => ((ClientCall)call).FinalStatus;

    private static Metadata Trailers(object call) => ((ClientCall)call).FinalTrailers;

    private static void Dispose(object call) => ((ClientCall)call).Dispose();
}
