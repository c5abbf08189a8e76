using System.Text.Json;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class OpenPartnershipsTests(ImpactHub hub) : IClassFixture<ImpactHub>
{
    private const string Hostile = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>";

    private readonly Party _municipality = SomePartnership.Municipality();
    private readonly Party _foundation = SomePartnership.Association("Eksempelfonden");

    [Fact]
    public async Task Grants_and_results_of_a_public_agreement_are_for_everybody_and_nothing_else_is()
    {
        var (open, closed) = (await ActivateAsync(Text()), await ActivateAsync(Text() with { IsPublic = false, Title = "Fortroligt" }));
        var result = OutcomesTests.Result("fremmøde", 30);
        Assert.Equal(201, (await NeedsCalls.SendAsync(hub.Rest(_municipality), HttpMethod.Post, $"/v1/partnerships/{open}/results", result)).Status);
        var hours = await hub.Rest(_municipality).ReportAsync(SomeHours.Row(open).With("volunteer", "frivillig-navn-7").With("activity", "Hemmelig syssel"));
        Assert.Equal(200, (await hub.Rest(_foundation).OnHoursAsync(hours.Id, "approve")).Status);

        var shown = await FindAsync(open);
        Assert.NotNull(shown);
        Assert.Equal(
            """
            {"title":"Lektiehjælp på biblioteket","purpose":"Flere unge i uddannelse","kind":"agreement","state":"active","municipality":"0101","municipalityName":"København","goals":[4],"activeSince":"2025-01-01","parties":[{"name":"
            """.Trim(),
            Without(shown.Value, "id")[..Without(shown.Value, "id").IndexOf(_municipality.Name, StringComparison.Ordinal)]);
        var foundation = shown.Value.GetProperty("parties").EnumerateArray().Single(party => party.GetProperty("name").GetString() == "Eksempelfonden");
        Assert.Equal("""[{"what":"Støtte til lokaler","quantity":250000,"unit":"kroner"}]""", foundation.GetProperty("commitments").GetRawText());
        Assert.Equal(
            """{"value":30,"day":"2026-06-01","place":"Leksand","source":"Egen opgørelse","method":"Optælling"}""",
            Assert.Single(shown.Value.GetProperty("results").EnumerateArray()).GetProperty("actual").GetRawText());
        foreach (var text in new[] { await TextAsync("/v1/openData/partnerships.json?limit=50"), await TextAsync("/v1/openData/partnerships?limit=50") })
        {
            Assert.All(
                new[] { "Fortroligt", closed.ToString(), "frivillig-navn-7", "Hemmelig", _municipality.Id.ToString(), _foundation.Id.ToString(), "minutes" },
                secret => Assert.DoesNotContain(secret, text, StringComparison.OrdinalIgnoreCase));
        }
        var file = (await NeedsCalls.SendAsync(hub.App.Anonymous(), HttpMethod.Get, "/v1/openData/partnerships.json", null)).Body;
        Assert.Equal("CC BY 4.0", file.GetProperty("licence").GetString());
        Assert.NotEmpty(file.GetProperty("provenance").GetString()!);
    }

    [Fact]
    public async Task Nobody_alone_makes_it_public_and_anybody_alone_takes_it_back()
    {
        var id = await ActivateAsync(Text() with { IsPublic = false });
        // A text that waits for answers, of which a note tells.
        await PublishAsync(new PartnershipRevised(id, 6, Text() with { State = "negotiating" }, [], At(6)));
        await PublishAsync(new PartnershipChanged(id, 7, Text() with { State = "negotiating" }, "noted", [], At(7)));
        Assert.Null(await FindAsync(id));
        await PublishAsync(new PartnershipActivated(id, 10, Text(), [], At(10)));
        Assert.NotNull(await FindAsync(id));

        // What it says until all have agreed is what they agreed on.
        await PublishAsync(new PartnershipRevised(id, 11, Text() with { State = "negotiating", Title = "Ikke aftalt" }, [], At(11)));
        Assert.Equal("Lektiehjælp på biblioteket", (await FindAsync(id))!.Value.GetProperty("title").GetString());
        await PublishAsync(new PartnershipRevised(id, 12, Text() with { State = "negotiating", IsPublic = false }, [], At(12)));
        Assert.Null(await FindAsync(id));
        // What comes late opens nothing.
        await PublishAsync(new PartnershipRevised(id, 11, Text() with { State = "negotiating" }, [], At(11)));
        await PublishAsync(new PartnershipActivated(id, 10, Text(), [], At(10)));
        Assert.Null(await FindAsync(id));
        await PublishAsync(new PartnershipEnded(id, 13, Text() with { State = "ended", IsPublic = false }, "expired", [], At(13)));
        Assert.Null(await FindAsync(id));
    }

    [Fact]
    public async Task A_text_that_is_taken_back_before_its_activation_is_heard_of_is_never_shown()
    {
        var id = Guid.CreateVersion7();
        await PublishAsync(new PartnershipRevised(id, 6, Text() with { State = "negotiating", IsPublic = false }, [], At(6)));
        await PublishAsync(new PartnershipActivated(id, 5, Text(), [], At(5)));
        Assert.Null(await FindAsync(id));
    }

    [Fact]
    public async Task Who_left_stays_with_the_day_unless_it_left_before_it_was_public_and_what_ended_stays_too()
    {
        var (early, late, invited) = (SomePartnership.Association("Gik før"), SomePartnership.Company() with { Name = "Gik siden" }, SomePartnership.Association("Kun spurgt"));
        PublicParty[] three = [SomePartnership.At(_municipality), SomePartnership.At(_foundation), SomePartnership.At(late)];
        var id = await ActivateAsync(Text() with { IsPublic = false, Parties = [.. three, SomePartnership.At(early)] });
        var gone = SomePartnership.At(early, "left", until: At(7));
        await PublishAsync(new PartnershipChanged(id, 7, Text() with { IsPublic = false, Parties = [.. three, gone] }, "partyLeft", [], At(7)));
        await PublishAsync(new PartnershipActivated(id, 9, Text() with { Parties = [.. three, gone] }, [], At(9)));
        PublicParty[] after = [three[0], three[1], SomePartnership.At(late, "left", until: At(20)), gone, SomePartnership.At(invited, "invited")];
        await PublishAsync(new PartnershipChanged(id, 12, Text() with { Parties = after }, "partyLeft", [], At(20)));
        await PublishAsync(new PartnershipEnded(id, 14, Text() with { State = "ended", Parties = after }, "Vi stopper", [], At(30)));
        var shown = (await FindAsync(id))!.Value;
        Assert.Equal("ended", shown.GetProperty("state").GetString());
        Assert.Equal(
            [(_municipality.Name, null), ("Eksempelfonden", null), ("Gik siden", "2025-01-21")],
            shown.GetProperty("parties").EnumerateArray().Select(party => (party.GetProperty("name").GetString()!, party.TryGetProperty("until", out var until) ? until.GetString() : null)));
        Assert.DoesNotContain("Vi stopper", shown.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_runs_nothing_and_shows_what_is_written_as_it_is_written()
    {
        await ActivateAsync(Text() with
        {
            Title = Hostile,
            Purpose = Hostile,
            Commitments = [new("a", _foundation.Id, Hostile, 1, Hostile, null, null, null, null)],
            Measures = [new("fremmøde", _municipality.Id, Hostile, Hostile, 1, 2, 3, Hostile)],
        });
        using var answer = await hub.App.Anonymous().GetAsync(new Uri("/v1/openData/partnerships?limit=50", UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.StartsWith("default-src 'none'", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"da\">", page, StringComparison.Ordinal);
        Assert.Contains("name=\"viewport\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("<h2>&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;&quot;&gt;&lt;img", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pages_lead_to_each_other_and_hold_every_public_partnership_once()
    {
        var mine = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            mine.Add(await ActivateAsync(Text() with { Title = $"Side {i}" }));
        }
        var all = await AllAsync("?limit=2");
        Assert.Equal(mine, all.Select(one => one.GetProperty("id").GetGuid()).Where(mine.Contains));
        Assert.Equal(all.Count, all.Select(one => one.GetProperty("id").GetGuid()).Distinct().Count());

        var (titles, next) = (new List<string>(), "?limit=2");
        while (next.Length > 0)
        {
            var page = System.Net.WebUtility.HtmlDecode(await TextAsync("/v1/openData/partnerships" + next));
            titles.AddRange(page.Split("<h2>").Skip(1).Select(part => part[..part.IndexOf("</h2>", StringComparison.Ordinal)]));
            var link = page.IndexOf("<a rel=\"next\" href=\"", StringComparison.Ordinal);
            next = link < 0 ? "" : page[(link + "<a rel=\"next\" href=\"".Length)..].Split('"')[0];
        }
        Assert.Equal(Enumerable.Range(0, 5).Select(i => $"Side {i}"), titles.Where(title => title.StartsWith("Side ", StringComparison.Ordinal)));
        foreach (var door in new[] { "partnerships", "partnerships.json" })
        {
            foreach (var (query, pointer) in new[] { ("limit=51", "#/limit"), ("limit=0", "#/limit"), ("cursor=nej", "#/cursor") })
            {
                var wrong = await NeedsCalls.SendAsync(hub.App.Anonymous(), HttpMethod.Get, $"/v1/openData/{door}?{query}", null);
                Assert.Equal((422, pointer), (wrong.Status, wrong.Pointers[0]));
            }
        }
    }

    [Fact]
    public async Task Both_doors_are_in_the_document_with_their_pages()
    {
        var paths = (await NeedsCalls.SendAsync(hub.App.Anonymous(), HttpMethod.Get, "/openapi/v1.json", null)).Body.GetProperty("paths");
        foreach (var (path, type) in new[] { ("/v1/openData/partnerships.json", "application/json"), ("/v1/openData/partnerships", "text/html") })
        {
            var door = paths.GetProperty(path).GetProperty("get");
            Assert.Equal(["cursor", "limit"], door.GetProperty("parameters").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
            Assert.True(door.GetProperty("responses").GetProperty("200").GetProperty("content").TryGetProperty(type, out _));
            Assert.True(door.GetProperty("responses").TryGetProperty("422", out _));
        }
    }

    private static DateTimeOffset At(int days) => SomePartnership.Began.AddDays(days);

    private PublicPartnership Text()
    {
        var text = SomePartnership.Of(_municipality, _foundation);
        return text with { IsPublic = true, Commitments = [new("penge", _foundation.Id, "Støtte til lokaler", 250_000, "kroner", null, null, null, null)] };
    }

    private async Task<Guid> ActivateAsync(PublicPartnership text)
    {
        var id = Guid.CreateVersion7();
        await PublishAsync(new PartnershipActivated(id, 5, text, [], SomePartnership.Began));
        return id;
    }

    // Taken, also where it changes nothing.
    private async Task PublishAsync(object @event)
    {
        var message = Guid.CreateVersion7();
        await hub.PublishAsync(@event, message);
        await Eventually.Is("the event was taken", async () => await hub.CountAsync("SELECT count(*) FROM inbox WHERE message_id = $1", message) == 1);
    }

    private async Task<JsonElement?> FindAsync(Guid id) =>
        (await AllAsync("?limit=50")).Where(one => one.GetProperty("id").GetGuid() == id).Select(one => (JsonElement?)one).SingleOrDefault();

    private async Task<List<JsonElement>> AllAsync(string query)
    {
        var found = new List<JsonElement>();
        for (var next = query; next is not null;)
        {
            var page = await NeedsCalls.SendAsync(hub.App.Anonymous(), HttpMethod.Get, "/v1/openData/partnerships.json" + next, null);
            Assert.Equal(200, page.Status);
            found.AddRange(page.Body.GetProperty("items").EnumerateArray());
            next = page.Link is { } link ? link[link.IndexOf('?', StringComparison.Ordinal)..link.IndexOf('>', StringComparison.Ordinal)] : null;
        }
        return found;
    }

    private async Task<string> TextAsync(string path)
    {
        var answer = await NeedsCalls.SendAsync(hub.App.Anonymous(), HttpMethod.Get, path, null);
        Assert.Equal(200, answer.Status);
        return answer.Text;
    }

    private static string Without(JsonElement item, string member) =>
        "{" + string.Join(',', item.EnumerateObject().Where(one => one.Name != member).Select(one => $"\"{one.Name}\":{one.Value.GetRawText()}")) + "}";
}
