using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Needs;

public sealed class PublishingTests(NeedsFixture hub) : IClassFixture<NeedsFixture>
{
    [Fact]
    public async Task A_published_need_is_answered_as_it_is_read_and_its_event_goes_out()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var published = await publisher.PublishAsync(Some.Need());
        Assert.Equal(201, published.Status);
        Assert.Equal($"/v1/needs/{published.Id}", published.Location);
        Assert.Equal("\"1\"", published.ETag);
        Assert.Equal("published", published.Body.GetProperty("status").GetString());

        var read = await publisher.GetNeedAsync(published.Id);
        Assert.Equal(published.Text, read.Text);

        await Eventually.Is("the event came", () => hub.Tap.About(published.Id).Count == 1);
        var tapped = hub.Tap.About(published.Id)[0];
        Assert.Equal("NeedPublished", tapped.Type);
        Assert.Equal(1, tapped.Body.GetProperty("version").GetInt64());
        Assert.NotNull(tapped.Traceparent);
    }

    [Fact]
    public async Task Sixty_four_posts_with_one_key_at_once_make_one_need_and_get_one_answer()
    {
        var party = Some.Municipality();
        var publisher = hub.App.Rest(party);
        var key = $"\"{Guid.NewGuid()}\"";
        var need = Some.Need();
        var answers = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => publisher.PublishAsync(need.DeepClone(), key)));

        Assert.All(answers, answer => Assert.Equal(201, answer.Status));
        Assert.Single(answers.Select(answer => answer.Text).Distinct());
        Assert.Equal(1, await hub.CountAsync("SELECT count(*) FROM needs WHERE publisher_id = $1", party.Id));
        Assert.Equal(1, await hub.CountAsync("SELECT count(*) FROM outbox WHERE body LIKE '%' || $1 || '%'", party.Id.ToString()));
    }

    [Fact]
    public async Task A_key_with_another_body_is_refused_and_the_bare_and_the_quoted_key_are_one()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var key = Guid.NewGuid().ToString();
        var first = await publisher.PublishAsync(Some.Need(), key);
        var again = await publisher.PublishAsync(Some.Need(), $"\"{key}\"");
        var other = await publisher.PublishAsync(Some.Need().With("title", "Noget andet"), key);
        Assert.Equal(first.Text, again.Text);
        Assert.Equal((422, "idempotency-key-reused"), (other.Status, other.Code));
    }

    [Theory]
    [InlineData("TRUE")]
    [InlineData("1")]
    [InlineData("true&validateOnly=true")]
    public async Task Who_only_wants_to_ask_never_publishes_by_a_slip(string value)
    {
        var party = Some.Municipality();
        var answer = await hub.App.Rest(party).PublishAsync(Some.Need(), query: $"?validateOnly={value}");
        Assert.Equal((422, "invalid-fields"), (answer.Status, answer.Code));
        Assert.Equal(0, await hub.CountAsync("SELECT count(*) FROM needs WHERE publisher_id = $1", party.Id));
    }

    [Fact]
    public async Task A_key_of_a_refused_call_stays_free()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var key = Guid.NewGuid().ToString();
        Assert.Equal(422, (await publisher.PublishAsync(Some.Need().With("title", null), key)).Status);
        Assert.Equal(201, (await publisher.PublishAsync(Some.Need(), key)).Status);
    }

    [Fact]
    public async Task The_same_reference_at_once_makes_one_need()
    {
        var party = Some.Association();
        var publisher = hub.App.Rest(party);
        var reference = Some.Reference();
        var answers = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => publisher.PublishAsync(Some.Need(reference).With("placesWanted", 1 + (i % 4)))));

        Assert.Single(answers.Select(answer => answer.Id).Distinct());
        Assert.Single(answers, answer => answer.Status == 201);
        Assert.Equal(31, answers.Count(answer => answer.Status == 200));
        Assert.Equal(1, await hub.CountAsync("SELECT count(*) FROM needs WHERE publisher_id = $1", party.Id));
    }

    [Fact]
    public async Task The_same_reference_again_changes_the_need_or_nothing()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var reference = Some.Reference();
        var first = await publisher.PublishAsync(Some.Need(reference));
        var same = await publisher.PublishAsync(Some.Need(reference));
        var changed = await publisher.PublishAsync(Some.Need(reference).With("title", "En anden titel"));

        Assert.Equal((200, first.Text), (same.Status, same.Text));
        Assert.Equal((200, "\"2\""), (changed.Status, changed.ETag));
        await Eventually.Is("both events came", () => hub.Tap.About(first.Id).Count == 2);
        Assert.Equal(["NeedPublished", "NeedUpdated"], hub.Tap.About(first.Id).OrderBy(e => e.Body.GetProperty("version").GetInt64()).Select(e => e.Type));
    }

    [Fact]
    public async Task A_withdrawn_need_with_the_same_reference_is_published_anew_with_the_next_version()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var reference = Some.Reference();
        var first = await publisher.PublishAsync(Some.Need(reference));
        Assert.Equal(200, (await publisher.WithdrawAsync(first.Id, "Vi har fundet nok.")).Status);
        var anew = await publisher.PublishAsync(Some.Need(reference));

        Assert.Equal((200, first.Id, "\"3\""), (anew.Status, anew.Id, anew.ETag));
        Assert.Equal("published", anew.Body.GetProperty("status").GetString());
        await Eventually.Is("three events came", () => hub.Tap.About(first.Id).Count == 3);
        Assert.Equal(
            ["NeedPublished", "NeedWithdrawn", "NeedPublished"],
            hub.Tap.About(first.Id).OrderBy(e => e.Body.GetProperty("version").GetInt64()).Select(e => e.Type));
    }

    [Fact]
    public async Task Validating_saves_nothing()
    {
        var party = Some.Municipality();
        var publisher = hub.App.Rest(party);
        var answer = await publisher.PublishAsync(Some.Need(), query: "?validateOnly=true");
        Assert.Equal(200, answer.Status);
        Assert.Equal("published", answer.Body.GetProperty("status").GetString());
        Assert.Equal(0, await hub.CountAsync("SELECT count(*) FROM needs WHERE publisher_id = $1", party.Id));
    }

    [Fact]
    public async Task A_company_publishes_no_needs()
    {
        var answer = await hub.App.Rest(Some.Company()).PublishAsync(Some.Need());
        Assert.Equal((403, "sector-not-allowed"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Every_wrong_field_is_named()
    {
        var answer = await hub.App.Rest(Some.Municipality()).PublishAsync(new JsonObject
        {
            ["title"] = new string('x', 201),
            ["municipality"] = "0101",
            ["place"] = new JsonObject { ["latitude"] = 57.05, ["longitude"] = 9.92 },
            ["goals"] = new JsonArray(18),
            ["placesWanted"] = 0,
        });
        Assert.Equal((422, "invalid-fields"), (answer.Status, answer.Code));
        Assert.Equal(["#/category", "#/description", "#/goals/0", "#/place", "#/placesWanted", "#/title"], answer.Pointers.Order());
    }

    [Theory]
    [InlineData("title")]
    [InlineData("description")]
    [InlineData("category")]
    [InlineData("reference")]
    [InlineData("contactRole")]
    public async Task A_cpr_number_in_any_text_is_refused_and_not_repeated(string field)
    {
        const string Number = "070761-4285";
        var party = Some.Municipality();
        var answer = await hub.App.Rest(party).PublishAsync(Some.Need().With(field, $"Kontakt cpr {Number}"));
        Assert.Equal((422, "personal-data-detected"), (answer.Status, answer.Code));
        Assert.DoesNotContain("070761", answer.Text, StringComparison.Ordinal);
        Assert.Equal(0, await hub.CountAsync("SELECT count(*) FROM needs WHERE publisher_id = $1", party.Id));
    }

    [Fact]
    public async Task A_need_published_while_the_broker_is_away_is_told_of_when_it_returns()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        hub.Broker.Cut();
        var published = await publisher.PublishAsync(Some.Need());
        Assert.Equal(201, published.Status);
        Assert.Empty(hub.Tap.About(published.Id));
        hub.Broker.Mend();
        await Eventually.Is("the event came when the broker returned", () => hub.Tap.About(published.Id).Count > 0);
        Assert.Single(hub.Tap.About(published.Id).Select(e => e.MessageId).Distinct());
    }
}
