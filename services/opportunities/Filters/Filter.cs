using System.Collections.Immutable;
using System.Text.Json.Serialization;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Which needs a subscriber wants to hear of: one condition, or several joined.</summary>
[JsonConverter(typeof(FilterJsonConverter))]
public abstract record Filter
{
    // Closed: the cases below are all there are.
    private Filter()
    {
    }

    /// <summary>Met by every need.</summary>
    public sealed record Everything : Filter;

    /// <summary>All of these are met.</summary>
    public sealed record All(ImmutableArray<Filter> Filters) : Filter;

    /// <summary>At least one of these is met.</summary>
    public sealed record Any(ImmutableArray<Filter> Filters) : Filter;

    /// <summary>This is not met.</summary>
#pragma warning disable CA1716 // The word of the filter; no other language reads it.
    public sealed record Not(Filter Inner) : Filter;
#pragma warning restore CA1716

    /// <summary>The need's category is one of these.</summary>
    public sealed record Category(ImmutableArray<string> Values) : Filter;

    /// <summary>The need asks for at least one of these.</summary>
    public sealed record Skills(ImmutableArray<string> Values) : Filter;

    /// <summary>The need's municipality is one of these, or the need is national.</summary>
    public sealed record Municipality(ImmutableArray<string> Codes) : Filter;

    /// <summary>The need's public place is at most this far from the centre, along the great circle.</summary>
    public sealed record Radius(GeoPoint Center, double Km) : Filter;

    /// <summary>The need's public place lies in one of the polygons or on a border of one.</summary>
    public sealed record Within(ImmutableArray<Polygon> Polygons) : Filter;

    /// <summary>The need's window overlaps this one; both hold their first moment and not their last.</summary>
    public sealed record Window(DateTimeOffset? From, DateTimeOffset? Until) : Filter;

    /// <summary>At least this many places are left, or the need states no number.</summary>
    public sealed record PlacesLeft(int AtLeast) : Filter;

    /// <summary>The need is published by one of these participants.</summary>
    public sealed record Publisher(ImmutableArray<Guid> Ids) : Filter;
}
