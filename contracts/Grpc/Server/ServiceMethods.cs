using System.Reflection;
using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>One method of a service, ready to be given a route.</summary>
internal sealed record ServiceMethod(IMethod Method, RequestDelegate Handler, IReadOnlyList<object> Metadata);

/// <summary>Is told the methods of a service by its generated binding and finds the code behind each.</summary>
internal sealed class ServiceMethods<TService>(CallRules rules, ILogger logger) : ServiceBinderBase where TService : class
{
    private readonly List<ServiceMethod> _methods = [];

    /// <summary>Every method that the generated base of <typeparamref name="TService"/> knows.</summary>
    public IReadOnlyList<ServiceMethod> Discover()
    {
        var (generated, attribute) = ServiceBase.Of(typeof(TService));
        var bind = attribute.BindType.GetMethod(
            attribute.BindMethodName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic, [typeof(ServiceBinderBase), generated])
            ?? throw new InvalidOperationException($"{attribute.BindType} has no method {attribute.BindMethodName} for {generated}.");
        bind.Invoke(null, [this, null]);
        return _methods;
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse>? handler)
    {
        var code = Code(method, typeof(TRequest), typeof(ServerCallContext));
        var call = code.CreateDelegate<Func<TService, TRequest, ServerCallContext, Task<TResponse>>>();
        Add(method, code, new UnaryHandler<TRequest, TResponse>(method, MethodPipeline.Unary(call, rules), rules, logger).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var code = Code(method, typeof(IAsyncStreamReader<TRequest>), typeof(ServerCallContext));
        var call = code.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, ServerCallContext, Task<TResponse>>>();
        Add(method, code, new ClientStreamingHandler<TRequest, TResponse>(method, MethodPipeline.ClientStreaming(call, rules), rules, logger).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var code = Code(method, typeof(TRequest), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var call = code.CreateDelegate<Func<TService, TRequest, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        Add(method, code, new ServerStreamingHandler<TRequest, TResponse>(method, MethodPipeline.ServerStreaming(call, rules), rules, logger).HandleAsync);
    }

    public override void AddMethod<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse>? handler)
    {
        var code = Code(method, typeof(IAsyncStreamReader<TRequest>), typeof(IServerStreamWriter<TResponse>), typeof(ServerCallContext));
        var call = code.CreateDelegate<Func<TService, IAsyncStreamReader<TRequest>, IServerStreamWriter<TResponse>, ServerCallContext, Task>>();
        Add(method, code, new DuplexHandler<TRequest, TResponse>(method, MethodPipeline.Duplex(call, rules), rules, logger).HandleAsync);
    }

    private static MethodInfo Code(IMethod method, params Type[] parameters) =>
        typeof(TService).GetMethod(method.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, parameters)
        ?? throw new InvalidOperationException($"{typeof(TService)} has no method {method.Name} for {method.FullName}.");

    private void Add(IMethod method, MethodInfo code, RequestDelegate handler) => _methods.Add(new ServiceMethod(
        method, handler, [.. typeof(TService).GetCustomAttributes(inherit: true), .. code.GetCustomAttributes(inherit: true)]));
}

/// <summary>Finds the generated class that a service derives from.</summary>
internal static class ServiceBase
{
    public static (Type Generated, BindServiceMethodAttribute Attribute) Of(Type service)
    {
        for (var type = service; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } attribute) return (type, attribute);
        }

        throw new InvalidOperationException($"{service} does not derive from a generated gRPC service base class.");
    }
}
