using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.IntegrationTests.Programmes;

public sealed class ProgrammesTests(KnowledgeFixture fixture) : IClassFixture<KnowledgeFixture>
{
    [Fact]
    public async Task A_programme_of_Holstebro_is_adopted_elsewhere_and_told_of_what_changed()
    {
        var (owner, place) = (fixture.NewWriter("Holstebro Kommune", "public", "municipality"), fixture.NewWriter("Ærø Kommune", "public", "municipality"));
        var programme = await owner.PublishAsync(body => body["evidence"]!.AsArray().Add(JsonNode.Parse(
            """{ "level": "measured", "what": "Andelen, der føler sig ensomme", "place": "Leksand", "source": "Leksand-modellen", "figure": { "before": 50, "after": 10, "unit": "%" }, "method": "Spørgeskema" }""")));
        var chapter = await place.AdoptAsync(programme, "492");
        var path = $"/v1/programmes/{programme["id"]}/chapters/{chapter["id"]}";
        Assert.Equal(("0492", "Ærø", 1, false), ((string)chapter["municipality"]!, (string)chapter["municipalityName"]!, (int)chapter["programmeVersion"]!, (bool)chapter["isBehind"]!));

        // The chapter is its own, and the figure stays where it was found.
        Assert.Equal(["Stockholm", "Leksand"], chapter["evidence"]!.AsArray().Select(claim => (string)claim!["place"]!));
        Assert.All(chapter["evidence"]!.AsArray(), claim => Assert.Equal("programme", (string)claim!["from"]!));
        Assert.Equal("fra Leksand, ikke herfra", (string)chapter["evidence"]![1]!["label"]!);
        var moved = await place.PatchAsync(path, """{"evidence":[{"level":"measured","what":"Færre er ensomme","place":"Ærø","source":"Leksand-modellen","figure":{"before":50,"after":10,"unit":"%"},"method":"Set i en artikel"}]}""", 1);
        Assert.Equal((422, "#/evidence/0/place"), (moved.Status, Assert.Single(moved.Wrong)));
        (await place.PatchAsync(path, """{"template":{"contactRole":"frivilligkoordinator","tags":["unge","nattetur","ensomhed","havn"]}}""", 1)).Expect(200);

        (await owner.PatchAsync($"/v1/programmes/{programme["id"]}", """{"summary":"Voksne går tur, hvor de unge er.","contactRole":"sekretariatet","tags":["unge","nattetur"]}""", 1)).Expect(200);
        var diff = (await place.GetAsync(path + "/diff")).Expect(200);
        Assert.Equal((1, 2), ((int)diff["from"]!, (int)diff["to"]!));
        Assert.Equal(["#/contactRole", "#/summary", "#/tags/ensomhed"], Pointers(diff["upstream"]!));
        Assert.Equal(["#/contactRole", "#/tags/havn"], Pointers(diff["adapted"]!));
        Assert.Equal(["#/contactRole"], diff["conflicts"]!.AsArray().Select(each => (string)each!));
        Assert.True((bool)(await place.GetAsync(path)).Expect(200)["isBehind"]!);

        var conflict = await place.PostAsync(path + ":rebase", "{}", 2);
        Assert.Equal((409, "#/template/contactRole"), (conflict.Status, Assert.Single(conflict.Wrong)));
        var rebased = (await place.PostAsync(path + ":rebase", """{"onConflict":"mine"}""", 2)).Expect(200);
        Assert.Equal((3, 2, false), ((int)rebased["version"]!, (int)rebased["programmeVersion"]!, (bool)rebased["isBehind"]!));
        Assert.Equal("Voksne går tur, hvor de unge er.", (string)rebased["template"]!["summary"]!);
        Assert.Equal("frivilligkoordinator", (string)rebased["template"]!["contactRole"]!);
        Assert.Equal(["unge", "nattetur", "havn"], rebased["template"]!["tags"]!.AsArray().Select(tag => (string)tag!));
        Assert.Equal(412, (await place.PostAsync(path + ":rebase", "{}", 2)).Status);

        Assert.Equal([1, 2], (await place.GetAsync($"/v1/programmes/{programme["id"]}/versions")).Expect(200)["items"]!.AsArray().Select(version => (int)version!["version"]!));
    }

    [Fact]
    public async Task An_organisation_lists_its_programmes_each_with_the_map_of_its_chapters()
    {
        var owner = fixture.NewWriter();
        var (ravens, mothers) = (await owner.PublishAsync(), await owner.PublishAsync(body => body["title"] = "Bydelsmødre"));
        await fixture.NewWriter().AdoptAsync(ravens, "0661");
        await fixture.NewWriter().AdoptAsync(ravens, "0661");
        await fixture.NewWriter().AdoptAsync(ravens, "0101");
        await owner.AdoptAsync(mothers, "0101");

        var list = (await fixture.NewWriter().GetAsync($"/v1/programmes?owner={owner.Id}")).Expect(200)["items"]!.AsArray();
        Assert.Equal([(1, "Bydelsmødre"), (3, "Natteravnene")], list.Select(item => ((int)item!["chapters"]!, (string)item["title"]!)));
        Assert.Equal([("København", 1), ("Holstebro", 2)], list[1]!["chapterMap"]!.AsArray().Select(place => ((string)place!["municipalityName"]!, (int)place["chapters"]!)));

        var chapters = (await owner.GetAsync($"/v1/programmes/{ravens["id"]}/chapters?limit=2")).Expect(200);
        Assert.Equal((3, 2), ((int)chapters["total"]!, chapters["items"]!.AsArray().Count));
        Assert.Single((await owner.GetAsync($"/v1/programmes/{ravens["id"]}/chapters?limit=2&cursor={chapters["cursor"]}")).Expect(200)["items"]!.AsArray());
        Assert.Equal([(string)ravens["id"]!], (await owner.GetAsync($"/v1/programmes?owner={owner.Id}&municipality=661")).Expect(200)["items"]!.AsArray().Select(item => (string)item!["id"]!));
    }

    [Theory]
    [InlineData("ensomhed")]
    [InlineData("Ensomheden")]
    [InlineData("ensom")]
    [InlineData("aeroeskoebing")]
    [InlineData("ærøskøbing ensomhed")]
    public async Task A_search_finds_cases_with_their_evidence_level_and_a_role_to_ask(string q)
    {
        var owner = fixture.NewWriter();
        var found = await owner.PublishAsync(body => body["summary"] = "Mod ensomhed i Ærøskøbing.");
        await owner.PublishAsync(body =>
        {
            body["tags"] = null;
            body["title"] = "Noget helt andet";
        });
        var item = Assert.Single((await fixture.NewWriter().GetAsync($"/v1/programmes?owner={owner.Id}&q={Uri.EscapeDataString(q)}")).Expect(200)["items"]!.AsArray())!;
        Assert.Equal(((string)found["id"]!, "told", "landskoordinator"), ((string)item["id"]!, (string)item["evidenceLevel"]!, (string)item["contactRole"]!));
    }

    [Fact]
    public async Task Named_communities_are_found_and_marked_as_named_in_the_source_only()
    {
        var owner = fixture.NewWriter();
        await owner.PublishAsync(body =>
        {
            body["title"] = "Trivsels-tanter";
            body["source"] = new JsonObject { ["named"] = "onlyInSource", ["reference"] = "DenOffentlige.dk, marts 2017" };
        });
        var item = Assert.Single((await owner.GetAsync($"/v1/programmes?owner={owner.Id}&q=trivsels-tanter")).Expect(200)["items"]!.AsArray())!;
        Assert.Equal("kun navngivet i kilden", (string)item["mark"]!);
    }

    [Fact]
    public async Task A_draft_is_seen_by_its_owner_alone_and_what_was_drafted_stays_theirs()
    {
        var (owner, other) = (fixture.NewWriter(), fixture.NewWriter());
        var draft = await owner.PublishAsync(body => (body["draft"], body["howWeDidIt"]) = (true, "Hemmelig kladde"));
        var path = $"/v1/programmes/{draft["id"]}";
        foreach (var hidden in new[] { path, path + "/versions", path + "/chapters" })
        {
            Assert.Equal(404, (await other.GetAsync(hidden)).Status);
        }
        Assert.Equal(404, (await other.PostAsync(path + ":adopt", new { municipality = "0101" })).Status);
        Assert.Equal(409, (await owner.PostAsync(path + ":adopt", new { municipality = "0101" })).Status);
        Assert.Empty((await other.GetAsync($"/v1/programmes?owner={owner.Id}")).Expect(200)["items"]!.AsArray());
        Assert.Single((await owner.GetAsync($"/v1/programmes?owner={owner.Id}")).Expect(200)["items"]!.AsArray());

        (await owner.PatchAsync(path, """{"draft":false,"howWeDidIt":"Vi begyndte i det små"}""", 1)).Expect(200);
        (await other.GetAsync(path)).Expect(200);
        var versions = (await other.GetAsync(path + "/versions")).Expect(200)["items"]!.AsArray();
        Assert.Equal([2], versions.Select(version => (int)version!["version"]!));
        Assert.Equal(409, (await owner.PatchAsync(path, """{"draft":true}""", 2)).Status);
    }

    [Fact]
    public async Task Only_the_owner_changes_a_programme_or_a_chapter_and_only_the_version_they_know()
    {
        var (owner, other) = (fixture.NewWriter(), fixture.NewWriter());
        var programme = await owner.PublishAsync();
        var chapter = await other.AdoptAsync(programme);
        var (path, chapterPath) = ($"/v1/programmes/{programme["id"]}", $"/v1/programmes/{programme["id"]}/chapters/{chapter["id"]}");
        Assert.Equal(404, (await other.PatchAsync(path, """{"title":"Mit"}""", 1)).Status);
        Assert.Equal(404, (await owner.PatchAsync(chapterPath, """{"name":"Mit"}""", 1)).Status);
        Assert.Equal(404, (await owner.PostAsync(chapterPath + ":rebase", "{}")).Status);
        Assert.Equal(428, (await owner.PatchAsync(path, """{"title":"Nyt"}""", null)).Status);
        Assert.Equal(412, (await owner.PatchAsync(path, """{"title":"Nyt"}""", 7)).Status);
        Assert.Equal(409, (await other.PostAsync(path + ":adopt", new { municipality = "0661" })).Status);
        var reader = fixture.NewWriter(scopes: "needs:write");
        Assert.Equal((403, 403), ((await reader.PostAsync("/v1/programmes", "{}")).Status, (await reader.PostAsync(path + ":adopt", new { municipality = "0101" })).Status));
    }

    [Fact]
    public async Task A_call_repeated_by_its_key_creates_one_programme()
    {
        var owner = fixture.NewWriter();
        var body = SocialEnzyme.Hub.Partnerships.Programmes.KnowledgeDescription.Programme;
        var said = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => owner.SendAsync(HttpMethod.Post, "/v1/programmes", body, null, ("Idempotency-Key", "en"))));
        Assert.Single(said.Select(each => (string)each.Expect(201)["id"]!).Distinct());
        Assert.Single((await owner.GetAsync($"/v1/programmes?owner={owner.Id}")).Expect(200)["items"]!.AsArray());
        Assert.Equal("idempotency-key-reused", (await owner.SendAsync(HttpMethod.Post, "/v1/programmes", body.Replace("Natteravnene", "Ravnene", StringComparison.Ordinal), null, ("Idempotency-Key", "en"))).Code);
    }

    [Fact]
    public async Task Words_that_make_clients_of_people_are_told_and_nothing_is_refused()
    {
        var owner = fixture.NewWriter();
        var programme = await owner.PublishAsync(body => body["summary"] = "Besøg hos svage ældre og skæve eksistenser.");
        Assert.Equal(["svage ældre", "skæve eksistenser"], programme["warnings"]!.AsArray().Select(warning => (string)warning!["word"]!));
        Assert.Null((await owner.GetAsync($"/v1/programmes/{programme["id"]}")).Expect(200)["warnings"]);

        var checkedTexts = (await owner.PostAsync("/v1/texts:check", """{"texts":["En klient","Visitere borgere til plejebolig","Kaffe"]}""")).Expect(200);
        Assert.Equal("#/texts/0", (string)Assert.Single(checkedTexts["warnings"]!.AsArray())!["pointer"]!);
        Assert.Equal(("#/texts/1", "authority-task"), ((string)checkedTexts["refusals"]![0]!["pointer"]!, (string)checkedTexts["refusals"]![0]!["code"]!));
        Assert.Equal(422, (await owner.PostAsync("/v1/texts:check", """{"texts":[]}""")).Status);
        Assert.Equal(422, (await owner.PostAsync("/v1/texts:check", """{"texts":[null]}""")).Status);
    }

    [Theory]
    [InlineData("?q=%21%26")]
    [InlineData("?owner=mig")]
    [InlineData("?municipality=9999")]
    [InlineData("?limit=0")]
    [InlineData("?cursor=x")]
    public async Task A_search_that_makes_no_sense_is_told_so(string query) =>
        Assert.Equal(422, (await fixture.NewWriter().GetAsync("/v1/programmes" + query)).Status);

    private static IEnumerable<string> Pointers(JsonNode changes) => changes.AsArray().Select(change => (string)change!["pointer"]!).Order();
}
