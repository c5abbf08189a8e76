using Grpc.Core;
using Microsoft.AspNetCore.Http;

namespace Grpc.AspNetCore.Server;

/// <summary>Builds, once per method, the way of a call through the interceptors to a service object made for that call.</summary>
internal static class MethodPipeline
{
    public static UnaryServerMethod<TRequest, TResponse> Unary<TService, TRequest, TResponse>(
        Func<TService, TRequest, ServerCallContext, Task<TResponse>> method, CallRules rules)
        where TService : class
        where TRequest : class
        where TResponse : class
    {
        UnaryServerMethod<TRequest, TResponse> innermost = (request, call) => method(Service<TService>(call), request, call);
        return rules.Interceptors.Reverse().Aggregate(innermost, (next, interceptor) =>
            (request, call) => interceptor.Resolve(Http(call)).UnaryServerHandler(request, call, next));
    }

    public static ClientStreamingServerMethod<TRequest, TResponse> ClientStreaming<TService, TRequest, TResponse>(
        Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>> method, CallRules rules)
        where TService : class
        where TRequest : class
        where TResponse : class
    {
        ClientStreamingServerMethod<TRequest, TResponse> innermost = (requests, call) => method(Service<TService>(call), requests, call);
        return rules.Interceptors.Reverse().Aggregate(innermost, (next, interceptor) =>
            (requests, call) => interceptor.Resolve(Http(call)).ClientStreamingServerHandler(requests, call, next));
    }

    public static ServerStreamingServerMethod<TRequest, TResponse> ServerStreaming<TService, TRequest, TResponse>(
        Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task> method, CallRules rules)
        where TService : class
        where TRequest : class
        where TResponse : class
    {
        ServerStreamingServerMethod<TRequest, TResponse> innermost =
            (request, responses, call) => method(Service<TService>(call), request, responses, call);
        return rules.Interceptors.Reverse().Aggregate(innermost, (next, interceptor) =>
            (request, responses, call) => interceptor.Resolve(Http(call)).ServerStreamingServerHandler(request, responses, call, next));
    }

    public static DuplexStreamingServerMethod<TRequest, TResponse> Duplex<TService, TRequest, TResponse>(
        Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task> method, CallRules rules)
        where TService : class
        where TRequest : class
        where TResponse : class
    {
        DuplexStreamingServerMethod<TRequest, TResponse> innermost =
            (requests, responses, call) => method(Service<TService>(call), requests, responses, call);
        return rules.Interceptors.Reverse().Aggregate(innermost, (next, interceptor) =>
            (requests, responses, call) => interceptor.Resolve(Http(call)).DuplexStreamingServerHandler(requests, responses, call, next));
    }

    private static HttpContext Http(ServerCallContext call) => call.GetHttpContext();

    private static TService Service<TService>(ServerCallContext call) where TService : class => CallScope.Resolve<TService>(Http(call));
}
