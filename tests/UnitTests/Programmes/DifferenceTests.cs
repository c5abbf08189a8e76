using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Partnerships.Programmes;

namespace SocialEnzyme.Hub.UnitTests.Programmes;

public sealed class DifferenceTests
{
    private const string Origin = """{"title":"Natteravne","tags":["unge","nat"],"steps":[{"title":"Find vært"},{"title":"Gå tur","description":"fredag"}]}""";

    [Fact]
    public void One_more_step_at_the_top_is_one_change()
    {
        var after = """{"title":"Natteravne","tags":["unge","nat"],"steps":[{"title":"Tal med SSP"},{"title":"Find vært"},{"title":"Gå tur","description":"lørdag"}]}""";
        var changes = Difference.Between(Node(Origin), Node(after));
        Assert.Equal(
            [("#/steps/Gå tur/description", ChangeKind.Changed), ("#/steps/Tal med SSP", ChangeKind.Added)],
            changes.Select(change => (change.Pointer, change.Kind)).Order());
        Assert.Equal("fredag", (string)changes.Single(change => change.Kind == ChangeKind.Changed).Before!);
    }

    [Fact]
    public void The_same_says_nothing() => Assert.Empty(Difference.Between(Node(Origin), Node(Origin)));

    [Fact]
    public void Another_order_is_told() => Assert.Equal(
        [new Change("#/tags", ChangeKind.Reordered)], Difference.Between(Node(Origin), Node(Origin.Replace("\"unge\",\"nat\"", "\"nat\",\"unge\"", StringComparison.Ordinal))));

    [Fact]
    public void A_list_in_which_two_have_one_name_is_compared_whole()
    {
        var change = Assert.Single(Difference.Between(Node("""{"steps":[{"title":"A"}]}"""), Node("""{"steps":[{"title":"A"},{"title":"A"}]}""")));
        Assert.Equal(("#/steps", ChangeKind.Changed), (change.Pointer, change.Kind));
    }

    [Fact]
    public void What_one_place_adapted_stays_and_everything_else_follows()
    {
        var mine = Origin.Replace("fredag", "torsdag", StringComparison.Ordinal).Replace("\"unge\",\"nat\"", "\"unge\",\"nat\",\"gymnasium\"", StringComparison.Ordinal);
        var theirs = Origin.Replace("Natteravne", "Natteravnene", StringComparison.Ordinal)
            .Replace("""[{"title":"Find vært"}""", """[{"title":"Tal med SSP"},{"title":"Find vært"}""", StringComparison.Ordinal);
        var conflicts = new List<string>();
        var merged = Difference.Merge(Node(Origin), Node(mine), Node(theirs), null, conflicts)!;

        Assert.Empty(conflicts);
        Assert.Equal("Natteravnene", (string)merged["title"]!);
        Assert.Equal(["Tal med SSP", "Find vært", "Gå tur"], merged["steps"]!.AsArray().Select(step => (string)step!["title"]!));
        Assert.Equal("torsdag", (string)merged["steps"]![2]!["description"]!);
        Assert.Equal(["unge", "nat", "gymnasium"], merged["tags"]!.AsArray().Select(tag => (string)tag!));
    }

    [Theory]
    [InlineData(true, "torsdag")]
    [InlineData(false, "lørdag")]
    public void Where_both_changed_the_same_the_chosen_one_stands(bool takesMine, string expected)
    {
        var conflicts = new List<string>();
        var merged = Difference.Merge(
            Node(Origin), Node(Origin.Replace("fredag", "torsdag", StringComparison.Ordinal)), Node(Origin.Replace("fredag", "lørdag", StringComparison.Ordinal)), takesMine, conflicts)!;
        Assert.Equal(["#/steps/Gå tur/description"], conflicts);
        Assert.Equal(expected, (string)merged["steps"]![1]!["description"]!);
    }

    [Fact]
    public void A_step_that_one_place_took_out_stays_out_unless_the_origin_changed_it()
    {
        var mine = """{"title":"Natteravne","tags":["unge","nat"],"steps":[{"title":"Find vært"}]}""";
        var conflicts = new List<string>();
        Assert.Single(Difference.Merge(Node(Origin), Node(mine), Node(Origin.Replace("Natteravne", "Ravne", StringComparison.Ordinal)), null, conflicts)!["steps"]!.AsArray());
        Assert.Empty(conflicts);
        Difference.Merge(Node(Origin), Node(mine), Node(Origin.Replace("fredag", "lørdag", StringComparison.Ordinal)), null, conflicts);
        Assert.Equal(["#/steps/Gå tur"], conflicts);
    }

    private static JsonNode Node(string json) => JsonNode.Parse(json)!;
}
