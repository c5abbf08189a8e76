using System.Globalization;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Sample;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>
/// Debt advice goes on: the match has become a draft of KAB and the lawyers. The accountants and the municipality come to the table, all four write who does
/// what, and say yes; the hours are taken from the firms' offers, the places from the need, and the work begins.
/// </summary>
public sealed class PartnershipPlay(LocalHub hub, IReadOnlyDictionary<SamplePublisher, RegisteredPublisher> publishers, IReadOnlyList<PublishedNeed> needs)
{
    const string Case = "gaeldsraadgivning";
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    static readonly IReadOnlyList<string> Scopes = ["partnerships:write", "offers:write", "subscriptions:manage", .. HoursPlay.Scopes];

    /// <summary>Returns how many partnerships became active, and the hours of volunteers that were approved in them.</summary>
    public async Task<(int Partnerships, int Hours)> PlayAsync(CancellationToken ct)
    {
        var need = needs.Single(need => need.Sample.Reference == Case);
        var taken = await TakenAsync(need, ct);
        await using var table = new PartyTable();
        var host = await table.SeatAsync(hub, need.Sample.Publisher.ToJson(), "vært", Scopes, ct);
        var lawyers = await table.SeatAsync(hub, Company("Lett Advokatfirma"), "bidragyder", Scopes, ct);
        var accountants = await table.SeatAsync(hub, Company("Ernst & Young"), "bidragyder", Scopes, ct);
        var city = await table.SeatAsync(hub, new() { ["name"] = "Københavns Kommune", ["sector"] = "public", ["kind"] = "municipality" }, "myndighed", Scopes, ct);

        var draft = await DraftAsync(host, lawyers, ct);
        var other = await DraftAsync(host, accountants, ct);
        if ((int)draft["agreement"]!["version"]! != 1 || (string)draft["state"]! != "proposed") throw Failed($"the draft of a match is {draft["state"]}");
        await accountants.Client.PostAsync($"/v1/partnerships/{other["id"]}:decline", new() { ["reason"] = "Vi går med i den fælles aftale." }, ct);

        var id = (string)draft["id"]!;
        JsonObject[] commitments =
        [
            await HoursAsync(lawyers, "jura", 60, ct), Comes(lawyers, "jurist", need),
            await HoursAsync(accountants, "revision", 40, ct), Comes(accountants, "revisor", need),
            new() { ["key"] = "opsoegning", ["participantId"] = host.Id, ["what"] = "Opsøger lejere, der er bagud med huslejen." },
            new() { ["key"] = "henvisning", ["participantId"] = city.Id, ["what"] = "Henviser borgere, der spørger om hjælp." },
        ];
        var text = Agreement(table, (string)draft["agreement"]!["title"]!, commitments);
        var revised = await host.Client.PostAsync($"/v1/partnerships/{id}/versions", new() { ["agreement"] = text }, ct, (long)draft["version"]!);
        foreach (var party in table.Seats)
            await party.Client.PostAsync($"/v1/partnerships/{id}:consent", new() { ["hash"] = (string)revised["hash"]! }, ct);
        await UntilAsync("the partnership is active", async () => (string)(await host.Client.GetAsync($"/v1/partnerships/{id}", ct))["state"]! == "active", ct);

        await CountedAsync(lawyers, 60, ct);
        await CountedAsync(accountants, 40, ct);
        if (await TakenAsync(need, ct) - taken is var places and not 2) throw Failed($"{places} places of the need were taken, and two were promised");
        foreach (var party in table.Seats)
            await UntilAsync($"{party.Name} hears once that it is active", () => party.HeardAsync("dk.socialenzyme.partnership.activated.v1", $"partnerships/{id}", ct), ct);
        await AuditPlay.VerifyAsync(hub, await city.Client.DownloadAsync($"/v1/partnerships/{id}/audit", ct), ct);
        return (1, await new HoursPlay(hub.Addresses.Gateway, id, host, lawyers, city).PlayAsync(ct));
    }

    static JsonObject Company(string name) => new() { ["name"] = name, ["sector"] = "market", ["kind"] = "company" };

    /// <summary>The one draft that these two have together: the firm is new, and in no other.</summary>
    static async Task<JsonObject> DraftAsync(SeatedParty host, SeatedParty firm, CancellationToken ct)
    {
        List<string> drafts = [];
        await UntilAsync($"the match with {firm.Name} is a draft", async () =>
        {
            drafts = [];
            await foreach (var partnership in firm.Client.ListAsync("/v1/partnerships", ct)) drafts.Add((string)partnership["id"]!);
            return drafts.Count > 0;
        }, ct);
        return drafts.Count == 1
            ? await host.Client.GetAsync($"/v1/partnerships/{drafts[0]}", ct)
            : throw Failed($"one match with {firm.Name} became {drafts.Count} partnerships");
    }

    /// <summary>One of the firm's people, at the need.</summary>
    static JsonObject Comes(SeatedParty firm, string key, PublishedNeed need) => new()
    {
        ["key"] = key,
        ["participantId"] = firm.Id,
        ["what"] = "Sidder med ved køkkenbordet.",
        ["needId"] = need.Id,
        ["places"] = 1,
    };

    /// <summary>Hours of the firm's own offer.</summary>
    static async Task<JsonObject> HoursAsync(SeatedParty firm, string key, int hours, CancellationToken ct) => new()
    {
        ["key"] = key,
        ["participantId"] = firm.Id,
        ["what"] = "Rådgivning i særligt komplicerede sager, uden betaling.",
        ["quantity"] = hours,
        ["unit"] = "timer",
        ["offerId"] = (string)(await OfferAsync(firm, ct))["id"]!,
        ["contributionKey"] = "timer",
    };

    static async Task<JsonObject> OfferAsync(SeatedParty firm, CancellationToken ct) =>
        (await firm.Client.GetAsync("/v1/offers?mine=true", ct))["items"]!.AsArray().Select(offer => offer!.AsObject()).Single(offer => (string?)offer["reference"] == Case);

    static async Task CountedAsync(SeatedParty firm, int hours, CancellationToken ct)
    {
        var offer = await OfferAsync(firm, ct);
        var balance = (await firm.Client.GetAsync($"/v1/offers/{offer["id"]}/balance", ct))["balances"]!.AsArray().Single()!;
        if ((int)balance["confirmed"]! != hours || (int)balance["held"]! != 0)
            throw Failed($"{balance["confirmed"]} hours of {firm.Name} are confirmed and {balance["held"]} held, and {hours} were promised");
    }

    async Task<int> TakenAsync(PublishedNeed need, CancellationToken ct)
    {
        using var publisher = new HubClient(hub.Addresses.Gateway, publishers[need.Sample.Publisher].Key);
        return (int)(await publisher.GetAsync($"/v1/needs/{need.Id}", ct))["placesTaken"]!;
    }

    static JsonObject Agreement(PartyTable table, string title, JsonObject[] commitments) => new()
    {
        ["title"] = title,
        ["purpose"] = "Lejere i restance får overblik over deres økonomi, så færre bliver sat ud.",
        // They have worked together for a week: hours of those days count.
        ["from"] = DateTimeOffset.UtcNow.AddDays(-7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["municipality"] = "0101",
        ["kle"] = new JsonArray("27.36"),
        ["publicDuty"] = "Kommunens egen rådgivnings- og vejledningspligt er uændret.",
        ["parties"] = new JsonArray([.. table.Seats.Select((party, number) => new JsonObject
        {
            ["participantId"] = party.Id,
            ["role"] = party.Role,
            ["aim"] = "At familier bliver boende.",
            ["measures"] = new JsonArray(new JsonObject
            {
                ["key"] = string.Create(CultureInfo.InvariantCulture, $"familier-{number + 1}"), ["what"] = "Familier, der fik hjælp", ["unit"] = "familier", ["expected"] = 20,
            }),
            ["contactRole"] = "Projektleder",
            ["meetingRhythm"] = "Den første tirsdag i hver måned",
            ["exitTerms"] = "Med to måneders varsel; sager, der er begyndt, gøres færdige.",
        })]),
        ["commitments"] = new JsonArray([.. commitments]),
    };

    static async Task UntilAsync(string what, Func<Task<bool>> holds, CancellationToken ct)
    {
        if (!await Settle.UntilAsync(holds, Limit, ct)) throw Failed($"within {Limit.TotalSeconds} seconds it did not come to this: {what}");
    }

    static PlayFailedException Failed(string reason) => new("partnerships", reason);
}
