using System.Diagnostics;
using OpenTelemetry;
using SocialEnzyme.Hub.ServiceDefaults.Telemetry;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>What goes to the broker as one message: an event, or a bundle of events of one type.</summary>
internal sealed class Parcel : IDisposable
{
    // A consumer holds many messages at once: none may be large. Most events are below 2 kB.
    private const int MaxEvents = 50;
    private const int MaxCharacters = 128 * 1024;

    private readonly EventCatalog.Entry _entry;

    private readonly List<Item> _items;
    private int _characters;

    private Parcel(EventCatalog.Entry entry, Item first) => (_entry, _items, _characters) = (entry, [first], first.Row.Body.Length);

    /// <summary>A row of the outbox, read.</summary>
    /// <param name="Span">Under the publisher's call; null when nobody records.</param>
    public sealed record Item(OutboxRow Row, object Event, Activity? Span);

    public IReadOnlyList<Item> Items => _items;

    /// <summary>Null: it is a bundle.</summary>
    public Item? Alone => Items.Count == 1 ? Items[0] : null;

    public object Message => Alone?.Event ?? _entry.Bundling!.Bundle(Items);

    public Type MessageType => Alone is null ? _entry.Bundling!.Type : _entry.Type;

    /// <summary>Some service must receive it.</summary>
    public bool IsMandatory => _entry.Mandatory;

    /// <summary>All that can be read, in their order; the others are added to the errors, by id.</summary>
    public static IReadOnlyList<Parcel> Pack(IReadOnlyList<OutboxRow> rows, Dictionary<Guid, string> errors)
    {
        var parcels = new List<Parcel>();
        var open = new Dictionary<string, Parcel>();
        foreach (var row in rows)
        {
            if (TryRead(row, out var @event, out var entry) is { } error)
            {
                errors[row.Id] = error;
                continue;
            }
            var item = new Item(row, @event, Start(row));
            // What failed once goes alone from then on: its neighbours must not fail with it again.
            var isBundled = entry.Bundling is not null && row.Attempts == 0;
            if (isBundled && open.TryGetValue(row.Type, out var bundle) && bundle.TryAdd(item))
            {
                continue;
            }
            var parcel = new Parcel(entry, item);
            parcels.Add(parcel);
            if (isBundled)
            {
                open[row.Type] = parcel;
            }
        }
        return parcels;
    }

    private bool TryAdd(Item item)
    {
        if (_items.Count == MaxEvents || _characters + item.Row.Body.Length > MaxCharacters)
        {
            return false;
        }
        _items.Add(item);
        _characters += item.Row.Body.Length;
        return true;
    }

    public void Fail(Exception error)
    {
        foreach (var item in Items)
        {
            item.Span?.SetStatus(ActivityStatusCode.Error, error.GetType().Name);
        }
    }

    public void Dispose()
    {
        // A span that ends where nothing is recorded is recorded nowhere.
        using var told = SuppressInstrumentationScope.Begin(value: false);
        foreach (var item in Items)
        {
            item.Span?.Dispose();
        }
    }

    private static string? TryRead(OutboxRow row, out object @event, out EventCatalog.Entry entry)
    {
        try
        {
            (@event, entry) = row.Event is { } known ? (known, EventCatalog.Find(row.Type)) : EventCatalog.Read(row.Type, row.Body);
            return null;
        }
        // Whatever it is: one row that cannot be read must not keep the others from being sent.
        catch (Exception error)
        {
            (@event, entry) = (null!, null!);
            return error.GetType().Name;
        }
    }

    // None of them is current for what is read after it.
    private static Activity? Start(OutboxRow row)
    {
        using var told = SuppressInstrumentationScope.Begin(value: false);
        Activity.Current = null;
        var span = HubTelemetry.StartStored("outbox relay", ActivityKind.Internal, row.Traceparent, row.Tracestate);
        Activity.Current = null;
        return span;
    }
}
