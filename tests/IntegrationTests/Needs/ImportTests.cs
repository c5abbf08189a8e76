using System.Text.Json;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Needs;

public sealed class ImportTests(NeedsFixture hub) : IClassFixture<NeedsFixture>
{
    [Fact]
    public async Task Importing_a_file_again_doubles_nothing()
    {
        var party = Some.Municipality();
        var publisher = hub.App.Rest(party);
        var rows = Enumerable.Range(0, 1_200).Select(_ => Some.Need(Some.Reference()).ToJsonString()).ToList();

        var first = await publisher.ImportAsync(rows);
        var again = await publisher.ImportAsync(rows);
        Assert.Equal(1_200, first.Count(row => Outcome(row) == "published"));
        Assert.Equal(1_200, again.Count(row => Outcome(row) == "unchanged"));
        Assert.Equal(first.Select(Id), again.Select(Id));
        Assert.Equal(Enumerable.Range(1, 1_200), first.Select(row => row.GetProperty("row").GetInt32()));
        Assert.Equal(1_200, await hub.CountAsync("SELECT count(*) FROM needs WHERE publisher_id = $1", party.Id));
        Assert.Equal(1_200, await hub.CountAsync("SELECT count(*) FROM outbox WHERE body LIKE '%' || $1 || '%'", party.Id.ToString()));
    }

    [Fact]
    public async Task A_bad_row_never_stops_the_others()
    {
        var party = Some.Municipality();
        var results = await hub.App.Rest(party).ImportAsync(
            Some.Need().ToJsonString(),
            "{ not json",
            Some.Need().With("title", null).ToJsonString(),
            "",
            Some.Need().With("description", "cpr 070761-4285").ToJsonString(),
            Some.Need().With("description", new string('x', 70_000)).ToJsonString(),
            """{"title":"\u0000"}""",
            Some.Need().With("municipality", "0999").ToJsonString(),
            Some.Need().ToJsonString());

        Assert.Equal(
            [(1, "published"), (2, "malformed-request"), (3, "invalid-fields"), (5, "personal-data-detected"), (6, "too-large"), (7, "invalid-fields"), (8, "unknown-municipality"), (9, "published")],
            results.Select(row => (row.GetProperty("row").GetInt32(), row.TryGetProperty("code", out var code) ? code.GetString()! : Outcome(row))));
        Assert.Equal("#/title", results[2].GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.DoesNotContain("070761", results[3].GetRawText(), StringComparison.Ordinal);
        Assert.Equal(2, await hub.CountAsync("SELECT count(*) FROM needs WHERE publisher_id = $1", party.Id));
    }

    [Fact]
    public async Task The_same_reference_twice_in_one_file_is_taken_in_order()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var reference = Some.Reference();
        var results = await publisher.ImportAsync(
            Some.Need(reference).ToJsonString(), Some.Need(reference).With("title", "Senere").ToJsonString(), Some.Need(reference).With("title", "Senere").ToJsonString());
        Assert.Equal(["published", "changed", "unchanged"], results.Select(Outcome));
        Assert.Equal("Senere", (await publisher.GetNeedAsync(Id(results[0])!.Value)).Body.GetProperty("title").GetString());
    }

    [Fact]
    public async Task Each_row_is_a_trace_of_its_own()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        var results = await publisher.ImportAsync(Some.Need().ToJsonString(), Some.Need().ToJsonString());
        await Eventually.Is("both events came", () => results.All(row => hub.Tap.About(Id(row)!.Value).Count == 1));
        var traces = results.Select(row => hub.Tap.About(Id(row)!.Value)[0].Traceparent!.Split('-')[1]).ToList();
        Assert.Equal(2, traces.Distinct().Count());
    }

    [Fact]
    public async Task A_client_stream_has_a_result_for_each_of_its_needs()
    {
        using var channel = hub.App.Grpc(Some.Municipality());
        var client = new NeedsService.NeedsServiceClient(channel);
        using var call = client.PublishNeeds();
        foreach (var title in new[] { "Først", "", "Sidst" })
        {
            await call.RequestStream.WriteAsync(new PublishNeedsRequest
            {
                Need = new PublishNeedRequest { Content = new NeedContent { Title = title, Description = "d", Category = "c", Scope = NeedScope.National } },
            });
        }
        await call.RequestStream.CompleteAsync();
        var response = await call.ResponseAsync;
        Assert.Equal((2, 1), (response.Published, response.Refused));
        Assert.Equal("#/title", Assert.Single(response.Results[1].Errors).Pointer);
    }

    [Fact]
    public async Task After_ten_thousand_rows_the_rest_is_refused()
    {
        var publisher = hub.App.Rest(Some.Municipality());
        // Refused rows cost no database: what is counted is rows.
        var results = await publisher.ImportAsync(Enumerable.Repeat("{}", 10_003));
        Assert.Equal(10_001, results.Count);
        Assert.Equal("too-large", results[^1].GetProperty("code").GetString());
    }

    private static string Outcome(JsonElement row) => row.GetProperty("outcome").GetString()!;

    private static Guid? Id(JsonElement row) => row.TryGetProperty("id", out var id) ? id.GetGuid() : null;
}
