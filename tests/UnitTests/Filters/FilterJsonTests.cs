using System.Text.Json;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.UnitTests.Matching;

namespace SocialEnzyme.Hub.UnitTests.Filters;

public sealed class FilterJsonTests
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"all":[{"category":["transport"]},{"not":{"skills":["dansk","musik"]}}]}""")]
    [InlineData("""{"any":[{"municipality":["0101"]},{"placesLeft":1}]}""")]
    [InlineData("""{"radius":{"latitude":55.676,"longitude":12.568,"km":0.5}}""")]
    [InlineData("""{"within":{"type":"Polygon","coordinates":[[[10,55],[11,55],[11,56],[10,55]]]}}""")]
    [InlineData("""{"within":{"type":"MultiPolygon","coordinates":[[[[10,55],[11,55],[11,56],[10,55]]],[[[8,55],[9,55],[9,56],[8,55]]]]}}""")]
    [InlineData("""{"window":{"from":"2026-11-22T08:00:00Z","until":"2026-11-23T08:00:00Z"}}""")]
    [InlineData("""{"window":{"until":"2026-11-23T08:00:00.1234567Z"}}""")]
    [InlineData("""{"publisher":["0192f4e0-0000-7000-8000-000000000001"]}""")]
    public void What_is_read_is_written_the_same(string json) => Assert.Equal(json, FilterJson.ToJson(Accepted(json)));

    [Fact]
    public void Every_filter_comes_back_from_the_database_and_from_a_message_as_it_was()
    {
        var random = new RandomFilters(7);
        for (var i = 0; i < 2_000; i++)
        {
            var filter = random.Filter();
            Assert.False(FilterRules.Check(filter).IsRejected(out var rejection, out var normal), rejection?.Errors[0].ToString());
            var json = FilterJson.ToJson(normal!);

            Assert.Equal(json, FilterJson.ToJson(FilterJson.Parse(json)));
            Assert.False(FilterProto.Read(FilterProto.Write(normal!)).IsRejected(out _, out var fromMessage));
            Assert.Equal(json, FilterJson.ToJson(fromMessage!));
        }
    }

    [Fact]
    public void A_window_with_an_offset_is_kept_as_the_same_moment() => Assert.Equal(
        """{"window":{"from":"2026-11-22T07:00:00Z"}}""", FilterJson.ToJson(Accepted("""{"window":{"from":"2026-11-22T08:00:00+01:00"}}""")));

    [Theory]
    [InlineData("[]", "#/filter")]
    [InlineData("null", "#/filter")]
    [InlineData("""{"category":["a"],"skills":["b"]}""", "#/filter")]
    [InlineData("""{"category":["a"],"category":["b"]}""", "#/filter")]
    [InlineData("""{"like":"%"}""", "#/filter")]
    [InlineData("""{"\ud800":1}""", "#/filter")]
    [InlineData("""{"category":["\ud800"]}""", "#/filter/category/0")]
    [InlineData("""{"category":"a"}""", "#/filter/category")]
    [InlineData("""{"category":[1]}""", "#/filter/category/0")]
    [InlineData("""{"all":{}}""", "#/filter/all")]
    [InlineData("""{"all":[{"any":[{},{"placesLeft":1.5}]}]}""", "#/filter/all/0/any/1/placesLeft")]
    [InlineData("""{"radius":{"latitude":91,"longitude":12,"km":1}}""", "#/filter/radius/latitude")]
    [InlineData("""{"radius":{"latitude":55,"longitude":12}}""", "#/filter/radius/km")]
    [InlineData("""{"radius":{"latitude":55,"longitude":12,"km":1,"miles":1}}""", "#/filter/radius")]
    [InlineData("""{"radius":{"latitude":55,"longitude":12,"km":1e999}}""", "#/filter/radius/km")]
    [InlineData("""{"window":{"from":"2026-11-22T08:00:00"}}""", "#/filter/window/from")]
    [InlineData("""{"window":{"from":"T"}}""", "#/filter/window/from")]
    [InlineData("""{"window":{"from":1}}""", "#/filter/window/from")]
    [InlineData("""{"publisher":["x"]}""", "#/filter/publisher/0")]
    [InlineData("""{"within":{"type":"Point","coordinates":[10,55]}}""", "#/filter/within/type")]
    [InlineData("""{"within":{"type":"Polygon"}}""", "#/filter/within")]
    [InlineData("""{"within":{"type":"Polygon","\ud800":[]}}""", "#/filter/within")]
    [InlineData("""{"within":{"type":"Polygon","coordinates":[[[10,55],[11,95],[11,56],[10,55]]]}}""", "#/filter/within/coordinates/0/1")]
    [InlineData("""{"within":{"type":"Polygon","coordinates":[[[10,55],[11,55,3],[11,56],[10,55]]]}}""", "#/filter/within/coordinates/0/1")]
    [InlineData("""{"within":{"type":"Polygon","coordinates":7}}""", "#/filter/within/coordinates")]
    public void What_cannot_be_read_is_refused_with_its_place(string json, string at) =>
        Assert.Equal([at], Refused(json).Errors.Select(error => error.Pointer));

    [Fact]
    public void All_errors_are_told_those_of_reading_and_those_of_the_rules() => Assert.Equal(
        ["#/filter/all/0/category/1", "#/filter/all/2/municipality/0", "#/filter/all/1/radius/km"],
        Refused("""{"all":[{"category":["a",1]},{"radius":{"latitude":55,"longitude":12,"km":0}},{"municipality":["0102"]}]}""")
            .Errors.Select(error => error.Pointer).OrderBy(at => at.EndsWith("km", StringComparison.Ordinal)));

    [Fact]
    public void A_name_that_was_not_expected_is_not_repeated() =>
        Assert.DoesNotContain("hemmelig", Refused("""{"hemmelig":1}""").ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_filter_in_a_record_is_written_and_read_as_JSON()
    {
        Filter filter = new Filter.Category(["transport"]);
        var json = JsonSerializer.Serialize(filter);

        Assert.Equal("""{"category":["transport"]}""", json);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<Filter>(json)));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Filter>("""{"category":[]}"""));
    }

    internal static Filter Accepted(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.False(FilterJson.Read(document.RootElement).IsRejected(out var rejection, out var filter), rejection?.Errors[0].ToString());
        return filter!;
    }

    internal static Rejection Refused(string json)
    {
        using var document = JsonDocument.Parse(json);
        Assert.True(FilterJson.Read(document.RootElement).IsRejected(out var rejection, out _));
        return rejection!;
    }
}
