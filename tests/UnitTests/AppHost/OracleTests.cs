using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Once;
using SocialEnzyme.Hub.AppHost.Sample;

namespace SocialEnzyme.Hub.UnitTests.AppHost;

public sealed class OracleTests
{
    private const string Copenhagen = """
        {"category":"bolig","scope":"local","municipality":"0101","skills":["jura"],"place":{"latitude":55.6761,"longitude":12.5683},
         "placesWanted":4,"window":{"from":"2030-06-01T00:00:00Z","until":"2030-07-01T00:00:00Z"}}
        """;

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"category":["bolig","skole"]}""", true)]
    [InlineData("""{"category":["skole"]}""", false)]
    [InlineData("""{"skills":["jura","regnskab"]}""", true)]
    [InlineData("""{"skills":["regnskab"]}""", false)]
    [InlineData("""{"municipality":["0101"]}""", true)]
    [InlineData("""{"municipality":["0751"]}""", false)]
    [InlineData("""{"publisher":["p1"]}""", true)]
    [InlineData("""{"publisher":["p2"]}""", false)]
    [InlineData("""{"placesLeft":4}""", true)]
    [InlineData("""{"placesLeft":5}""", false)]
    [InlineData("""{"window":{"from":"2030-06-30T00:00:00Z","until":"2030-08-01T00:00:00Z"}}""", true)]
    [InlineData("""{"window":{"from":"2030-07-01T00:00:00Z"}}""", false)]
    [InlineData("""{"window":{"until":"2030-06-01T00:00:00Z"}}""", false)]
    [InlineData("""{"all":[{"category":["bolig"]},{"municipality":["0101"]}]}""", true)]
    [InlineData("""{"any":[{"category":["skole"]},{"municipality":["0751"]}]}""", false)]
    [InlineData("""{"not":{"category":["bolig"]}}""", false)]
    public void Conditions_are_judged_one_by_one(string filter, bool meets)
    {
        Assert.Equal(meets, Meets(Copenhagen, filter));
    }

    [Theory]
    // Aarhus lies 156.9 km from Copenhagen's town hall square.
    [InlineData(156, false)]
    [InlineData(158, true)]
    public void Distance_is_that_of_a_great_circle(double km, bool meets)
    {
        Assert.Equal(meets, Meets(Copenhagen, $$$"""{"radius":{"latitude":56.1572,"longitude":10.2107,"km":{{{km}}}}}"""));
    }

    [Fact]
    public void A_hole_is_not_part_of_a_polygon()
    {
        const string Square = "[[12,55],[13,55],[13,56],[12,56],[12,55]]";
        const string Hole = "[[12.5,55.6],[12.6,55.6],[12.6,55.7],[12.5,55.7],[12.5,55.6]]";

        Assert.True(Meets(Copenhagen, $$$"""{"within":{"type":"Polygon","coordinates":[{{{Square}}}]}}"""));
        Assert.False(Meets(Copenhagen, $$$"""{"within":{"type":"Polygon","coordinates":[{{{Square}}},{{{Hole}}}]}}"""));
        Assert.True(Meets(Copenhagen, $$$"""{"within":{"type":"MultiPolygon","coordinates":[[{{{Square}}},{{{Hole}}}],[{{{Hole}}}]]}}"""));
    }

    [Fact]
    public void A_need_without_a_place_meets_no_radius_and_no_polygon_but_their_negation()
    {
        const string Need = """{"category":"skole","scope":"national"}""";
        const string Radius = """{"radius":{"latitude":55,"longitude":12,"km":1000}}""";

        Assert.False(Meets(Need, Radius));
        Assert.False(Meets(Need, """{"within":{"type":"Polygon","coordinates":[[[0,0],[90,0],[90,80],[0,80],[0,0]]]}}"""));
        Assert.True(Meets(Need, $$"""{"not": {{Radius}} }"""));
    }

    [Fact]
    public void A_national_need_meets_every_municipality_and_an_unspecified_one_none()
    {
        Assert.True(Meets("""{"scope":"national"}""", """{"municipality":["0751"]}"""));
        Assert.False(Meets("""{"scope":"unspecified"}""", """{"municipality":["0751"]}"""));
    }

    [Fact]
    public void The_plan_has_filters_that_meet_all_some_and_no_needs_and_no_place_lies_on_a_border()
    {
        var plan = FilterPlan.For("sources");
        var counts = plan.ToDictionary(filter => filter.Name, filter => SampleCases.Needs.Count(need => Oracle.Meets(need.Content, Publisher(need), filter.Filter)));

        Assert.Equal(27, counts["alt"]);
        Assert.Equal(0, counts["ingen af dem"]);
        Assert.True(counts.Values.Distinct().Count() >= 8, string.Join(", ", counts));
        // The hub rounds places to 100 m before it matches; a filter whose answer hung on that would test the rounding, not the match.
        foreach (var need in SampleCases.Needs.Where(need => need.Content["place"] is not null))
        {
            foreach (var (north, east) in new[] { (0.002, 0.0), (-0.002, 0.0), (0.0, 0.003), (0.0, -0.003) })
            {
                var moved = need.Content.DeepClone().AsObject();
                moved["place"]!["latitude"] = (double)moved["place"]!["latitude"]! + north;
                moved["place"]!["longitude"] = (double)moved["place"]!["longitude"]! + east;
                Assert.All(plan, filter => Assert.Equal(
                    Oracle.Meets(need.Content, Publisher(need), filter.Filter), Oracle.Meets(moved, Publisher(need), filter.Filter)));
            }
        }
    }

    private static string Publisher(SampleNeed need) => need.Publisher == SamplePublisher.OfTheSources ? "sources" : "other";

    private static bool Meets(string need, string filter) =>
        Oracle.Meets(JsonNode.Parse(need)!.AsObject(), "p1", JsonNode.Parse(filter)!.AsObject());
}
