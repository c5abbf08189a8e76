using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>Requests made from the descriptors of the contracts.</summary>
internal static class ExampleMessage
{
    private const int MaxDepth = 4;

    /// <summary>What a descriptor does not say.</summary>
    private static readonly Dictionary<string, string> Special = new()
    {
        ["municipality"] = "0101",
        ["municipalities"] = "0101",
        ["category"] = "skole",
        ["scopes"] = "needs:write",
        ["topics"] = "needs",
        ["wants"] = "hours",
        ["cursor"] = "",
        ["after"] = "",
        ["sort"] = "",
        ["cvr"] = "",
        ["idempotency_key"] = "",
        ["blackout_dates"] = "2028-12-24",
        ["url"] = "",
        ["key"] = "timer",
        ["contribution_key"] = "timer",
        ["sectors"] = "civil",
        ["kinds"] = "association",
        ["agreement"] = """{ "title": "Prøve", "purpose": "Prøve", "parties": [{ "role": "vært" }] }""",
        ["hash"] = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        ["day"] = Victim.Today,
        ["volunteer"] = "frivillig-7",
    };

    /// <summary>What makes a request wrong when it is there beside the others.</summary>
    private static readonly HashSet<string> LeftOut = ["filter", "center", "radius_km", "deadline", "eligibility", "legal_basis", "slot"];

    /// <summary>Every method of every service in the contracts.</summary>
    public static IReadOnlyList<MethodDescriptor> Methods { get; } =
    [
        .. typeof(NeedsService).Assembly.GetTypes()
            .Select(type => type.GetProperty("Descriptor", typeof(Google.Protobuf.Reflection.ServiceDescriptor))?.GetValue(null))
            .OfType<Google.Protobuf.Reflection.ServiceDescriptor>().SelectMany(service => service.Methods),
    ];

    public static string PathOf(MethodDescriptor method) => $"/{method.Service.FullName}/{method.Name}";

    /// <summary>The service it belongs to: needs, offers, …</summary>
    public static string ServiceOf(MethodDescriptor method) => method.File.Package.Split('.')[^2];

    /// <param name="text">What stands in a field of this name; null: something harmless.</param>
    public static IMessage Of(MessageDescriptor type, Func<FieldDescriptor, string?> text, int depth = 0)
    {
        var message = (IMessage)Activator.CreateInstance(type.ClrType)!;
        if (message is Timestamp) return DateTime.UtcNow.AddDays(30).ToTimestamp();
        if (message is FieldMask) return new FieldMask();
        foreach (var field in type.Fields.InDeclarationOrder().Where(field => field.RealContainingOneof is not { } choice || choice.Fields[0] == field))
        {
            if (field.IsMap || LeftOut.Contains(field.Name) || (field.FieldType == FieldType.Message && depth == MaxDepth)) continue;
            if (Value(field, text, depth) is not { } value) continue;
            // A change of what everything that is published has: a title or a name.
            if (value is FieldMask mask) mask.Paths.Add(type.FindFieldByName("name") is null ? "title" : "name");
            if (field.IsRepeated) ((IList)field.Accessor.GetValue(message)).Add(value);
            else field.Accessor.SetValue(message, value);
        }
        return message;
    }

    /// <summary>Every text of a request, by the way that leads to it, and a request that has it there.</summary>
    public static IEnumerable<(string Place, Func<string, IMessage> With)> Texts(MessageDescriptor type, Func<FieldDescriptor, string?> usual) =>
        Ways(type, []).Select(way => (string.Join('.', way.Select(field => field.Name)), (Func<string, IMessage>)(text =>
        {
            var message = Of(type, usual);
            Put(message, way, 0, text);
            return message;
        })));

    private static IEnumerable<IReadOnlyList<FieldDescriptor>> Ways(MessageDescriptor type, IReadOnlyList<FieldDescriptor> at)
    {
        if (at.Count > MaxDepth || type.FullName == Timestamp.Descriptor.FullName || at.Count(field => field.MessageType == type) > 1) yield break;
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.IsMap || field.FieldType == FieldType.String)
            {
                yield return [.. at, field];
            }
            else if (field.FieldType == FieldType.Message)
            {
                foreach (var way in Ways(field.MessageType, [.. at, field])) yield return way;
            }
        }
    }

    private static void Put(IMessage message, IReadOnlyList<FieldDescriptor> way, int step, string text)
    {
        var field = way[step];
        if (step == way.Count - 1)
        {
            if (field.IsMap) ((IDictionary)field.Accessor.GetValue(message)).Add("kilde", text);
            else if (field.IsRepeated) ((IList)field.Accessor.GetValue(message)).Add(text);
            else field.Accessor.SetValue(message, text);
            return;
        }
        if (field.IsRepeated)
        {
            var list = (IList)field.Accessor.GetValue(message);
            if (list.Count == 0) list.Add(Activator.CreateInstance(field.MessageType.ClrType));
            Put((IMessage)list[0]!, way, step + 1, text);
            return;
        }
        if (field.Accessor.GetValue(message) is not IMessage inner)
        {
            inner = (IMessage)Activator.CreateInstance(field.MessageType.ClrType)!;
            field.Accessor.SetValue(message, inner);
            inner = (IMessage)field.Accessor.GetValue(message);
        }
        Put(inner, way, step + 1, text);
    }

    private static object? Value(FieldDescriptor field, Func<FieldDescriptor, string?> text, int depth) => field.FieldType switch
    {
        FieldType.String => text(field) ?? Special.GetValueOrDefault(field.Name, "prøve"),
        FieldType.Message => Of(field.MessageType, text, depth + 1),
        FieldType.Bool => false,
        FieldType.Bytes => ByteString.CopyFromUtf8("prøve"),
        FieldType.Double => field.Name switch { "latitude" => 55.6934, "longitude" => 12.5486, _ => 1d },
        FieldType.Float => 1f,
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => field.Name == "hold_seconds" ? 600 : 1,
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => 1L,
        FieldType.UInt32 or FieldType.Fixed32 => 1u,
        FieldType.UInt64 or FieldType.Fixed64 => 1ul,
        FieldType.Enum => System.Enum.ToObject(field.EnumType.ClrType, Math.Min(1, field.EnumType.Values.Count - 1)),
        _ => null,
    };
}
