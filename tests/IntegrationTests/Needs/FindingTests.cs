using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Needs;

public sealed class FindingTests(NeedsFixture hub) : IClassFixture<NeedsFixture>
{
    [Fact]
    public async Task The_nearest_come_first_and_pages_miss_none()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var category = Guid.NewGuid().ToString("n");
        var expected = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            var place = new JsonObject { ["latitude"] = 55.68 + (i * 0.003), ["longitude"] = 12.56 };
            expected.Add((await publisher.PublishAsync(Some.Need().With("category", category).With("place", place))).Id);
        }
        var found = new List<Guid>();
        var query = $"?near=55.68,12.56&radiusKm=1.5&category={category}&limit=2";
        var next = (string?)query;
        while (next is not null)
        {
            var page = await publisher.FindAsync(next);
            Assert.Equal(200, page.Status);
            found.AddRange(Ids(page));
            Assert.Equal(page.Link is not null, page.Body.TryGetProperty("cursor", out _));
            next = page.Link is { } link ? link[link.IndexOf('?', StringComparison.Ordinal)..link.IndexOf('>', StringComparison.Ordinal)] : null;
        }
        // The fifth is 1.33 km away, the sixth 1.67 km.
        Assert.Equal(expected.Take(5), found);
    }

    [Theory]
    [InlineData("category=%00", "#/category")]
    [InlineData("category=a%0Ab", "#/category")]
    public async Task What_the_database_cannot_hold_is_a_wrong_field(string query, string pointer)
    {
        var answer = await hub.App.Rest(Some.Municipality()).FindAsync($"?{query}");
        Assert.Equal((422, "invalid-fields"), (answer.Status, answer.Code));
        Assert.Equal([pointer], answer.Pointers);
    }

    [Fact]
    public async Task A_national_need_meets_every_municipality_and_a_need_without_a_place_no_radius()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var category = Guid.NewGuid().ToString("n");
        var local = (await publisher.PublishAsync(Some.Need().With("category", category))).Id;
        var national = (await publisher.PublishAsync(Some.Need().With("category", category).With("municipality", null).With("scope", "national"))).Id;
        var unspecified = (await publisher.PublishAsync(Some.Need().With("category", category).With("municipality", null).With("scope", "unspecified"))).Id;

        Assert.Equal([unspecified, national, local], Ids(await publisher.FindAsync($"?category={category.ToUpperInvariant()}")));
        Assert.Equal([national], Ids(await publisher.FindAsync($"?category={category}&municipality=0851")));
        Assert.Equal([national, local], Ids(await publisher.FindAsync($"?category={category}&municipality=0101")));
        Assert.Empty(Ids(await publisher.FindAsync($"?category={category}&near=55.68,12.56&radiusKm=1000")));
    }

    [Fact]
    public async Task Windows_that_overlap_are_found()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var category = Guid.NewGuid().ToString("n");
        var window = new JsonObject { ["from"] = "2030-05-01T00:00:00Z", ["until"] = "2030-06-01T00:00:00Z" };
        var need = (await publisher.PublishAsync(Some.Need().With("category", category).With("window", window))).Id;
        Assert.Equal([need], Ids(await publisher.FindAsync($"?category={category}&from=2030-05-31T00:00:00Z&until=2030-07-01T00:00:00Z")));
        Assert.Empty(Ids(await publisher.FindAsync($"?category={category}&from=2030-06-01T00:00:00Z")));
    }

    [Fact]
    public async Task Others_find_only_what_is_open()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var category = Guid.NewGuid().ToString("n");
        var need = await publisher.PublishAsync(Some.Need().With("category", category));
        await publisher.WithdrawAsync(need.Id, "Løst.");
        Assert.Empty(Ids(await publisher.FindAsync($"?category={category}")));
        Assert.Equal([need.Id], Ids(await publisher.FindAsync($"?category={category}&publisher=me")));
    }

    [Fact]
    public async Task A_wrong_query_is_told_what_to_write()
    {
        var answer = await hub.App.Rest(Some.Municipality()).FindAsync("?near=55&limit=201&cursor=x&municipality=9999&from=igår");
        Assert.Equal((422, "invalid-fields"), (answer.Status, answer.Code));
        Assert.Equal(["#/cursor", "#/from", "#/limit", "#/municipality", "#/near"], answer.Pointers.Order());
    }

    [Fact]
    public async Task The_description_of_the_api_needs_no_key_and_everything_else_does()
    {
        using var anonymous = hub.App.Anonymous();
        using var description = await anonymous.GetAsync(new Uri("/openapi/v1.json", UriKind.Relative));
        Assert.Contains("/v1/needs:import", await description.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(401, (await anonymous.FindAsync("")).Status);
    }

    private static IEnumerable<Guid> Ids(Answer page) =>
        page.Body.GetProperty("items").EnumerateArray().Select((JsonElement need) => need.GetProperty("id").GetGuid());
}
