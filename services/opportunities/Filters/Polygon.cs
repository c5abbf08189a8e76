using System.Collections.Immutable;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>An area: the first ring is its border, the others are holes in it.</summary>
public sealed record Polygon(ImmutableArray<Ring> Rings);

/// <summary>A closed line: the last point equals the first.</summary>
public sealed record Ring(ImmutableArray<GeoPoint> Points);
