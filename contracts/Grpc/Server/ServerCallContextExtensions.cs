using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Http;

namespace Grpc.Core;

/// <summary>The way from a call to the HTTP request that carries it.</summary>
public static class ServerCallContextExtensions
{
    /// <summary>Where a wrapped or made-up call may keep its request.</summary>
    private const string HttpContextKey = "__HttpContext";

    public static HttpContext GetHttpContext(this ServerCallContext serverCallContext)
    {
        ArgumentNullException.ThrowIfNull(serverCallContext);
        if (serverCallContext is HttpCall call) return call.Http;
        return serverCallContext.UserState.TryGetValue(HttpContextKey, out var kept) && kept is HttpContext http
            ? http
            : throw new InvalidOperationException("Could not get HttpContext from ServerCallContext: the call does not come from this server.");
    }
}
