using System.Net.Sockets;
using Grpc.Core;

namespace Grpc.Net.Client;

/// <summary>What a broken HTTP/2 exchange means as a gRPC status.</summary>
internal static class Failures
{
    public static Status StatusOf(Exception failure, string summary)
    {
        if (failure is RpcException answered) return answered.Status;
        var code = CodeOf(failure);
        return new Status(code, code == StatusCode.Cancelled ? "Call canceled by the client or the server." : $"{summary} {Reasons(failure)}", failure);
    }

    private static StatusCode CodeOf(Exception failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case OperationCanceledException:
                    return StatusCode.Cancelled;
                case HttpProtocolException protocol:
                    return OfReset(protocol.ErrorCode);
                case HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ResponseEnded }:
                case SocketException:
                    return StatusCode.Unavailable;
            }
        }

        return failure is IOException ? StatusCode.Unavailable : StatusCode.Internal;
    }

    // The table of the gRPC-over-HTTP/2 contract.
    private static StatusCode OfReset(long errorCode) => errorCode switch
    {
        0x7 => StatusCode.Unavailable,
        0x8 => StatusCode.Cancelled,
        0xb => StatusCode.ResourceExhausted,
        0xc => StatusCode.PermissionDenied,
        _ => StatusCode.Internal,
    };

    private static string Reasons(Exception failure)
    {
        var reasons = new List<string>();
        for (var cause = failure; cause is not null; cause = cause.InnerException) reasons.Add($"{cause.GetType().Name}: {cause.Message}");
        return string.Join(' ', reasons);
    }
}
