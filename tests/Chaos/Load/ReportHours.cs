using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>A party of an active partnership reports hours; the other approves or rejects them, and some are corrected afterwards.</summary>
internal sealed class ReportHours(Pace pace) : Work(1)
{
    private static readonly string[] Kinds = ["frivillig", "csr_loentid", "faglig"];

    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (!pace.TryTake(1) || book.AnActive() is not { } partnership) return false;
        if (await ReportAsync(ground, partnership, random) is { } hours)
        {
            book.Add(hours);
            ground.Tally.Add("hours reported");
            await DecideAsync(ground, hours, random);
        }
        book.GiveBack(partnership);
        return true;
    }

    /// <returns>Null: impact has not heard yet that the partnership is active. That it hears in the end is looked at when all is settled.</returns>
    private static async Task<KnownHours?> ReportAsync(Ground ground, KnownPartnership partnership, Random random)
    {
        var (reporter, reference, kind, minutes) = (random.Next(2) == 0 ? partnership.Opener : partnership.Other, NewId(), Kinds[random.Next(Kinds.Length)], random.Next(30, 480));
        var row = new JsonObject
        {
            ["reference"] = reference,
            ["partnershipId"] = partnership.Id,
            ["kind"] = kind,
            ["minutes"] = minutes,
            ["day"] = DateTimeOffset.UtcNow.AddDays(-random.Next(1, 6)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["activity"] = $"Rådgivning {reference}",
        };
        var answer = await reporter.SendAsync(HttpMethod.Post, "/v1/hours", row);
        if (answer.Status is HttpStatusCode.NotFound or HttpStatusCode.Conflict && !partnership.TookHours) return null;
        if (!answer.IsSuccess) throw PublishOne.Refused("reporting hours", answer);
        partnership.TookHours = true;
        var hours = new KnownHours(partnership, reporter, (string)answer.Body["id"]!, reference, kind) { Minutes = minutes };
        if (random.Next(4) == 0 && await reporter.SendAsync(HttpMethod.Post, "/v1/hours", row) is var again && (!again.IsSuccess || (string)again.Body["id"]! != hours.Id))
            ground.Findings.Doubled($"hours {hours.Id} were reported again with their reference, and answered {(int)again.Status} {again.Text}");
        return hours;
    }

    private static async Task DecideAsync(Ground ground, KnownHours hours, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                return;
            case 1:
                await SayAsync(hours.Approver, hours, "reject", new() { ["reason"] = "Det var en anden dag." }, "rejected", hours.Minutes);
                ground.Tally.Add("hours rejected");
                return;
            default:
                await SayAsync(hours.Approver, hours, "approve", [], "approved", hours.Minutes);
                ground.Tally.Add("hours approved");
                if (random.Next(3) == 0) await CorrectAsync(ground, hours, random);
                return;
        }
    }

    /// <summary>What counts goes on counting until the other has said yes to the correction.</summary>
    private static async Task CorrectAsync(Ground ground, KnownHours hours, Random random)
    {
        var (isCancelled, before) = (random.Next(4) == 0, hours.Minutes);
        var said = new JsonObject { ["reason"] = "Vi sluttede før." };
        if (isCancelled) said["cancel"] = true;
        else said["minutes"] = before - random.Next(1, 20);
        await SayAsync(hours.Reporter, hours, "correct", said, "approved", before);
        switch (random.Next(4))
        {
            case 0:
                return;
            case 1:
                await SayAsync(hours.Approver, hours, "reject", new() { ["reason"] = "Vi blev til sidst." }, "approved", before);
                return;
            default:
                await SayAsync(hours.Approver, hours, "approve", [], isCancelled ? "rejected" : "approved", (int?)said["minutes"] ?? before);
                ground.Tally.Add("hours corrected");
                return;
        }
    }

    /// <summary>A try that was not answered may have been done all the same; where it cannot be done twice, the report says already what it was to say.</summary>
    private static async Task SayAsync(Member party, KnownHours hours, string what, JsonObject said, string state, int minutes)
    {
        var answer = await party.SendAsync(HttpMethod.Post, $"/v1/hours/{hours.Id}:{what}", said);
        var present = answer.Status == HttpStatusCode.Conflict ? await party.GetAsync($"/v1/hours/{hours.Id}") : answer;
        if (!present.IsSuccess || ((string)present.Body["state"]!, (int)present.Body["minutes"]!) != (state, minutes)) throw PublishOne.Refused($"{what} of hours {hours.Id}", answer);
        (hours.State, hours.Minutes) = (state, minutes);
    }
}
