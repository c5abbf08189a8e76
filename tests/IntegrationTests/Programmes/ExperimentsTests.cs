using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Partnerships.Programmes;

namespace SocialEnzyme.Hub.IntegrationTests.Programmes;

public sealed class ExperimentsTests(KnowledgeFixture fixture) : IClassFixture<KnowledgeFixture>
{
    private const string Failed = """{ "outcome": "failed", "learning": "Bænken stod i skyggen.", "result": { "what": "Samtaler i timen", "figure": { "before": 2, "after": 2, "unit": "samtaler" }, "method": "Talt i otte uger" } }""";

    [Fact]
    public async Task An_experiment_is_not_closed_without_a_learning_and_one_that_failed_is_found_by_all()
    {
        var owner = fixture.NewWriter();
        var id = (string)(await owner.PostAsync("/v1/experiments", KnowledgeDescription.Experiment)).Expect(201)["id"]!;
        Assert.Equal(["#/learning"], (await owner.PostAsync($"/v1/experiments/{id}:close", """{"outcome":"failed"}""")).Wrong);
        Assert.Equal(["#/learning"], (await owner.PostAsync($"/v1/experiments/{id}:close", """{"outcome":"worked","learning":" "}""")).Wrong);
        Assert.False((bool)(await owner.GetAsync($"/v1/experiments/{id}")).Expect(200)["isClosed"]!);

        (await owner.PostAsync($"/v1/experiments/{id}:close", Failed, 1)).Expect(200);
        Assert.Equal(409, (await owner.PostAsync($"/v1/experiments/{id}:close", Failed)).Status);
        Assert.Equal(409, (await owner.PatchAsync($"/v1/experiments/{id}", """{"hypothesis":"Det vidste vi godt"}""", 2)).Status);
        foreach (var query in new[] { "", "&q=skyggen", "&q=ensomhed", "&outcome=failed", "&municipality=0661" })
        {
            var item = Assert.Single((await fixture.NewWriter().GetAsync($"/v1/experiments?owner={owner.Id}{query}")).Expect(200)["items"]!.AsArray())!;
            Assert.Equal(("failed", "Bænken stod i skyggen."), ((string)item["outcome"]!, (string)item["learning"]!));
        }
        Assert.Empty((await owner.GetAsync($"/v1/experiments?owner={owner.Id}&outcome=running")).Expect(200)["items"]!.AsArray());
    }

    [Fact]
    public async Task A_result_shows_who_repeated_it_and_who_adopted_it_each_figure_with_its_place_and_method()
    {
        var (first, second, state) = (fixture.NewWriter("Dr. Dorr"), fixture.NewWriter("Ohio"), fixture.NewWriter("Vejdirektoratet", "public", "state"));
        var original = (string)(await first.PostAsync("/v1/experiments", Experiment("Hvid kantstribe", "Westchester"))).Expect(201)["id"]!;
        Assert.Equal(409, (await state.PostAsync($"/v1/experiments/{original}:adopt", """{"practice":"Hvide striber"}""")).Status);
        (await first.PostAsync($"/v1/experiments/{original}:close", Worked(38))).Expect(200);

        var replication = Experiment("Hvid kantstribe igen", "Ohio");
        replication["replicationOf"] = original;
        var repeated = (string)(await second.PostAsync("/v1/experiments", replication)).Expect(201)["id"]!;
        (await second.PostAsync($"/v1/experiments/{repeated}:close", Worked(19))).Expect(200);
        (await state.PostAsync($"/v1/experiments/{original}:adopt", """{"practice":"Hvide striber på alle veje","municipality":"0101"}""")).Expect(200);
        (await state.PostAsync($"/v1/experiments/{original}:adopt", """{"practice":"Hvide striber på landeveje"}""")).Expect(200);
        var programme = await first.PublishAsync(body => body["experiments"] = new JsonArray(original));
        await state.AdoptAsync(programme);

        var seen = (await fixture.NewWriter().GetAsync($"/v1/experiments/{original}")).Expect(200);
        Assert.Equal(("Westchester", "Talt"), ((string)seen["result"]!["place"]!, (string)seen["result"]!["method"]!));
        var again = Assert.Single(seen["replications"]!.AsArray())!;
        Assert.Equal(("Ohio", "fra Ohio", 19), ((string)again["result"]!["place"]!, (string)again["result"]!["label"]!, (int)again["result"]!["figure"]!["after"]!));
        var adoption = Assert.Single(seen["adoptedBy"]!.AsArray())!;
        Assert.Equal(("Vejdirektoratet", "Hvide striber på landeveje"), ((string)adoption["name"]!, (string)adoption["practice"]!));
        Assert.Equal(1, (int)Assert.Single(seen["programmes"]!.AsArray())!["chapters"]!);
    }

    [Fact]
    public async Task What_is_referred_to_must_be_there_and_only_the_owner_closes()
    {
        var owner = fixture.NewWriter();
        var nothing = Experiment("Igen", "Holstebro");
        nothing["replicationOf"] = Guid.CreateVersion7();
        Assert.Equal(["#/replicationOf"], (await owner.PostAsync("/v1/experiments", nothing)).Wrong);
        var programme = JsonNode.Parse(KnowledgeDescription.Programme)!.AsObject();
        programme["experiments"] = new JsonArray(Guid.CreateVersion7());
        Assert.Equal(["#/experiments"], (await owner.PostAsync("/v1/programmes", programme)).Wrong);
        var id = (string)(await owner.PostAsync("/v1/experiments", KnowledgeDescription.Experiment)).Expect(201)["id"]!;
        Assert.Equal(404, (await fixture.NewWriter().PostAsync($"/v1/experiments/{id}:close", Failed)).Status);
        Assert.Equal(412, (await owner.PostAsync($"/v1/experiments/{id}:close", Failed, 9)).Status);
        Assert.Equal(404, (await owner.GetAsync($"/v1/experiments/{Guid.CreateVersion7()}")).Status);
    }

    private static JsonObject Experiment(string title, string place)
    {
        var experiment = JsonNode.Parse(KnowledgeDescription.Experiment)!.AsObject();
        (experiment["title"], experiment["place"], experiment["municipality"]) = (title, place, null);
        return experiment;
    }

    private static string Worked(int after) =>
        $$"""{ "outcome": "worked", "learning": "Striben virker.", "result": { "what": "Ulykker", "figure": { "before": 50, "after": {{after}}, "unit": "ulykker" }, "method": "Talt" } }""";
}
