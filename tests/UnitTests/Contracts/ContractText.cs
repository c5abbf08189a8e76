using System.Reflection;
using Google.Protobuf.Reflection;
using SocialEnzyme.Hub.Contracts.Events;
using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.UnitTests.Contracts;

/// <summary>Every promise of contracts/ as a line of text: one line that goes is one promise broken.</summary>
internal static class ContractText
{
    public static IReadOnlyList<string> Lines() => [.. Protos().Concat(Events()).Concat(Bundles()).Order(StringComparer.Ordinal)];

    public static IEnumerable<FileDescriptor> Files() =>
        from type in typeof(NeedPublished).Assembly.GetTypes()
        where type.Name.EndsWith("Reflection", StringComparison.Ordinal)
        let property = type.GetProperty("Descriptor", BindingFlags.Public | BindingFlags.Static)
        where property?.PropertyType == typeof(FileDescriptor)
        let file = (FileDescriptor)property.GetValue(null)!
        orderby file.Name
        select file;

    public static IEnumerable<Type> EventTypes() =>
        typeof(NeedPublished).Assembly.GetTypes().Where(type => type.Namespace?.StartsWith(typeof(NeedPublished).Namespace!, StringComparison.Ordinal) == true
            && type is { IsNested: false, IsInterface: false });

    private static IEnumerable<string> Protos() => Files().SelectMany(file =>
        file.Services.SelectMany(Service).Concat(file.MessageTypes.SelectMany(Message)).Concat(file.EnumTypes.SelectMany(Enum)));

    private static IEnumerable<string> Service(ServiceDescriptor service) => service.Methods.Select(method =>
        $"rpc {service.FullName}/{method.Name} ({Stream(method.IsClientStreaming)}{method.InputType.Name}) returns ({Stream(method.IsServerStreaming)}{method.OutputType.Name})");

    private static IEnumerable<string> Message(MessageDescriptor message) => message.Fields.InDeclarationOrder()
        .Select(field => $"message {message.FullName} {field.FieldNumber} {field.Name} {Label(field)}{Kind(field)}")
        .Append($"message {message.FullName}")
        .Concat(message.NestedTypes.SelectMany(Message))
        .Concat(message.EnumTypes.SelectMany(Enum));

    private static IEnumerable<string> Enum(EnumDescriptor @enum) => @enum.Values.Select(value => $"enum {@enum.FullName} {value.Number} {value.Name}");

    private static IEnumerable<string> Events() => EventTypes().SelectMany(type => type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Select(property => $"event {type.FullName} {property.Name} {Name(property.PropertyType)}")
        .Append($"event {type.FullName}{Consumers(type)}")
        .Concat(type.GetCustomAttribute<SentInBundlesAttribute>() is null ? [] : [$"event {type.FullName} also in bundles"]));

    private static IEnumerable<string> Bundles() => new[] { typeof(Bundle<>), typeof(Bundled<>) }.SelectMany(type => type.GetProperties()
        .Select(property => $"event {type.Namespace}.{Name(type)} {property.Name} {Name(property.PropertyType)}"));

    private static string Stream(bool isStream) => isStream ? "stream " : "";

    private static string Label(FieldDescriptor field) => field.IsRepeated ? "repeated " : field.ContainingOneof is { } oneof ? $"oneof {oneof.Name} " : "";

    private static string Kind(FieldDescriptor field) => field.FieldType switch
    {
        FieldType.Message => field.MessageType.FullName,
        FieldType.Enum => field.EnumType.FullName,
        var simple => simple.ToString().ToLowerInvariant(),
    };

    private static string Name(Type type) => type.IsGenericType
        ? $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;

    private static string Consumers(Type type) =>
        type.GetCustomAttribute<DurableConsumersAttribute>() is { } durable ? $" for {string.Join(", ", durable.Services)}" : "";
}
