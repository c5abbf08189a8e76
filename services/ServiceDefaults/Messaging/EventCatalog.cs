using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using SocialEnzyme.Hub.Contracts.Events;
using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>The events of contracts/events by their names, and how they are written.</summary>
public static class EventCatalog
{
    /// <summary>Readers of events skip what they do not know: contracts grow.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
    };

    private static readonly FrozenDictionary<string, Entry> ByName = typeof(NeedPublished).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(NeedPublished).Namespace && type.IsSealed && !type.IsAbstract)
        .Select(type => new Entry(
            type, type.GetCustomAttribute<DurableConsumersAttribute>() is not null,
            type.GetCustomAttribute<SentInBundlesAttribute>() is null ? null : Bundling.Of(type)))
        .ToFrozenDictionary(entry => entry.Type.Name);

    /// <summary>The event of this name, as it is sent.</summary>
    /// <exception cref="JsonException">The body is not this event.</exception>
    internal static (object Event, Entry Entry) Read(string name, string body)
    {
        var entry = Find(name);
        return (JsonSerializer.Deserialize(body, entry.Type, Json) ?? throw new JsonException($"The body of {name} is empty."), entry);
    }

    /// <summary>What is known of the events of this name.</summary>
    internal static Entry Find(string name) => ByName.GetValueOrDefault(name) ?? throw new JsonException($"contracts/events has no {name}.");

    /// <param name="Mandatory">Some service must receive it: a broker without a queue for it is not good enough.</param>
    /// <param name="Bundling">Null: each of them is a message of its own.</param>
    internal sealed record Entry(Type Type, bool Mandatory, Bundling? Bundling);

    /// <summary>How many events of a type become one message; the type is known only when a row is read.</summary>
    internal sealed record Bundling(Type Type, Func<IReadOnlyList<Parcel.Item>, object> Bundle)
    {
        public static Bundling Of(Type @event) =>
            (Bundling)typeof(Bundling).GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(@event).Invoke(null, null)!;

        private static Bundling Create<T>() where T : class => new(typeof(Bundle<T>), items =>
            new Bundle<T>([.. items.Select(item => new Bundled<T>(item.Row.Id, item.Row.Traceparent, item.Span?.Id, (T)item.Event))]));
    }
}
