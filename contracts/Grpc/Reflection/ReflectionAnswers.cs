using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Reflection.V1;
using Asked = Grpc.Reflection.V1.ServerReflectionRequest.MessageRequestOneofCase;

namespace Grpc.Reflection;

/// <summary>Answers one reflection request.</summary>
internal static class ReflectionAnswers
{
    public static ServerReflectionResponse Answer(SymbolRegistry registry, ServerReflectionRequest request)
    {
        var response = request.MessageRequestCase switch
        {
            Asked.FileByFilename => WithFiles(registry.FileNamed(request.FileByFilename)),
            Asked.FileContainingSymbol => WithFiles(registry.FileDeclaring(request.FileContainingSymbol)),
            Asked.FileContainingExtension => WithFiles(registry.FileExtending(
                request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber)),
            Asked.AllExtensionNumbersOfType => WithExtensions(registry, request.AllExtensionNumbersOfType),
            Asked.ListServices => WithServices(registry),
            _ => Refusal(StatusCode.Unimplemented, "Request type not supported by C# reflection service."),
        };
        response.ValidHost = request.Host;
        response.OriginalRequest = request;
        return response;
    }

    private static ServerReflectionResponse WithServices(SymbolRegistry registry) => new()
    {
        ListServicesResponse = new ListServiceResponse { Service = { registry.Services.Select(name => new ServiceResponse { Name = name }) } },
    };

    private static ServerReflectionResponse WithExtensions(SymbolRegistry registry, string type) =>
        registry.FileDeclaring(type) is null
            ? Refusal(StatusCode.NotFound, $"Type {type} not found.")
            : new ServerReflectionResponse
            {
                AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = type, ExtensionNumber = { registry.ExtensionsOf(type) } },
            };

    private static ServerReflectionResponse WithFiles(FileDescriptor? file)
    {
        if (file is null) return Refusal(StatusCode.NotFound, "File not found.");
        var files = new List<FileDescriptor>();
        Collect(file, files);
        return new ServerReflectionResponse
        {
            FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { files.Select(known => known.SerializedData) } },
        };
    }

    private static void Collect(FileDescriptor file, List<FileDescriptor> files)
    {
        if (files.Contains(file)) return;
        files.Add(file);
        foreach (var import in file.Dependencies) Collect(import, files);
    }

    private static ServerReflectionResponse Refusal(StatusCode code, string message) =>
        new() { ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = message } };
}
