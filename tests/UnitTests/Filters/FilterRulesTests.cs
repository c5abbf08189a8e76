using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.Filters;

public sealed class FilterRulesTests
{
    [Fact]
    public void Words_are_trimmed_composed_and_named_once() => Assert.Equal(
        """{"category":["Besøg","Ånd"]}""", Normal(new Filter.Category([" Besøg", "BESØG ", "A\u030And", "ånd"])));

    [Fact]
    public void A_municipality_code_of_three_digits_is_stored_with_four() =>
        Assert.Equal("""{"municipality":["0101"]}""", Normal(new Filter.Municipality(["101", "0101"])));

    [Fact]
    public void An_unknown_municipality_has_a_code_of_its_own()
    {
        var rejection = Refused(new Filter.Municipality(["0101", "0102"]));
        Assert.Equal(ProblemCode.UnknownMunicipality, rejection.Code);
        Assert.Equal("#/filter/municipality/1", rejection.Errors.Single().Pointer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5_000)]
    [InlineData(1_000.001)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_radius_is_more_than_0_and_at_most_1000_km(double km) => AssertRefused(
        new Filter.All([new Filter.Everything(), new Filter.Radius(new GeoPoint(55, 12), km)]), "#/filter/all/1/radius/km");

    [Fact]
    public void A_window_ends_after_it_starts()
    {
        var noon = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        AssertRefused(new Filter.Window(noon, noon), "#/filter/window/until");
        AssertRefused(new Filter.Window(noon, noon.AddDays(-1)), "#/filter/window/until");
        AssertRefused(new Filter.Window(null, null), "#/filter/window");
    }

    [Fact]
    public void Lists_hold_something()
    {
        AssertRefused(new Filter.Category([]), "#/filter/category");
        AssertRefused(new Filter.Category([" "]), "#/filter/category/0");
        AssertRefused(new Filter.Category([new string('x', 101)]), "#/filter/category/0");
        AssertRefused(new Filter.Publisher([]), "#/filter/publisher");
        AssertRefused(new Filter.Not(new Filter.All([])), "#/filter/not/all");
        AssertRefused(new Filter.PlacesLeft(0), "#/filter/placesLeft");
        AssertRefused(new Filter.Within([]), "#/filter/within/coordinates");
    }

    [Fact]
    public void Eight_levels_are_allowed_and_nine_are_not()
    {
        Assert.False(FilterRules.Check(Nested(8)).IsRejected(out _, out _));
        var rejection = Refused(Nested(9));
        Assert.Equal(ProblemCode.FilterTooComplex, rejection.Code);
        Assert.Equal("#/filter" + string.Concat(Enumerable.Repeat("/not", 8)), rejection.Errors.Single().Pointer);
    }

    [Fact]
    public void A_filter_nested_beyond_all_measure_is_refused_not_followed() =>
        Assert.Equal(ProblemCode.FilterTooComplex, Refused(Nested(100_000)).Code);

    [Theory]
    [InlineData(63, true)]
    [InlineData(64, false)]
    [InlineData(1_000_000, false)]
    public void There_are_at_most_64_conditions_the_joining_ones_included(int parts, bool isAllowed)
    {
        var filter = new Filter.Any([.. Enumerable.Repeat<Filter>(new Filter.PlacesLeft(1), parts)]);
        Assert.Equal(isAllowed, !FilterRules.Check(filter).IsRejected(out var rejection, out _));
        Assert.Equal(isAllowed ? null : ProblemCode.FilterTooComplex, rejection?.Code);
    }

    [Fact]
    public void There_are_at_most_100_values_in_a_list_and_1000_points_in_all()
    {
        Assert.Equal(ProblemCode.FilterTooComplex, Refused(new Filter.Skills([.. Enumerable.Range(0, 101).Select(i => $"{i}")])).Code);
        Assert.False(FilterRules.Check(new Filter.Within([Circle(1_000)])).IsRejected(out _, out _));
        Assert.Equal(ProblemCode.FilterTooComplex, Refused(new Filter.Within([Circle(500), Circle(501)])).Code);
    }

    [Theory]
    [InlineData("0 0, 0 1, 1 1, 1 0", "#/filter/within/coordinates/0/3")] // not closed
    [InlineData("0 0, 0 1, 0 0", "#/filter/within/coordinates/0")] // too few
    [InlineData("0 0, 1 1, 1 0, 0 1, 0 0", "#/filter/within/coordinates/0/0")] // a bow tie
    [InlineData("0 0, 0 2, 2 2, 0 1, 2 0, 0 0", "#/filter/within/coordinates/0/0")] // touches its own edge
    [InlineData("0 0, 0 2, 0 1, 1 1, 0 0", "#/filter/within/coordinates/0/0")] // runs back over itself
    [InlineData("0 0, 1 1, 2 2, 0 0", "#/filter/within/coordinates/0/0")] // no area
    public void A_ring_is_closed_and_does_not_meet_itself(string points, string at) =>
        AssertRefused(new Filter.Within([new Polygon([Ring(points)])]), at);

    [Theory]
    [InlineData("1 1, 1 2, 2 2, 1 1", true)]
    [InlineData("0 0, 0 2, 2 2, 0 0", true)] // touches the border
    [InlineData("1 1, 1 5, 2 2, 1 1", false)]
    [InlineData("9 9, 9 10, 10 10, 9 9", false)]
    public void A_hole_lies_inside_the_border(string hole, bool isAllowed)
    {
        var polygon = new Polygon([Ring("0 0, 0 4, 4 4, 4 0, 0 0"), Ring(hole)]);
        Assert.Equal(isAllowed, !FilterRules.Check(new Filter.Within([polygon])).IsRejected(out var rejection, out _));
        Assert.Equal(isAllowed ? null : "#/filter/within/coordinates/1", rejection?.Errors.Single().Pointer);
    }

    [Fact]
    public void A_point_repeated_in_a_row_is_dropped() => Assert.Equal(
        """{"within":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}}""",
        Normal(new Filter.Within([new Polygon([Ring("0 0, 0 1, 0 1, 1 1, 0 0")])])));

    [Fact]
    public void Every_error_says_what_to_write_in_Danish_and_English()
    {
        var error = Refused(new Filter.PlacesLeft(0)).Errors.Single();
        Assert.Equal(new Text("Skriv et helt tal fra 1 til 1.000.000.", "Write a whole number from 1 to 1,000,000."), error.Detail);
    }

    [Fact]
    public void A_hostile_filter_does_not_get_an_answer_larger_than_itself() =>
        Assert.InRange(Refused(new Filter.All([.. Enumerable.Repeat<Filter>(new Filter.Category([" ", "\n"]), 63)])).Errors.Count, 1, 50);

    private static Filter Nested(int levels)
    {
        Filter filter = new Filter.PlacesLeft(1);
        for (var i = 1; i < levels; i++)
        {
            filter = new Filter.Not(filter);
        }
        return filter;
    }

    // "latitude longitude, …"
    private static Ring Ring(string points) => new(
    [
        .. points.Split(", ").Select(point => point.Split(' ').Select(int.Parse).ToArray()).Select(degrees => new GeoPoint(degrees[0], degrees[1])),
    ]);

    private static Polygon Circle(int points)
    {
        var corners = Enumerable.Range(0, points - 1).Select(i => i * 2 * Math.PI / (points - 1))
            .Select(angle => new GeoPoint(55 + Math.Sin(angle), 11 + Math.Cos(angle))).ToList();
        return new Polygon([new Ring([.. corners, corners[0]])]);
    }

    private static string Normal(Filter filter)
    {
        Assert.False(FilterRules.Check(filter).IsRejected(out _, out var normal));
        return FilterJson.ToJson(normal!);
    }

    private static Rejection Refused(Filter filter)
    {
        Assert.True(FilterRules.Check(filter).IsRejected(out var rejection, out _));
        return rejection!;
    }

    private static void AssertRefused(Filter filter, string at) => Assert.Equal([at], Refused(filter).Errors.Select(error => error.Pointer));
}
