using Grpc.Core;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Serves the calls of one method: admit, run, end.</summary>
internal abstract class CallHandler<TRequest, TResponse>(Method<TRequest, TResponse> method, CallRules rules, ILogger logger)
    where TRequest : class
    where TResponse : class
{
    protected Method<TRequest, TResponse> Method { get; } = method;

    public async Task HandleAsync(HttpContext http)
    {
        if (!Admission.Admits(http, logger)) return;
        var call = new HttpCall(http, rules, logger);
        try
        {
            call.AllowAnyBody(isStream: Method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming);
            await RunAsync(call);
            await call.EndAsync();
        }
        catch (Exception failure)
        {
            await call.FailAsync(failure);
        }
    }

    protected abstract Task RunAsync(HttpCall call);

    protected async ValueTask<TRequest> ReadRequestAsync(HttpCall call)
    {
        using var reader = call.Reader(Method.RequestMarshaller);
        try
        {
            return await reader.ReadSingleAsync(CancellationToken.None);
        }
        catch (IOException broken) when (broken is not BadHttpRequestException)
        {
            throw new ClientLeftException(broken);
        }
    }

    /// <summary>One message, sent together with the status that follows it.</summary>
    protected async ValueTask SendResponseAsync(HttpCall call, TResponse? response)
    {
        if (response is null) throw new RpcException(new Status(StatusCode.Cancelled, "No message returned from method."));
        if (!call.TryEndBy(HttpCall.Ender.Handler)) return;
        await call.StartResponseAsync();
        using var writer = call.Writer(Method.ResponseMarshaller);
        writer.Write(response, plain: call.WriteOptions is { IsPlain: true });
    }
}

/// <summary>One request, one response.</summary>
internal sealed class UnaryHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler, CallRules rules, ILogger logger)
    : CallHandler<TRequest, TResponse>(method, rules, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task RunAsync(HttpCall call) =>
        await SendResponseAsync(call, await handler(await ReadRequestAsync(call), call));
}

/// <summary>Many requests, one response.</summary>
internal sealed class ClientStreamingHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler, CallRules rules, ILogger logger)
    : CallHandler<TRequest, TResponse>(method, rules, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task RunAsync(HttpCall call)
    {
        using var reader = call.Reader(Method.RequestMarshaller);
        await SendResponseAsync(call, await handler(new RequestStream<TRequest>(call, reader), call));
    }
}

/// <summary>One request, many responses.</summary>
internal sealed class ServerStreamingHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler, CallRules rules, ILogger logger)
    : CallHandler<TRequest, TResponse>(method, rules, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task RunAsync(HttpCall call)
    {
        using var responses = new ResponseStream<TResponse>(call, Method.ResponseMarshaller);
        await handler(await ReadRequestAsync(call), responses, call);
    }
}

/// <summary>Many requests, many responses.</summary>
internal sealed class DuplexHandler<TRequest, TResponse>(
    Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler, CallRules rules, ILogger logger)
    : CallHandler<TRequest, TResponse>(method, rules, logger)
    where TRequest : class
    where TResponse : class
{
    protected override async Task RunAsync(HttpCall call)
    {
        using var reader = call.Reader(Method.RequestMarshaller);
        using var responses = new ResponseStream<TResponse>(call, Method.ResponseMarshaller);
        await handler(new RequestStream<TRequest>(call, reader), responses, call);
    }
}
