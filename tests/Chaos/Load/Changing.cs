using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>Changes a need, based on the version its publisher knows.</summary>
internal sealed class UpdateNeed(bool byRest) : Work(8)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (book.Borrow(random) is not { } need) return false;
        var isOpen = need.Status == "published";
        if (isOpen)
        {
            var said = Some.Changed(random, need.Content);
            if (!await (byRest ? ByRestAsync(need, said) : ByGrpcAsync(need, said))) await CheckAsync(need, said);
            need.Update(said);
            ground.Tally.Add("needs updated");
        }
        book.GiveBack(need);
        return isOpen;
    }

    /// <summary>False: another version is there than the one it was based on.</summary>
    private static async Task<bool> ByRestAsync(KnownNeed need, JsonObject said)
    {
        var patch = new JsonObject { ["title"] = said["title"]!.DeepClone(), ["category"] = said["category"]!.DeepClone() };
        var answer = await need.Publisher.SendAsync(HttpMethod.Patch, $"/v1/needs/{need.Id}", patch, ("If-Match", string.Create(CultureInfo.InvariantCulture, $"\"{need.Version}\"")));
        return answer.IsSuccess || (answer.Status == HttpStatusCode.PreconditionFailed ? false : throw PublishOne.Refused("changing a need", answer));
    }

    private static async Task<bool> ByGrpcAsync(KnownNeed need, JsonObject said)
    {
        var request = new Contracts.Needs.V1.UpdateNeedRequest { Id = need.Id, Version = need.Version, Content = Some.Message(said), UpdateMask = new() { Paths = { "title", "category" } } };
        try
        {
            await need.Publisher.CallAsync("UpdateNeed", async (headers, deadline) => await need.Publisher.Needs.UpdateNeedAsync(request, headers, deadline));
            return true;
        }
        catch (RpcException error) when (error.Trailers.GetValue("problem-code") == "version-conflict") { return false; }
    }

    /// <summary>A try that was not answered may have been done all the same: then the need says already what it was to say.</summary>
    private static async Task CheckAsync(KnownNeed need, JsonObject said)
    {
        var present = (await need.Publisher.GetAsync($"/v1/needs/{need.Id}")).Body;
        if ((long)present["version"]! != need.Version + 1 || (string)present["title"]! != (string)said["title"]!)
            throw new InvalidOperationException($"need {need.Id} has version {present["version"]}, though only version {need.Version} was answered");
    }
}

/// <summary>Takes a need back.</summary>
internal sealed class WithdrawNeed() : Work(4)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (book.Borrow(random) is not { } need) return false;
        if (need.Status == "withdrawn")
        {
            book.GiveBack(need);
            return false;
        }
        var answer = await need.Publisher.SendAsync(HttpMethod.Post, $"/v1/needs/{need.Id}:withdraw", new JsonObject { ["reason"] = "Vi fandt hjælp selv." });
        if (!answer.IsSuccess) throw PublishOne.Refused("withdrawing a need", answer);
        need.Withdraw();
        ground.Tally.Add("needs withdrawn");
        book.GiveBack(need);
        return true;
    }
}

/// <summary>The publisher reserves places in its own need, confirms some, gives some back.</summary>
internal sealed class ReservePlaces() : Work(10)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (book.Borrow(random) is not { } need) return false;
        var live = need.Reservations.Where(reservation => reservation.Value.State is not "returned").Select(reservation => reservation.Key).ToList();
        if (live.Count > 0 && random.Next(2) == 0) await SettleAsync(ground, need, live[random.Next(live.Count)], random.Next(2) == 0);
        else if (need.Status is not "withdrawn") await ReserveAsync(ground, need, random);
        book.GiveBack(need);
        return true;
    }

    private static async Task ReserveAsync(Ground ground, KnownNeed need, Random random)
    {
        var (id, places, confirm) = (NewId(), random.Next(1, 3), random.Next(3) == 0);
        var body = new JsonObject { ["reservationId"] = id, ["places"] = places, ["holdSeconds"] = 86_400, ["confirm"] = confirm };
        if (confirm) body.Remove("holdSeconds");
        var answer = await need.Publisher.SendAsync(HttpMethod.Post, $"/v1/needs/{need.Id}/reservations", body);
        var fits = need.Wanted is not { } wanted || need.Taken + places <= wanted;
        if (answer.IsSuccess != fits)
            ground.Findings.Broken($"need {need.Id} has {need.Taken} of {need.Wanted} places taken, and {places} more were answered {(int)answer.Status}");
        if (answer.IsSuccess) need.Take(id, places, confirm);
        ground.Tally.Add(answer.IsSuccess ? "places reserved" : "places refused");
    }

    private static async Task SettleAsync(Ground ground, KnownNeed need, string id, bool gives)
    {
        if (!gives && need.Status is "withdrawn") return;
        var answer = await need.Publisher.SendAsync(HttpMethod.Post, $"/v1/needs/{need.Id}/reservations/{id}:{(gives ? "return" : "confirm")}");
        if (!answer.IsSuccess) throw PublishOne.Refused("settling a reservation", answer);
        if (gives) need.Return(id);
        else need.Confirm(id);
        ground.Tally.Add(gives ? "places returned" : "places confirmed");
    }
}
