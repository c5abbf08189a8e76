using System.Net;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>Two come to the table. Most say yes to what one of them wrote, some say no, and some never answer.</summary>
internal sealed class Agree(Pace pace) : Work(4)
{
    private const int Tries = 10;

    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (book.AnOffer(random) is not { } offer || !pace.TryTake(1) || book.Borrow(random) is not { } need) return false;
        if (need.Status == "withdrawn")
        {
            book.GiveBack(need);
            return false;
        }
        var partnership = await ProposeAsync(ground, need, offer, random);
        book.Add(partnership);
        ground.Tally.Add("partnerships proposed");
        switch (random.Next(8))
        {
            case 0:
                await DeclineAsync(ground, partnership);
                break;
            case 1:
                await ConsentAsync(partnership.Opener, partnership);
                break;
            default:
                await AllConsentAsync(partnership);
                book.Watch(partnership);
                break;
        }
        return true;
    }

    public static async Task AllConsentAsync(KnownPartnership partnership)
    {
        partnership.Tries++;
        await ConsentAsync(partnership.Opener, partnership);
        await ConsentAsync(partnership.Other, partnership);
    }

    public static async Task DeclineAsync(Ground ground, KnownPartnership partnership)
    {
        await SayAsync(partnership.Other, partnership, "decline", new() { ["reason"] = "Vi har ikke tid i år." });
        ground.Tally.Add("partnerships declined");
    }

    public static async Task SayAsync(Member party, KnownPartnership partnership, string what, JsonObject said)
    {
        var answer = await party.SendAsync(HttpMethod.Post, $"/v1/partnerships/{partnership.Id}:{what}", said);
        if (!answer.IsSuccess) throw PublishOne.Refused($"{what} of partnership {partnership.Id}", answer);
        partnership.Read(answer.Body);
    }

    private static async Task<KnownPartnership> ProposeAsync(Ground ground, KnownNeed need, KnownOffer offer, Random random)
    {
        var (opener, key, places, quantity) = (random.Next(2) == 0 ? need.Publisher : offer.Owner, NewId(), random.Next(1, 3), random.Next(1, 5));
        var body = new JsonObject { ["agreement"] = Some.Agreement(need, offer, places, quantity) };
        var answer = await ProposeAsync(opener, body, key);
        if (random.Next(5) == 0 && (string)(await ProposeAsync(opener, body, key))["id"]! is var again && again != (string)answer["id"]!)
            ground.Findings.Doubled($"a key that proposed partnership {answer["id"]} proposed {again} when it was repeated");
        return new KnownPartnership(opener, need, offer, places, quantity, answer);
    }

    private static async Task<JsonObject> ProposeAsync(Member opener, JsonObject body, string key)
    {
        var answer = await opener.SendAsync(HttpMethod.Post, "/v1/partnerships", body, ("Idempotency-Key", key));
        return answer.IsSuccess ? answer.Body : throw PublishOne.Refused("proposing a partnership", answer);
    }

    /// <summary>A yes names one text. When another is there by now, it is read, and said yes to.</summary>
    private static async Task ConsentAsync(Member party, KnownPartnership partnership)
    {
        for (var tried = 1; ; tried++)
        {
            var answer = await party.SendAsync(HttpMethod.Post, $"/v1/partnerships/{partnership.Id}:consent", new JsonObject { ["hash"] = partnership.Hash });
            if (!answer.IsSuccess && (answer.Status != HttpStatusCode.PreconditionFailed || tried == Tries)) throw PublishOne.Refused("consenting", answer);
            partnership.Read(answer.IsSuccess ? answer.Body : await ReadAsync(party, partnership));
            if (answer.IsSuccess) return;
        }
    }

    public static async Task<JsonObject> ReadAsync(Member party, KnownPartnership partnership)
    {
        var answer = await party.GetAsync($"/v1/partnerships/{partnership.Id}");
        return answer.IsSuccess ? answer.Body : throw PublishOne.Refused("reading a partnership", answer);
    }
}

/// <summary>Looks what became of a partnership that all said yes to. Where something could not be had, they try once more or let it be.</summary>
internal sealed class LookAtAgreed(Pace pace) : Work(8)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (!pace.TryTake(1) || book.AWatched() is not { } partnership) return false;
        partnership.Read(await Agree.ReadAsync(partnership.Other, partnership));
        switch (partnership.State)
        {
            case "agreed":
                book.Watch(partnership);
                return true;
            case "active":
                ground.Tally.Add("partnerships active");
                book.GiveBack(partnership);
                return true;
            default:
                ground.Tally.Add("agreements not kept");
                if (partnership.Tries > 1 || random.Next(2) == 0)
                {
                    await Agree.DeclineAsync(ground, partnership);
                    return true;
                }
                await Agree.AllConsentAsync(partnership);
                book.Watch(partnership);
                return true;
        }
    }
}

/// <summary>Work together ends: one of the two leaves, or everything is done.</summary>
internal sealed class EndPartnership(Pace pace) : Work(1)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (!pace.TryTake(1) || book.AnActive() is not { } partnership) return false;
        var isDone = random.Next(3) == 0;
        if (isDone) await Agree.SayAsync(partnership.Opener, partnership, "complete", new() { ["summary"] = "Alle fik hjælp." });
        else await Agree.SayAsync(random.Next(2) == 0 ? partnership.Opener : partnership.Other, partnership, "leave", new() { ["reason"] = "Vi flytter." });
        ground.Tally.Add(isDone ? "partnerships completed" : "partnerships left");
        return true;
    }
}
