using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>Turns away what is not a gRPC call, in words that both HTTP and gRPC clients understand.</summary>
internal static class Admission
{
    public static bool Admits(HttpContext http, ILogger logger)
    {
        if (!WireNames.IsGrpc(http.Request.ContentType))
            return Refuse(http, logger, StatusCodes.Status415UnsupportedMediaType, $"Content-Type '{http.Request.ContentType}' is not supported.");
        if (HttpProtocol.IsHttp2(http.Request.Protocol) || HttpProtocol.IsHttp3(http.Request.Protocol)) return true;
        http.Response.Headers.Upgrade = "HTTP/2";
        return Refuse(http, logger, StatusCodes.Status426UpgradeRequired, $"Request protocol '{http.Request.Protocol}' is not supported.");
    }

    private static bool Refuse(HttpContext http, ILogger logger, int status, string reason)
    {
        ServerLog.NotGrpc(logger, http.Request.Path, reason);
        http.Response.StatusCode = status;
        http.Response.Headers[WireNames.Status] = StatusText.Format(StatusCode.Internal);
        http.Response.Headers[WireNames.Message] = PercentText.Encode(reason);
        return false;
    }
}
