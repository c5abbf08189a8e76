using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>What the victim agreed with another, what came of it, and what it taught.</summary>
internal sealed partial class Victim
{
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    /// <summary>Things that are called otherwise where somebody names them.</summary>
    private static readonly Dictionary<string, string> Otherwise = new(StringComparer.OrdinalIgnoreCase)
    {
        ["ids"] = "hours",
        ["batch"] = "batches",
        ["party"] = "participants",
        ["owner"] = "participants",
        ["without"] = "participants",
        ["umbrella"] = "partnerships",
        ["parent"] = "partnerships",
        ["replicationOf"] = "experiments",
    };

    private string _approvalKey = "";

    /// <summary>In Denmark.</summary>
    public static string Today => TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, Denmark).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Of the text that is on the table and that nobody has said yes to.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>The same way into a thing, by the key that opens it where the key is in the path.</summary>
    public IEnumerable<string> Opening(IReadOnlyList<string> ids) => ids.Select(id => _owned["approvals"].Contains(id) ? _approvalKey : id);

    /// <summary>A text with which everybody at the table could say yes.</summary>
    public JsonObject Agreement() => new()
    {
        ["title"] = Secret(),
        ["purpose"] = Secret(),
        ["municipality"] = "0101",
        ["kle"] = new JsonArray("27.36"),
        ["publicDuty"] = Secret(),
        ["parties"] = new JsonArray(Seat(Owner, "vært", "familier"), Seat(Taker, "bidragyder", "naboer")),
        ["commitments"] = new JsonArray(new JsonObject { ["key"] = "lokale", ["participantId"] = Owner.Id, ["what"] = Secret() }),
        ["tasks"] = new JsonArray(new JsonObject
        {
            ["key"] = "aftaler",
            ["what"] = Secret(),
            ["owner"] = Owner.Id,
            ["ownerBefore"] = "public",
            ["role"] = "Koordinator",
            ["milestones"] = new JsonArray(new JsonObject { ["key"] = "start", ["what"] = Secret(), ["due"] = "2030-03-31" }),
        }),
    };

    private JsonObject Seat(Party party, string role, string measure) => new()
    {
        ["participantId"] = party.Id,
        ["role"] = role,
        ["aim"] = Secret(),
        ["measures"] = new JsonArray(new JsonObject { ["key"] = measure, ["what"] = Secret(), ["unit"] = "familier", ["expected"] = 20 }),
        ["contactRole"] = "Projektleder",
        ["meetingRhythm"] = Secret(),
        ["exitTerms"] = Secret(),
    };

    /// <summary>One partnership in which both work, and one that is only proposed.</summary>
    private async Task AgreeAsync()
    {
        var active = await ProposeAsync();
        foreach (var party in new[] { Owner, Taker })
            (await party.PostAsync($"/v1/partnerships/{active}:consent", new JsonObject { ["hash"] = Hash })).Expect(HttpStatusCode.OK);
        await Eventually.Is("the partnership is active", async () => (string?)(await Owner.GetAsync($"/v1/partnerships/{active}")).Body["state"] == "active");
        _owned["partnerships"] = [active, await ProposeAsync()];
        foreach (var partnership in _owned["partnerships"])
            (await Owner.PostAsync($"/v1/partnerships/{partnership}/notes", new JsonObject { ["kind"] = "decision", ["text"] = Secret() })).Expect(HttpStatusCode.Created);
    }

    private async Task<string> ProposeAsync()
    {
        var proposed = (await Owner.PostAsync("/v1/partnerships", new JsonObject { ["agreement"] = Agreement() })).Expect(HttpStatusCode.Created).Body;
        Hash = (string)proposed["hash"]!;
        return (string)proposed["id"]!;
    }

    /// <summary>Hours of both, a result and an estimate; what the other reported comes first, for that is what the victim decides on.</summary>
    private async Task WorkAsync()
    {
        JsonObject? others = null;
        await Eventually.Is("hours can be reported", async () =>
            (await Taker.PostAsync("/v1/hours", Row("besøg-1"))) is { Status: HttpStatusCode.Created } reported && (others = reported.Body) is not null);
        var own = Row(Secret());
        Secrets.Add("frivillig-" + Secrets[^1][8..30] + "7");
        own["volunteer"] = Secrets[^1];
        var mine = (await Owner.PostAsync("/v1/hours", own)).Expect(HttpStatusCode.Created).Body;
        _owned["hours"] = [(string)others!["id"]!, (string)mine["id"]!];
        _owned["hours/batches"] = [(string)others["batchId"]!, (string)mine["batchId"]!];

        var link = (await Taker.PostAsync($"/v1/hours/batches/{mine["batchId"]}/links")).Expect(HttpStatusCode.Created).Body;
        _approvalKey = ((string)link["path"]!).Split('/')[^1];
        Secrets.Add(_approvalKey);
        // A key that nobody was given.
        _owned["approvals"] = [new string('x', _approvalKey.Length)];

        var partnership = $"/v1/partnerships/{_owned["partnerships"][0]}";
        (await Owner.PostAsync($"{partnership}/results", Result())).Expect(HttpStatusCode.Created);
        var estimate = new JsonObject { ["key"] = Secret(), ["kind"] = "cost", ["what"] = Secret(), ["oere"] = 100_000, ["source"] = Secret() };
        (await Owner.PostAsync($"{partnership}/impact/estimates", estimate)).Expect(HttpStatusCode.Created);
    }

    private JsonObject Row(string reference) => new()
    {
        ["reference"] = reference,
        ["partnershipId"] = _owned["partnerships"][0],
        ["kind"] = "frivillig",
        ["minutes"] = 120,
        ["day"] = Today,
        ["activity"] = Secret(),
    };

    private JsonObject Result() => new()
    {
        ["measureKey"] = "familier",
        ["value"] = 7,
        ["day"] = Today,
        ["place"] = Secret(),
        ["source"] = Secret(),
        ["method"] = Secret(),
    };

    /// <summary>A programme that others may take over, with a chapter of its own; a draft; an experiment.</summary>
    private async Task TeachAsync()
    {
        var published = await CreateAsync("/v1/programmes", Programme("Natteravnene", "Voksne går tur om natten."));
        var draft = Programme(Secret(), Secret());
        draft["draft"] = true;
        _owned["programmes"] = [published, await CreateAsync("/v1/programmes", draft)];
        _owned["programmes/chapters"] = [await CreateAsync($"/v1/programmes/{published}:adopt", new JsonObject { ["municipality"] = "0101" })];
        _owned["experiments"] =
        [
            await CreateAsync("/v1/experiments", new JsonObject
            {
                ["title"] = "En bænk, hvor man må tale sammen",
                ["hypothesis"] = "Står der et skilt, taler flere sammen.",
                ["start"] = "2027-03-01",
                ["measure"] = new JsonObject { ["what"] = "Samtaler i timen", ["unit"] = "samtaler", ["method"] = "Talt en time hver onsdag" },
                ["place"] = "Holstebro",
                ["municipality"] = "0661",
            }),
        ];
        _owned["handbook"] = ["find"];
        Public.UnionWith([published, .. _owned["programmes/chapters"], .. _owned["experiments"], "find"]);
    }

    private static JsonObject Programme(string title, string summary) => new()
    {
        ["title"] = title,
        ["summary"] = summary,
        ["steps"] = new JsonArray(new JsonObject { ["title"] = "Find en vært" }),
    };

    private async Task<string> CreateAsync(string path, JsonObject body) => (string)(await Owner.PostAsync(path, body)).Expect(HttpStatusCode.Created).Body["id"]!;
}
