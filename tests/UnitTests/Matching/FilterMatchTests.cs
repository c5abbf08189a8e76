using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matching;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.UnitTests.Matching;

public sealed class FilterMatchTests
{
    // A square of 4 by 4 degrees with a hole of 2 by 2 in its middle, and an island to the east.
    private static readonly Filter Area = new Filter.Within(
        [new Polygon([Square(54, 8, 4), Square(55, 9, 2)]), new Polygon([Square(55, 14, 1)])]);

    [Theory]
    [InlineData(54.5, 8.5, true)] // inside
    [InlineData(56, 10, false)] // in the hole
    [InlineData(53.9, 10, false)] // outside
    [InlineData(54, 10, true)] // on the border
    [InlineData(58, 12, true)] // on a corner
    [InlineData(55, 10, true)] // on the border of the hole
    [InlineData(57, 11, true)] // on a corner of the hole
    [InlineData(55.5, 14.5, true)] // on the island
    [InlineData(55.5, 13, false)] // in the sound
    [InlineData(90, 180, false)]
    [InlineData(-90, -180, false)]
    public void Borders_belong_to_a_polygon_those_of_its_holes_too(double latitude, double longitude, bool isMet) =>
        Assert.Equal(isMet, FilterMatch.Meets(Area, Needs.At(latitude, longitude)));

    [Fact]
    public void A_point_on_a_slanting_border_is_inside_whatever_the_rounding()
    {
        var filter = new Filter.Within([new Polygon([new Ring([new(55, 10), new(56.1, 11.7), new(55, 11.7), new(55, 10)])])]);
        for (var i = 0; i <= 1_000; i++)
        {
            Assert.True(FilterMatch.Meets(filter, Needs.At(55 + (1.1 * i / 1_000), 10 + (1.7 * i / 1_000))));
        }
    }

    [Fact]
    public void A_need_without_a_place_meets_no_radius_and_no_polygon_filter()
    {
        Assert.False(FilterMatch.Meets(Area, Needs.Local()));
        Assert.False(FilterMatch.Meets(new Filter.Radius(new GeoPoint(55, 12), 1_000), Needs.Local() with { Scope = "national" }));
        Assert.False(FilterMatch.Meets(Area, Needs.At(91, 12)));
    }

    [Fact]
    public void A_radius_reaches_along_the_great_circle_and_its_end_is_inside()
    {
        var (center, place) = (new GeoPoint(55.676, 12.568), new GeoPoint(55.7, 12.6));
        var km = center.DistanceTo(place) / 1_000;

        Assert.True(FilterMatch.Meets(new Filter.Radius(center, km + 1e-9), Needs.At(55.7, 12.6)));
        Assert.False(FilterMatch.Meets(new Filter.Radius(center, km - 1e-6), Needs.At(55.7, 12.6)));
        Assert.True(FilterMatch.Meets(new Filter.Radius(new GeoPoint(0, 179.99), 5), Needs.At(0, -179.99)));
    }

    [Theory]
    [InlineData("local", "0101", true)]
    [InlineData("local", "0147", false)]
    [InlineData("local", null, false)]
    [InlineData("national", null, true)]
    [InlineData("national", "0147", true)]
    [InlineData("unspecified", null, false)]
    [InlineData("unspecified", "0101", false)]
    public void A_national_need_meets_every_municipality_filter_and_one_of_unspecified_scope_none(string scope, string? municipality, bool isMet) =>
        Assert.Equal(isMet, FilterMatch.Meets(new Filter.Municipality(["0101"]), Needs.Local() with { Scope = scope, Municipality = municipality }));

    [Theory]
    [InlineData(-2, 0, false)] // ends as the window begins
    [InlineData(-2, 1, true)]
    [InlineData(9, 12, true)]
    [InlineData(10, 12, false)] // begins as the window ends
    [InlineData(-2, 12, true)]
    [InlineData(2, 3, true)]
    [InlineData(null, 0, false)]
    [InlineData(null, 1, true)]
    [InlineData(10, null, false)]
    [InlineData(9, null, true)]
    [InlineData(null, null, true)] // no window overlaps every one
    public void Windows_hold_their_first_moment_and_not_their_last(int? from, int? until, bool isMet)
    {
        var need = Needs.Local() with { From = Hours(from), Until = Hours(until) };
        Assert.Equal(isMet, FilterMatch.Meets(new Filter.Window(Needs.Noon, Needs.Noon.AddHours(10)), need));
    }

    [Theory]
    [InlineData("2026-03-29T02:00:00+01:00", "2026-03-29T03:00:00+02:00", true)] // one moment: the clock goes forward
    [InlineData("2026-10-25T02:00:00+01:00", "2026-10-25T02:00:00+02:00", false)] // an hour apart: the clock goes back
    public void Windows_are_compared_by_moments_when_the_clock_changes(string windowUntil, string needFrom, bool areEqual)
    {
        var (until, from) = (Moment(windowUntil), Moment(needFrom));
        Assert.Equal(areEqual, until == from);
        var need = Needs.Local() with { From = from, Until = from.AddMinutes(30) };

        Assert.Equal(from < until, FilterMatch.Meets(new Filter.Window(until.AddHours(-2), until), need));
        Assert.True(FilterMatch.Meets(new Filter.Window(from, from.AddMinutes(1)), need));
    }

    [Fact]
    public void A_need_that_states_no_number_of_places_has_always_room()
    {
        Assert.True(FilterMatch.Meets(new Filter.PlacesLeft(1_000_000), Needs.Local()));
        Assert.True(FilterMatch.Meets(new Filter.PlacesLeft(3), Needs.Local() with { PlacesLeft = 3 }));
        Assert.False(FilterMatch.Meets(new Filter.PlacesLeft(3), Needs.Local() with { PlacesLeft = 2 }));
    }

    [Fact]
    public void Words_are_compared_without_regard_to_case_blanks_and_how_a_letter_is_composed()
    {
        Assert.True(FilterMatch.Meets(new Filter.Category(["Ældre på tur"]), Needs.Local(category: " ÆLDRE PA\u030A TUR ")));
        Assert.True(FilterMatch.Meets(new Filter.Skills(["køkken"]), Needs.Local() with { Skills = ["andet", "KØKKEN"] }));
        Assert.False(FilterMatch.Meets(new Filter.Category(["aeldre"]), Needs.Local(category: "ældre")));
    }

    [Fact]
    public void An_explanation_answers_as_the_rule_does_with_a_reason_for_each_condition()
    {
        Filter filter = new Filter.All([new Filter.Category(["lektier"]), new Filter.Not(new Filter.Radius(new GeoPoint(55, 12), 5))]);
        var verdict = FilterMatch.Explain(filter, Needs.At(55.1, 12));

        Assert.False(verdict.IsMet);
        Assert.Equal([("#/filter/all/0/category", false), ("#/filter/all/1/not/radius", false)], verdict.Reasons.Select(r => (r.Pointer, r.IsMet)));
        Assert.Equal("Stedet er 11,1 km væk; radius er 5 km.", verdict.Reasons[1].Sentence.Danish);
    }

    [Fact]
    public void Every_random_filter_can_be_explained()
    {
        var random = new RandomFilters(11);
        for (var i = 0; i < 2_000; i++)
        {
            var (filter, need) = (random.Filter(), random.Need());
            Assert.Equal(FilterMatch.Meets(filter, need), FilterMatch.Explain(filter, need).IsMet);
        }
    }

    private static DateTimeOffset? Hours(int? hours) => hours is { } h ? Needs.Noon.AddHours(h) : null;

    private static DateTimeOffset Moment(string text) => DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static Ring Square(double south, double west, double side) => new(
        [new(south, west), new(south, west + side), new(south + side, west + side), new(south + side, west), new(south, west)]);
}
