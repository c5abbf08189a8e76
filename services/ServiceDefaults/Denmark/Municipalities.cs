using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace SocialEnzyme.Hub.ServiceDefaults.Denmark;

/// <summary>The 98 Danish municipalities, shipped with the hub: no service of others is asked.</summary>
public static class Municipalities
{
    private const int CodeLength = 4;

    private static readonly JsonDocument Document = Open();

    /// <summary>In the order of their codes.</summary>
    public static ImmutableArray<Municipality> All { get; } =
        [.. Document.RootElement.GetProperty("municipalities").EnumerateArray().Select(Read).OrderBy(m => m.Code, StringComparer.Ordinal)];

    /// <summary>The credit that must be shown where the data is shown.</summary>
    public static string Attribution { get; } = Document.RootElement.GetProperty("meta").GetProperty("attribution").GetString()!;

    private static readonly FrozenDictionary<string, Municipality> ByCode = All.ToFrozenDictionary(m => m.Code, StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, Municipality> ByName =
        All.ToFrozenDictionary(m => m.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Finds a municipality by its code, with or without the leading zero.</summary>
    public static bool TryGet(string? code, [NotNullWhen(true)] out Municipality? municipality)
    {
        municipality = null;
        return code?.Length is CodeLength or CodeLength - 1 && ByCode.TryGetValue(code.PadLeft(CodeLength, '0'), out municipality);
    }

    /// <summary>Finds a municipality by its Danish name, with or without "Kommune" and a genitive s (Vesthimmerland, Københavns Kommune).</summary>
    public static bool TryGetByName(string? name, [NotNullWhen(true)] out Municipality? municipality)
    {
        const string Suffix = " kommune";
        municipality = null;
        var bare = name?.Trim() ?? "";
        bare = bare.EndsWith(Suffix, StringComparison.OrdinalIgnoreCase) ? bare[..^Suffix.Length].TrimEnd() : bare;
        return ByName.TryGetValue(bare, out municipality)
            || (bare.EndsWith('s') && ByName.TryGetValue(bare[..^1], out municipality))
            || ByName.TryGetValue(bare + "s", out municipality);
    }

    /// <summary>True when the place lies in the box around the municipality; false for an unknown code.</summary>
    public static bool Contains(string? code, double latitude, double longitude) =>
        TryGet(code, out var municipality) && GeoPoint.TryCreate(latitude, longitude, out var point) && municipality.Bounds.Contains(point);

    private static Municipality Read(JsonElement row)
    {
        var box = row.GetProperty("bbox");
        return new Municipality(
            row.GetProperty("code").GetString()!,
            row.GetProperty("name").GetString()!,
            new GeoPoint(row.GetProperty("lat").GetDouble(), row.GetProperty("lon").GetDouble()),
            new BoundingBox(box[0].GetDouble(), box[1].GetDouble(), box[2].GetDouble(), box[3].GetDouble()));
    }

    private static JsonDocument Open()
    {
        using var stream = typeof(Municipalities).Assembly.GetManifestResourceStream(typeof(Municipalities), "municipalities.json")
            ?? throw new InvalidOperationException("municipalities.json is not embedded in the assembly.");
        return JsonDocument.Parse(stream);
    }
}
