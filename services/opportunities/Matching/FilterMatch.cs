using System.Collections.Immutable;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>The rule that says whether a need meets a filter. Pure: the index, the back-test and the answers to "why" all rest on it.</summary>
public static class FilterMatch
{
    public static bool Meets(Filter filter, PublicNeed need) => filter switch
    {
        Filter.Everything => true,
        Filter.All all => all.Filters.All(inner => Meets(inner, need)),
        Filter.Any any => any.Filters.Any(inner => Meets(inner, need)),
        Filter.Not not => !Meets(not.Inner, need),
        Filter.Category category => Holds(category.Values, need.Category),
        Filter.Skills skills => need.Skills.Any(skill => Holds(skills.Values, skill)),
        Filter.Municipality municipality => need.Scope switch
        {
            Conditions.National => true,
            Conditions.Local => need.Municipality is { } code && municipality.Codes.Contains(code),
            _ => false,
        },
        Filter.Radius radius => Conditions.PlaceOf(need) is { } place && Conditions.IsNear(radius.Center, radius.Km, place),
        Filter.Within within => Conditions.PlaceOf(need) is { } place && within.Polygons.Any(polygon => LiesIn(polygon, place)),
        Filter.Window window => Conditions.Overlap(
            Conditions.FromTicks(window.From), Conditions.UntilTicks(window.Until),
            Conditions.FromTicks(need.From), Conditions.UntilTicks(need.Until)),
        Filter.PlacesLeft places => need.PlacesLeft is null || need.PlacesLeft >= places.AtLeast,
        Filter.Publisher publisher => publisher.Ids.Contains(need.PublisherId),
        _ => throw new ArgumentOutOfRangeException(nameof(filter)),
    };

    /// <summary>The same answer with a reason for each condition.</summary>
    public static Verdict Explain(Filter filter, PublicNeed need, string pointer = "#/filter") =>
        new(Meets(filter, need), [.. Reasons(filter, need, pointer)]);

    private static IEnumerable<Reason> Reasons(Filter filter, PublicNeed need, string at) => filter switch
    {
        Filter.All all => Each(all.Filters, need, at + "/all"),
        Filter.Any any => Each(any.Filters, need, at + "/any"),
        Filter.Not not => Reasons(not.Inner, need, at + "/not"),
        _ => [Sentences.Say(filter, need, Meets(filter, need), at)],
    };

    private static IEnumerable<Reason> Each(ImmutableArray<Filter> filters, PublicNeed need, string at) =>
        filters.SelectMany((inner, i) => Reasons(inner, need, $"{at}/{i}"));

    private static bool Holds(ImmutableArray<string> words, string word) => words.Contains(Words.Normalise(word), Words.Comparer);

    private static bool LiesIn(Polygon polygon, GeoPoint place) => Conditions.IsIn(
        RingGeometry.Locate(polygon.Rings[0].Points.AsSpan(), place),
        polygon.Rings.Skip(1).Any(hole => RingGeometry.Locate(hole.Points.AsSpan(), place) == Side.Inside));
}
