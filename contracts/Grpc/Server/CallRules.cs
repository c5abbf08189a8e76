using System.IO.Compression;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>The options of one service, settled once: its own where it says something, else the server's.</summary>
internal sealed record CallRules(
    int? ReceiveLimit,
    int? SendLimit,
    bool DetailedErrors,
    bool PrefersGzip,
    CompressionLevel CompressionLevel,
    bool IgnoreUnknown,
    IReadOnlyList<InterceptorRegistration> Interceptors)
{
    public static CallRules Of(GrpcServiceOptions server, GrpcServiceOptions? service = null) => new(
        service is { MaxReceiveMessageSizeSpecified: true } ? service.MaxReceiveMessageSize : server.MaxReceiveMessageSize,
        service?.MaxSendMessageSize ?? server.MaxSendMessageSize,
        service?.EnableDetailedErrors ?? server.EnableDetailedErrors ?? false,
        IsGzip(service?.ResponseCompressionAlgorithm ?? server.ResponseCompressionAlgorithm),
        service?.ResponseCompressionLevel ?? server.ResponseCompressionLevel ?? CompressionLevel.Fastest,
        service?.IgnoreUnknownServices ?? server.IgnoreUnknownServices ?? false,
        [.. server.Interceptors, .. service?.Interceptors ?? []]);

    public static bool IsGzip(string? algorithm) => algorithm switch
    {
        null or WireNames.Identity => false,
        WireNames.Gzip => true,
        _ => throw new InvalidOperationException($"The compression algorithm '{algorithm}' is not known; use 'gzip' or 'identity'."),
    };
}
