using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.AspNetCore.Server;

/// <summary>What a server says about its calls.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(8101, LogLevel.Error, "The handler of {Method} failed.")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception failure);

    [LoggerMessage(8102, LogLevel.Information, "{Method} was answered with {StatusCode}: {Detail}")]
    public static partial void Refused(ILogger logger, string method, StatusCode statusCode, string detail, Exception? cause);

    [LoggerMessage(8103, LogLevel.Debug, "{Method} was cancelled by its client.")]
    public static partial void Cancelled(ILogger logger, string method, Exception cause);

    [LoggerMessage(8104, LogLevel.Debug, "{Method} was ended at its deadline.")]
    public static partial void DeadlineExceeded(ILogger logger, string method);

    [LoggerMessage(8105, LogLevel.Debug, "A request to {Path} was refused: {Reason}")]
    public static partial void NotGrpc(ILogger logger, string path, string reason);
}
