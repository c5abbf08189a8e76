using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Answers gRPC calls to what is not there; other requests to the same path keep their plain 404.</summary>
internal static class Unimplemented
{
    public static IEndpointConventionBuilder MapServices(IEndpointRouteBuilder builder, ILogger logger) =>
        Map(builder, "{service}/{method}", "Service is unimplemented.", logger);

    public static IEndpointConventionBuilder MapMethodsOf(IEndpointRouteBuilder builder, string service, ILogger logger) =>
        Map(builder, $"{service}/{{method}}", "Method is unimplemented.", logger);

    private static IEndpointConventionBuilder Map(IEndpointRouteBuilder builder, string pattern, string detail, ILogger logger) =>
        builder.Map(RoutePatternFactory.Parse(pattern, defaults: null, parameterPolicies: new { method = new GrpcCallsOnly() }), http =>
        {
            if (!Admission.Admits(http, logger)) return Task.CompletedTask;
            http.Response.ContentType = WireNames.ContentType;
            http.Response.Headers[WireNames.Status] = StatusText.Format(StatusCode.Unimplemented);
            http.Response.Headers[WireNames.Message] = PercentText.Encode(detail);
            return Task.CompletedTask;
        }).WithDisplayName($"gRPC - {detail}");

    private sealed class GrpcCallsOnly : IRouteConstraint
    {
        public bool Match(
            HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            httpContext is not null
            && HttpMethods.IsPost(httpContext.Request.Method)
            && WireNames.IsGrpc(httpContext.Request.ContentType);
    }
}
