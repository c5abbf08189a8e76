using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost.Once;

/// <summary>
/// What came of the agreement: volunteers' and paid hours are reported, approved by another party, by key and by a link, corrected, rejected and left waiting.
/// The totals must be those that were reckoned by hand.
/// </summary>
sealed class HoursPlay(Uri gateway, string partnership, SeatedParty host, SeatedParty firm, SeatedParty city)
{
    public static readonly IReadOnlyList<string> Scopes = ["impact:write", "impact:approve"];

    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    static readonly string Today = DateTimeOffset.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Returns the approved hours of volunteers; paid hours are another kind and never added to them.</summary>
    public async Task<int> PlayAsync(CancellationToken ct)
    {
        // By hand: 120 + 90 + 90 = 300 minutes of volunteers, for 120 became 90 in the third; 150 + 90 = 240 of the firm's paid time.
        var evening = await ReportAsync(host, "aften-1", "frivillig", 120, "frivillig-7", ct);
        var second = await ReportAsync(host, "aften-2", "frivillig", 90, "frivillig-8", ct);
        var corrected = await ReportAsync(host, "aften-3", "frivillig", 120, "frivillig-9", ct);
        var never = await ReportAsync(host, "aften-4", "frivillig", 600, "frivillig-7", ct);
        var meeting = await ReportAsync(firm, "sag-1", "csr_loentid", 150, null, ct);
        var call = await ReportAsync(firm, "sag-2", "csr_loentid", 90, null, ct);
        var waiting = await ReportAsync(firm, "sag-3", "csr_loentid", 480, null, ct);
        // The same again is the same.
        await ReportAsync(host, "aften-1", "frivillig", 120, "frivillig-7", ct);
        await TotalsAsync("nothing counts before it is approved", 0, 0, ct);

        await ApproveByLinkAsync((string)evening["batchId"]!, ct);
        await city.Client.PostAsync("/v1/hours:approve", new() { ["ids"] = new JsonArray((string)second["id"]!, (string)corrected["id"]!) }, ct);
        await city.Client.PostAsync($"/v1/hours/{never["id"]}:reject", new() { ["reason"] = "Aftenen var aflyst." }, ct);
        await host.Client.PostAsync("/v1/hours:approve", new() { ["ids"] = new JsonArray((string)meeting["id"]!, (string)call["id"]!) }, ct);
        await TotalsAsync("what was approved counts", 330, 240, ct);

        await host.Client.PostAsync($"/v1/hours/{corrected["id"]}:correct", new() { ["minutes"] = 90, ["reason"] = "Vi sluttede før." }, ct);
        await city.Client.PostAsync($"/v1/hours/{corrected["id"]}:approve", [], ct);
        await TotalsAsync("a correction takes back and enters anew", 300, 240, ct);
        if ((string)(await firm.Client.GetAsync($"/v1/hours/{waiting["id"]}", ct))["state"]! != "reported") throw Failed("hours that nobody approved do not wait any more");
        return 300 / 60;
    }

    async Task<JsonObject> ReportAsync(SeatedParty reporter, string reference, string kind, int minutes, string? volunteer, CancellationToken ct)
    {
        var row = new JsonObject
        {
            ["reference"] = reference,
            ["partnershipId"] = partnership,
            ["kind"] = kind,
            ["minutes"] = minutes,
            ["day"] = Today,
            ["activity"] = $"Rådgivning {reference}",
            ["volunteer"] = volunteer,
        };
        // That the agreement is active reaches impact a moment after the parties.
        JsonObject? reported = null;
        var isKnown = await Settle.UntilAsync(async () =>
        {
            try
            {
                reported = await reporter.Client.PostAsync("/v1/hours", row.DeepClone().AsObject(), ct);
                return true;
            }
            catch (HubRefusedException refused) when (refused.Message.Contains("not-found", StringComparison.Ordinal))
            {
                return false;
            }
        }, Limit, ct);
        if (!isKnown) throw Failed($"hours could not be reported within {Limit.TotalSeconds} seconds of the agreement");
        return reported!;
    }

    /// <summary>As an employee does who got the link by mail: looking approves nothing, the button does.</summary>
    async Task ApproveByLinkAsync(string batch, CancellationToken ct)
    {
        var link = await city.Client.PostAsync($"/v1/hours/batches/{batch}/links", [], ct);
        using var browser = new HttpClient { BaseAddress = gateway };
        var path = new Uri((string)link["path"]!, UriKind.Relative);
        using var looked = await browser.GetAsync(path, ct);
        if (looked.StatusCode != HttpStatusCode.OK) throw Failed($"the link for approving was answered {(int)looked.StatusCode}");
        await TotalsAsync("looking at a link approves nothing", 0, 0, ct);
        using var approved = await browser.PostAsync(path, null, ct);
        if (approved.StatusCode != HttpStatusCode.OK) throw Failed($"the button of the link was answered {(int)approved.StatusCode}");
    }

    async Task TotalsAsync(string what, int volunteers, int paid, CancellationToken ct)
    {
        foreach (var party in new[] { host, firm, city })
        {
            var minutes = (await party.Client.GetAsync($"/v1/hours/totals?partnership={partnership}", ct))["minutes"]!;
            var (frivillig, loentid) = ((int?)minutes["frivillig"] ?? 0, (int?)minutes["csr_loentid"] ?? 0);
            if ((frivillig, loentid) != (volunteers, paid))
                throw Failed($"{what}: reckoned by hand {volunteers} and {paid} minutes, the hub tells {party.Name} {frivillig} and {loentid}");
        }
    }

    static PlayFailedException Failed(string reason) => new("impact", reason);
}
