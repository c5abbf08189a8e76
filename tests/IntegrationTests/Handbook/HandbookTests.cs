using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Programmes;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Handbook;

public sealed class HandbookTests(KnowledgeFixture fixture) : IClassFixture<KnowledgeFixture>
{
    [Fact]
    public async Task The_handbook_opens_at_the_step_that_fits_the_need_which_the_caller_may_see()
    {
        var (owner, other) = (Municipality(), Municipality());
        var draft = (string)(await owner.PostAsync("/v1/needs", Some.Need().With("draft", true).With("placesWanted", 2))).Expect(201)["id"]!;
        Assert.Equal("find", await OpensAtAsync(owner, draft));
        Assert.Equal(404, (await other.GetAsync($"/v1/handbook?need={draft}")).Status);

        (await owner.PatchAsync($"/v1/needs/{draft}", """{"draft":false}""", 1)).Expect(200);
        Assert.Equal("ask", await OpensAtAsync(owner, draft));
        Assert.Equal("ask", await OpensAtAsync(other, draft));

        // The other at the table reads how to agree; who is not there learns nothing of it.
        await fixture.ProposeAsync(owner, fixture.NewWriter(), Guid.Parse(draft));
        Assert.Equal("agree", await OpensAtAsync(owner, draft));
        Assert.Equal("ask", await OpensAtAsync(other, draft));

        (await owner.PostAsync($"/v1/needs/{draft}/reservations", new { places = 2 })).Expect(201);
        Assert.Equal("document", await OpensAtAsync(owner, draft));
        (await owner.PostAsync($"/v1/needs/{draft}:withdraw", """{"reason":"Alt er godt."}""")).Expect(200);
        Assert.Equal("thank", await OpensAtAsync(other, draft));

        Assert.Equal(404, (await owner.GetAsync($"/v1/handbook?need={Guid.CreateVersion7()}")).Status);
        Assert.Equal(422, (await owner.GetAsync("/v1/handbook?need=mit")).Status);
    }

    [Fact]
    public async Task It_is_json_or_a_page_and_is_sent_once_to_whoever_has_the_version()
    {
        var reader = fixture.NewWriter(scopes: "");
        var json = await reader.GetAsync("/v1/handbook");
        Assert.Equal((1, "\"1\""), ((int)json.Expect(200)["version"]!, json.Tag));
        Assert.Equal(6, json.Body!["steps"]!.AsArray().Count);
        Assert.Equal(304, (await reader.GetAsync("/v1/handbook", ("If-None-Match", json.Tag!))).Status);

        var page = await reader.GetAsync("/v1/handbook", ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"), ("If-None-Match", json.Tag!));
        Assert.Equal((200, "\"1-html\""), (page.Status, page.Tag));
        Assert.StartsWith("<!DOCTYPE html>\n<html lang=\"da\">", page.Text, StringComparison.Ordinal);
        Assert.Equal(200, (await reader.GetAsync("/v1/handbook/insure", ("Accept", "text/html"))).Status);
        Assert.Equal("insure", (string)(await reader.GetAsync("/v1/handbook/insure")).Expect(200)["key"]!);
        Assert.Equal(404, (await reader.GetAsync("/v1/handbook/lykke")).Status);
    }

    [Fact]
    public async Task The_version_that_a_party_read_is_kept_on_the_partnership_once()
    {
        var (owner, other) = (Municipality(), fixture.NewWriter());
        var partnership = await fixture.ProposeAsync(owner, other);
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("agree", (string)(await owner.GetAsync($"/v1/handbook?partnership={partnership}")).Expect(200)["opensAt"]!);
        }
        Assert.Equal(404, (await Municipality().GetAsync($"/v1/handbook?partnership={partnership}")).Status);
        var read = Assert.Single(await fixture.ChainAsync(partnership), entry => entry.What == "handbookRead");
        var said = JsonNode.Parse(read.Entry)!;
        Assert.Equal((owner.Id.ToString(), 1), ((string)said["by"]!, (int)said["content"]!["said"]!["version"]!));
    }

    private Writer Municipality() => fixture.NewWriter("Holstebro Kommune", "public", "municipality");

    private static async Task<string> OpensAtAsync(Writer caller, string need) => (string)(await caller.GetAsync($"/v1/handbook?need={need}")).Expect(200)["opensAt"]!;
}
