using System.Collections.Immutable;
using System.Text.Json;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Turns JSON into a filter and notes what cannot be read; what could not is replaced, so that the rest is checked too.</summary>
internal sealed class FilterJsonReader(FilterErrors errors)
{
    private static readonly Filter Unreadable = new Filter.Everything();

    public Filter Read(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Refuse(at, "Skriv et objekt med én betingelse, eller {} for alt.", "Write an object with one condition, or {} for everything.");
        }
        var properties = json.EnumerateObject();
        if (!properties.MoveNext())
        {
            return new Filter.Everything();
        }
        var (name, value) = (JsonText.NameOf(properties.Current), properties.Current.Value);
        if (properties.MoveNext())
        {
            return Refuse(at, "Kun én betingelse i hvert objekt; saml flere i all eller any.",
                "One condition only in each object; join several with all or any.");
        }
        at = $"{at}/{name}";
        return name switch
        {
            "all" => Each(value, at) is { } filters ? new Filter.All(filters) : Unreadable,
            "any" => Each(value, at) is { } filters ? new Filter.Any(filters) : Unreadable,
            "not" => new Filter.Not(Read(value, at)),
            "category" => Strings(value, at) is { } words ? new Filter.Category(words) : Unreadable,
            "skills" => Strings(value, at) is { } words ? new Filter.Skills(words) : Unreadable,
            "municipality" => Strings(value, at) is { } codes ? new Filter.Municipality(codes) : Unreadable,
            "publisher" => Strings(value, at) is { } ids ? ReadPublisher(ids, at) : Unreadable,
            "placesLeft" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var places) ? new Filter.PlacesLeft(places)
                : Refuse(at, "Skriv et helt tal fra 1 til 1.000.000.", "Write a whole number from 1 to 1,000,000."),
            "radius" => ReadRadius(value, at),
            "within" => new GeoJsonReader(errors).Read(value, at) is { } polygons ? new Filter.Within(polygons) : Unreadable,
            "window" => ReadWindow(value, at),
            // The name is not repeated: it may be personal data.
            _ => Refuse(at[..^name.Length].TrimEnd('/'),
                "Ukendt betingelse. Brug all, any, not, category, skills, municipality, radius, within, window, placesLeft eller publisher.",
                "Unknown condition. Use all, any, not, category, skills, municipality, radius, within, window, placesLeft or publisher."),
        };
    }

    private Filter Refuse(string at, string danish, string english)
    {
        errors.Add(at, danish, english);
        return Unreadable;
    }

    private ImmutableArray<Filter>? Each(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            Refuse(at, "Skriv en liste af filtre.", "Write a list of filters.");
            return null;
        }
        return [.. json.EnumerateArray().Select((filter, i) => Read(filter, $"{at}/{i}"))];
    }

    private ImmutableArray<string>? Strings(JsonElement json, string at)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            Refuse(at, "Skriv en liste af tekster.", "Write a list of texts.");
            return null;
        }
        var texts = ImmutableArray.CreateBuilder<string>();
        var isRead = true;
        foreach (var (i, item) in json.EnumerateArray().Index())
        {
            if (JsonText.TextOf(item) is { } text)
            {
                texts.Add(text);
            }
            else
            {
                isRead = false;
                Refuse($"{at}/{i}", "Skriv en tekst i anførselstegn.", "Write a text in quotes.");
            }
        }
        return isRead ? texts.ToImmutable() : null;
    }

    private Filter ReadPublisher(ImmutableArray<string> texts, string at)
    {
        var ids = ImmutableArray.CreateBuilder<Guid>();
        for (var i = 0; i < texts.Length; i++)
        {
            if (Guid.TryParseExact(texts[i], "D", out var id))
            {
                ids.Add(id);
            }
            else
            {
                Refuse($"{at}/{i}", "Skriv deltagerens id, en UUID.", "Write the participant's id, a UUID.");
            }
        }
        return ids.Count == texts.Length ? new Filter.Publisher(ids.ToImmutable()) : Unreadable;
    }

    private Filter ReadRadius(JsonElement json, string at)
    {
        if (!FieldsOf(json, at, ["latitude", "longitude", "km"], out var fields))
        {
            return Unreadable;
        }
        var latitude = Number(fields[0], -90, 90, at + "/latitude");
        var longitude = Number(fields[1], -180, 180, at + "/longitude");
        var km = Number(fields[2], double.MinValue, double.MaxValue, at + "/km");
        return latitude is { } lat && longitude is { } lon && km is { } far ? new Filter.Radius(new GeoPoint(lat, lon), far) : Unreadable;
    }

    private Filter ReadWindow(JsonElement json, string at) =>
        FieldsOf(json, at, ["from", "until"], out var fields) && Moment(fields[0], at + "/from", out var from) & Moment(fields[1], at + "/until", out var until)
            ? new Filter.Window(from, until)
            : Unreadable;

    private bool FieldsOf(JsonElement json, string at, ReadOnlySpan<string> names, out JsonElement[] fields)
    {
        fields = new JsonElement[names.Length];
        var known = string.Join(", ", names);
        if (json.ValueKind != JsonValueKind.Object)
        {
            Refuse(at, $"Skriv et objekt med {known}.", $"Write an object with {known}.");
            return false;
        }
        foreach (var property in json.EnumerateObject())
        {
            var i = names.IndexOf(JsonText.NameOf(property));
            if (i < 0 || fields[i].ValueKind != JsonValueKind.Undefined)
            {
                Refuse(at, $"Et ukendt eller gentaget felt. Skriv {known}.", $"An unknown or repeated field. Write {known}.");
                return false;
            }
            fields[i] = property.Value;
        }
        return true;
    }

    private double? Number(JsonElement json, double least, double most, string at)
    {
        if (json.ValueKind == JsonValueKind.Number && json.TryGetDouble(out var number) && number >= least && number <= most)
        {
            return number;
        }
        if (least == double.MinValue)
        {
            Refuse(at, "Skriv et tal.", "Write a number.");
        }
        else
        {
            Refuse(at, $"Skriv et tal fra {least} til {most}.", $"Write a number from {least} to {most}.");
        }
        return null;
    }

    private bool Moment(JsonElement json, string at, out DateTimeOffset? moment)
    {
        moment = null;
        if (json.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return true;
        }
        // Without an offset the moment would depend on the machine that reads it.
        if (JsonText.TextOf(json) is { } text && MomentConverter.HasOffset(text) && json.TryGetDateTimeOffset(out var read))
        {
            moment = read;
            return true;
        }
        Refuse(at, "Skriv dato, tid og forskydning: 2026-11-22T08:00:00+01:00.", "Write date, time and offset: 2026-11-22T08:00:00+01:00.");
        return false;
    }
}
