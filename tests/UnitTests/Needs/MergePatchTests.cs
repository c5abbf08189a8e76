using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Needs;

namespace SocialEnzyme.Hub.UnitTests.Needs;

public sealed class MergePatchTests
{
    [Fact]
    public void What_is_named_is_replaced_and_null_removes()
    {
        var content = SomeNeed.Content() with { ContactRole = "koordinator", Place = new NeedPlace(55.6, 12.5, "Vej 1") };
        var patched = SomeNeed.Done(UpdatedContent.Patch(content, Patch("""{"title":"Ny","contactRole":null,"place":{"address":"Vej 2"}}""")));
        Assert.Equal(("Ny", (string?)null), (patched.Content.Title, patched.Content.ContactRole));
        Assert.Equal(new NeedPlace(55.6, 12.5, "Vej 2"), patched.Content.Place);
        Assert.Equal("uddannelse", patched.Content.Category);
        Assert.Null(patched.IsDraft);
    }

    [Fact]
    public void Draft_false_publishes() => Assert.False(SomeNeed.Done(UpdatedContent.Patch(SomeNeed.Content(), Patch("""{"draft":false}"""))).IsDraft);

    [Theory]
    [InlineData("""{"titel":"x"}""")]
    [InlineData("""{"title":7}""")]
    [InlineData("""{"status":"filled"}""")]
    public void Unknown_fields_and_wrong_types_are_refused(string patch) =>
        Assert.Equal("malformed-request", SomeNeed.Refused(UpdatedContent.Patch(SomeNeed.Content(), Patch(patch))).Code.Name);

    private static JsonObject Patch(string json) => JsonNode.Parse(json)!.AsObject();
}
