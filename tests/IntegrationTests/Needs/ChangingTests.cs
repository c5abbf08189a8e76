using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Needs;

public sealed class ChangingTests(NeedsFixture hub) : IClassFixture<NeedsFixture>
{
    [Fact]
    public async Task A_change_needs_the_version_it_is_based_on()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var need = await publisher.PublishAsync(Some.Need());
        var patch = new JsonObject { ["title"] = "Ny titel" };

        var without = await publisher.ChangeAsync(need.Id, patch, null);
        var wrong = await publisher.ChangeAsync(need.Id, patch, "\"7\"");
        var right = await publisher.ChangeAsync(need.Id, patch, need.ETag);
        Assert.Equal((428, "version-required"), (without.Status, without.Code));
        Assert.Equal((412, "version-conflict"), (wrong.Status, wrong.Code));
        Assert.Equal((200, "\"2\""), (right.Status, right.ETag));
        Assert.Equal("uddannelse", right.Body.GetProperty("category").GetString());
    }

    [Fact]
    public async Task Of_changes_at_once_based_on_one_version_one_wins()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var need = await publisher.PublishAsync(Some.Need());
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(i =>
            publisher.ChangeAsync(need.Id, new JsonObject { ["title"] = $"Titel {i}" }, need.ETag)));
        Assert.Single(answers, answer => answer.Status == 200);
        Assert.Equal(15, answers.Count(answer => answer.Status == 412));
    }

    [Fact]
    public async Task Versions_rise_by_one_whatever_the_change_is()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var need = await publisher.PublishAsync(Some.Need());
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(200, (await publisher.ChangeAsync(need.Id, new JsonObject { ["title"] = $"Titel {i}" }, "*")).Status);
        }
        await publisher.WithdrawAsync(need.Id, "Løst.");

        await Eventually.Is("all events came", () => hub.Tap.About(need.Id).Count == 7);
        var events = hub.Tap.About(need.Id).OrderBy(e => e.Body.GetProperty("version").GetInt64()).ToList();
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7], events.Select(e => e.Body.GetProperty("version").GetInt64()));
        Assert.Equal("NeedWithdrawn", events[^1].Type);

        var history = await publisher.HistoryAsync(need.Id);
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7], history.Body.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("version").GetInt64()));
    }

    [Fact]
    public async Task A_draft_is_its_publishers_alone_on_both_doors_until_it_is_published()
    {
        var (owner, other) = (Some.Municipality(), Some.Association());
        var publisher = hub.App.Rest(owner);
        var stranger = hub.App.Rest(other);
        var draft = await publisher.PublishAsync(Some.Need().With("draft", true));
        Assert.Equal("draft", draft.Body.GetProperty("status").GetString());

        Assert.Equal(404, (await stranger.GetNeedAsync(draft.Id)).Status);
        Assert.Equal(404, (await stranger.HistoryAsync(draft.Id)).Status);
        Assert.Equal(404, (await stranger.ChangeAsync(draft.Id, new JsonObject { ["title"] = "x" }, "*")).Status);
        Assert.Equal(404, (await stranger.WithdrawAsync(draft.Id, "x")).Status);
        Assert.DoesNotContain(draft.Id.ToString(), (await stranger.FindAsync("?limit=200&status=draft,published")).Text, StringComparison.Ordinal);
        using var channel = hub.App.Grpc(other);
        var client = new NeedsService.NeedsServiceClient(channel);
        var refused = await Assert.ThrowsAsync<RpcException>(async () => await client.GetNeedAsync(new GetNeedRequest { Id = draft.Id.ToString() }));
        Assert.Equal(StatusCode.NotFound, refused.StatusCode);
        Assert.Empty(hub.Tap.About(draft.Id));
        Assert.Contains(draft.Id.ToString(), (await publisher.FindAsync("?mine=true")).Text, StringComparison.Ordinal);

        var published = await publisher.ChangeAsync(draft.Id, new JsonObject { ["draft"] = false }, draft.ETag);
        Assert.Equal("published", published.Body.GetProperty("status").GetString());
        Assert.Equal(200, (await stranger.GetNeedAsync(draft.Id)).Status);
        Assert.Equal(2, (await stranger.HistoryAsync(draft.Id)).Body.GetProperty("items")[0].GetProperty("version").GetInt64());
        await Eventually.Is("its event came", () => hub.Tap.About(draft.Id).Count == 1);
    }

    [Fact]
    public async Task The_exact_place_is_its_publishers_alone()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var stranger = hub.App.Rest(Some.Company());
        var place = new JsonObject { ["latitude"] = 55.676123, ["longitude"] = 12.568456, ["address"] = "Rådhuspladsen 1" };
        var need = await publisher.PublishAsync(Some.Need().With("place", place));
        await publisher.ChangeAsync(need.Id, new JsonObject { ["title"] = "Ny titel" }, need.ETag);
        Assert.Equal("Rådhuspladsen 1", (await publisher.GetNeedAsync(need.Id)).Body.GetProperty("place").GetProperty("address").GetString());

        var seen = new[]
        {
            (await stranger.GetNeedAsync(need.Id)).Text,
            (await stranger.FindAsync("?near=55.676,12.568&radiusKm=1&limit=200")).Text,
            (await stranger.HistoryAsync(need.Id)).Text,
        };
        Assert.All(seen, text =>
        {
            Assert.Contains("uddannelse", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Rådhuspladsen", text, StringComparison.Ordinal);
            Assert.DoesNotContain("676123", text, StringComparison.Ordinal);
        });
        await Eventually.Is("both events came", () => hub.Tap.About(need.Id).Count == 2);
        Assert.All(hub.Tap.About(need.Id), e => Assert.DoesNotContain("Rådhuspladsen", e.Body.GetRawText(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_grpc_door_publishes_changes_and_withdraws_like_the_other()
    {
        var party = Some.Municipality();
        using var channel = hub.App.Grpc(party);
        var client = new NeedsService.NeedsServiceClient(channel);
        var content = new NeedContent { Title = "Lektiehjælp", Description = "To aftener.", Category = "uddannelse", Municipality = "0101" };
        content.Extensions.Add("kilde", "eksempel");

        var published = (await client.PublishNeedAsync(new PublishNeedRequest { Content = content })).Need;
        Assert.Equal((NeedStatus.Published, 1L), (published.Status, published.Version));

        var request = new UpdateNeedRequest { Id = published.Id, Version = 1, Content = new NeedContent { Title = "Ny", Category = "overses" }, UpdateMask = new() { Paths = { "title" } } };
        var changed = (await client.UpdateNeedAsync(request)).Need;
        Assert.Equal(("Ny", "uddannelse", 2L), (changed.Content.Title, changed.Content.Category, changed.Version));
        Assert.Equal("eksempel", changed.Content.Extensions["kilde"]);

        var late = await Assert.ThrowsAsync<RpcException>(async () => await client.UpdateNeedAsync(request));
        Assert.Equal((StatusCode.FailedPrecondition, "version-conflict"), (late.StatusCode, late.Trailers.GetValue("problem-code")));

        var withdrawn = (await client.WithdrawNeedAsync(new WithdrawNeedRequest { Id = published.Id, Reason = "Løst." })).Need;
        Assert.Equal((NeedStatus.Withdrawn, 3L), (withdrawn.Status, withdrawn.Version));
        Assert.Equal("\"3\"", (await hub.App.Rest(party).GetNeedAsync(Guid.Parse(published.Id))).ETag);
    }

    [Theory]
    [InlineData("place.latitude")]
    [InlineData("window.from")]
    public async Task A_mask_may_name_a_part_of_what_is_not_there(string path)
    {
        using var channel = hub.App.Grpc(Some.Municipality());
        var client = new NeedsService.NeedsServiceClient(channel);
        var content = new NeedContent { Title = "Lektiehjælp", Description = "To aftener.", Category = "uddannelse", Scope = NeedScope.National };
        var published = (await client.PublishNeedAsync(new PublishNeedRequest { Content = content })).Need;
        var request = new UpdateNeedRequest { Id = published.Id, Version = 1, UpdateMask = new() { Paths = { path } } };
        var answered = (await client.UpdateNeedAsync(request)).Need;
        Assert.Equal(published.Id, answered.Id);
    }
}
