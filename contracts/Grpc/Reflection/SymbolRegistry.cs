using Google.Protobuf.Reflection;
using Grpc.AspNetCore.Server;
using Microsoft.AspNetCore.Routing;

namespace Grpc.Reflection;

/// <summary>Which file of which mapped service declares a name.</summary>
internal sealed class SymbolRegistry
{
    private readonly Dictionary<string, FileDescriptor> _files = [];
    private readonly Dictionary<string, FileDescriptor> _symbols = [];
    private readonly Dictionary<(string Type, int Number), FileDescriptor> _extensions = [];

    public SymbolRegistry(EndpointDataSource routes)
    {
        var services = routes.Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<GrpcMethodMetadata>()?.ServiceType)
            .OfType<Type>()
            .Distinct()
            .Select(DescriptorOf)
            .OfType<ServiceDescriptor>()
            .ToList();
        Services = [.. services.Select(service => service.FullName).Distinct().Order(StringComparer.Ordinal)];
        foreach (var service in services) Add(service.File);
    }

    /// <summary>The full names of the services that have routes.</summary>
    public IReadOnlyList<string> Services { get; }

    public FileDescriptor? FileNamed(string name) => _files.GetValueOrDefault(name);

    public FileDescriptor? FileDeclaring(string symbol) => _symbols.GetValueOrDefault(symbol);

    public FileDescriptor? FileExtending(string type, int number) => _extensions.GetValueOrDefault((type, number));

    public IEnumerable<int> ExtensionsOf(string type) => _extensions.Keys.Where(key => key.Type == type).Select(key => key.Number).Order();

    private static ServiceDescriptor? DescriptorOf(Type service)
    {
        var (_, attribute) = ServiceBase.Of(service);
        return attribute.BindType.GetProperty("Descriptor")?.GetValue(null) as ServiceDescriptor;
    }

    private void Add(FileDescriptor file)
    {
        if (!_files.TryAdd(file.Name, file)) return;
        foreach (var import in file.Dependencies) Add(import);
        foreach (var message in file.MessageTypes) Add(message);
        foreach (var enumeration in file.EnumTypes) _symbols.TryAdd(enumeration.FullName, file);
        foreach (var extension in file.Extensions.UnorderedExtensions) Add(extension);
        foreach (var service in file.Services)
        {
            _symbols.TryAdd(service.FullName, file);
            foreach (var method in service.Methods) _symbols.TryAdd(method.FullName, file);
        }
    }

    private void Add(MessageDescriptor message)
    {
        _symbols.TryAdd(message.FullName, message.File);
        foreach (var field in message.Fields.InDeclarationOrder()) _symbols.TryAdd(field.FullName, message.File);
        foreach (var nested in message.NestedTypes) Add(nested);
        foreach (var enumeration in message.EnumTypes) _symbols.TryAdd(enumeration.FullName, message.File);
        foreach (var extension in message.Extensions.UnorderedExtensions) Add(extension);
    }

    private void Add(FieldDescriptor extension)
    {
        _symbols.TryAdd(extension.FullName, extension.File);
        _extensions.TryAdd((extension.ExtendeeType.FullName, extension.FieldNumber), extension.File);
    }
}
