using System.Collections.Immutable;
using Google.Protobuf.WellKnownTypes;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using Wire = SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Turns a message into a filter and notes what cannot be read. Pointers are those of the REST form.</summary>
internal sealed class FilterProtoReader(FilterErrors errors)
{
    private const int MaxNanos = 999_999_999;
    private static readonly Filter Unreadable = new Filter.Everything();
    private static readonly long FirstSecond = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public Filter Read(Wire.Filter? message, string at) => message?.ConditionCase switch
    {
        Wire.Filter.ConditionOneofCase.All => new Filter.All(Each(message.All, at + "/all")),
        Wire.Filter.ConditionOneofCase.Any => new Filter.Any(Each(message.Any, at + "/any")),
        Wire.Filter.ConditionOneofCase.Not => new Filter.Not(Read(message.Not, at + "/not")),
        Wire.Filter.ConditionOneofCase.Category => new Filter.Category([.. message.Category.Values_]),
        Wire.Filter.ConditionOneofCase.Skills => new Filter.Skills([.. message.Skills.Values_]),
        Wire.Filter.ConditionOneofCase.Municipality => new Filter.Municipality([.. message.Municipality.Values_]),
        Wire.Filter.ConditionOneofCase.Publisher => ReadPublisher(message.Publisher, at + "/publisher"),
        Wire.Filter.ConditionOneofCase.PlacesLeft => new Filter.PlacesLeft(message.PlacesLeft),
        Wire.Filter.ConditionOneofCase.Radius => ReadPoint(message.Radius.Center, at + "/radius") is { } center
            ? new Filter.Radius(center, message.Radius.Km)
            : Unreadable,
        Wire.Filter.ConditionOneofCase.Within => ReadWithin(message.Within, at + "/within/coordinates"),
        Wire.Filter.ConditionOneofCase.Window => Moment(message.Window.From, at + "/window/from", out var from)
            & Moment(message.Window.Until, at + "/window/until", out var until) ? new Filter.Window(from, until) : Unreadable,
        _ => new Filter.Everything(),
    };

    private ImmutableArray<Filter> Each(Wire.Filters filters, string at) => [.. filters.Filters_.Select((filter, i) => Read(filter, $"{at}/{i}"))];

    private Filter ReadPublisher(Wire.Values values, string at)
    {
        var ids = ImmutableArray.CreateBuilder<Guid>();
        for (var i = 0; i < values.Values_.Count; i++)
        {
            if (Guid.TryParseExact(values.Values_[i], "D", out var id))
            {
                ids.Add(id);
            }
            else
            {
                errors.Add($"{at}/{i}", "Skriv deltagerens id, en UUID.", "Write the participant's id, a UUID.");
            }
        }
        return ids.Count == values.Values_.Count ? new Filter.Publisher(ids.ToImmutable()) : Unreadable;
    }

    private Filter ReadWithin(Wire.Polygons area, string at)
    {
        var polygons = ImmutableArray.CreateBuilder<Polygon>();
        var isRead = true;
        for (var i = 0; i < area.Polygons_.Count; i++)
        {
            var polygonAt = area.Polygons_.Count == 1 ? at : $"{at}/{i}";
            var rings = area.Polygons_[i].Rings.Select((ring, j) => ReadRing(ring, $"{polygonAt}/{j}")).ToList();
            isRead &= !rings.Contains(null);
            polygons.Add(new Polygon([.. rings.OfType<Ring>()]));
        }
        return isRead ? new Filter.Within(polygons.ToImmutable()) : Unreadable;
    }

    private Ring? ReadRing(Wire.Ring ring, string at)
    {
        var points = ring.Points.Select((point, i) => ReadPoint(point, $"{at}/{i}")).ToList();
        return points.Contains(null) ? null : new Ring([.. points.OfType<GeoPoint>()]);
    }

    private GeoPoint? ReadPoint(Wire.GeoPoint? message, string at)
    {
        if (message is not null && GeoPoint.TryCreate(message.Latitude, message.Longitude, out var point))
        {
            return point;
        }
        errors.Add(at, "Skriv latitude fra -90 til 90 og longitude fra -180 til 180.", "Write latitude from -90 to 90 and longitude from -180 to 180.");
        return null;
    }

    private bool Moment(Timestamp? message, string at, out DateTimeOffset? moment)
    {
        moment = null;
        if (message is null)
        {
            return true;
        }
        if (message.Seconds < FirstSecond || message.Seconds > LastSecond || message.Nanos is < 0 or > MaxNanos)
        {
            errors.Add(at, "Skriv en tid mellem år 1 og 9999.", "Write a time between the years 1 and 9999.");
            return false;
        }
        moment = message.ToDateTimeOffset();
        return true;
    }
}
