using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>Gives every failed gRPC call a status with a stable code, as <see cref="ProblemMiddleware"/> does for REST.</summary>
internal sealed partial class ProblemInterceptor(ILogger<ProblemInterceptor> logger) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context);
        }
        catch (Exception error) when (IsOurs(error, context))
        {
            throw Explain(error, context);
        }
    }

    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(requestStream, context);
        }
        catch (Exception error) when (IsOurs(error, context))
        {
            throw Explain(error, context);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context);
        }
        catch (Exception error) when (IsOurs(error, context))
        {
            throw Explain(error, context);
        }
    }

    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(requestStream, responseStream, context);
        }
        catch (Exception error) when (IsOurs(error, context))
        {
            throw Explain(error, context);
        }
    }

    // A call that the caller gave up, and a status that was meant, pass as they are.
    private static bool IsOurs(Exception error, ServerCallContext context) =>
        error is not RpcException && !context.CancellationToken.IsCancellationRequested;

    private RpcException Explain(Exception error, ServerCallContext context)
    {
        var isTransient = FailurePolicy.IsTransient(error);
        if (isTransient)
        {
            LogUnavailable(context.Method, error);
        }
        else
        {
            LogFault(context.Method, error);
        }
        return (isTransient ? ProblemMiddleware.Unavailable : ProblemMiddleware.Fault).ToRpc(context.RequestHeaders.GetValue("accept-language"));
    }

    [LoggerMessage(1011, LogLevel.Error, "The call {Method} failed")]
    private partial void LogFault(string method, Exception error);

    [LoggerMessage(1012, LogLevel.Warning, "The call {Method} found the database away")]
    private partial void LogUnavailable(string method, Exception error);
}
