using System.IO.Compression;
using Grpc.Wire;

namespace Grpc.AspNetCore.Server;

/// <summary>How the services of this server treat their calls.</summary>
public class GrpcServiceOptions
{
    /// <summary>The largest message that may be sent; null for no limit.</summary>
    public int? MaxSendMessageSize { get; set; }

    /// <summary>The largest message that may be received, also after decompression; null for no limit.</summary>
    public int? MaxReceiveMessageSize
    {
        get;
        set
        {
            field = value;
            MaxReceiveMessageSizeSpecified = true;
        }
    } = WireNames.DefaultReceiveLimit;

    /// <summary>Whether clients are told the text of unexpected exceptions.</summary>
    public bool? EnableDetailedErrors { get; set; }

    /// <summary>The encoding of responses, for clients that accept it: <c>gzip</c> or null.</summary>
    public string? ResponseCompressionAlgorithm { get; set; }

    public CompressionLevel? ResponseCompressionLevel { get; set; }

    /// <summary>Whether calls to unknown services and methods fall through to the rest of the pipeline instead of UNIMPLEMENTED.</summary>
    public bool? IgnoreUnknownServices { get; set; }

    /// <summary>What stands around every call, the first one outermost.</summary>
    public InterceptorCollection Interceptors { get; } = [];

    internal bool MaxReceiveMessageSizeSpecified { get; private set; }
}

/// <summary>How one service treats its calls; what it leaves unset comes from <see cref="GrpcServiceOptions"/>.</summary>
public class GrpcServiceOptions<TService> : GrpcServiceOptions where TService : class;
