using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Chaos.Support;
using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>Publishes a need by one call with a key of its own.</summary>
internal sealed class PublishOne(Pace pace, bool byRest) : Work(22)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (!pace.TryTake(1)) return false;
        var publisher = One(ground.Publishers, random);
        var (reference, key) = (NewId(), NewId());
        var content = Some.Need(random, reference);
        Task<string> Publish() => byRest ? ByRestAsync(publisher, content, key) : ByGrpcAsync(publisher, content, key);
        book.Add(new KnownNeed(publisher, await Publish(), content) { Repeat = Publish });
        ground.Tally.Add(byRest ? "needs published by REST" : "needs published by gRPC");
        return true;
    }

    private static async Task<string> ByRestAsync(Member publisher, JsonObject content, string key)
    {
        var answer = await publisher.SendAsync(HttpMethod.Post, "/v1/needs", content, ("Idempotency-Key", key));
        return answer.IsSuccess ? (string)answer.Body["id"]! : throw Refused("publishing a need", answer);
    }

    private static async Task<string> ByGrpcAsync(Member publisher, JsonObject content, string key) =>
        (await publisher.CallAsync("PublishNeed", async (headers, deadline) =>
            await publisher.Needs.PublishNeedAsync(new() { Content = Some.Message(content), IdempotencyKey = key }, headers, deadline))).Need.Id;

    internal static InvalidOperationException Refused(string what, Answer answer) => new($"{what} was refused: {(int)answer.Status} {answer.Text}");
}

/// <summary>Publishes many needs in one stream; those whose rows were not answered are sent again, and their references keep them single.</summary>
internal sealed class PublishMany(Pace pace) : Work(4)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        // What could not be published while something was down comes in bulk, as from a system that kept it.
        var count = Math.Clamp(pace.Behind / 4, 25, 500);
        if (!pace.TryTake(count)) return false;
        var publisher = One(ground.Publishers, random);
        var waiting = Enumerable.Range(0, count).Select(_ => Some.Need(random, NewId())).ToList();
        while (waiting.Count > 0)
        {
            var rows = waiting;
            var answer = await publisher.CallAsync("PublishNeeds", (headers, deadline) => SendAsync(publisher, rows, headers, deadline));
            waiting = [];
            foreach (var (content, result) in rows.Zip(answer.Results))
            {
                if (result.Outcome != "refused") book.Add(new KnownNeed(publisher, result.NeedId, content));
                else if (result.Code is "unavailable" or "fault") waiting.Add(content);
                else throw new InvalidOperationException($"a row of PublishNeeds was refused: {result.Code} {result.Detail}");
            }
            ground.Tally.Add("needs published by stream", rows.Count - waiting.Count);
            if (waiting.Count > 0) ground.Tally.Add("retries");
        }
        return true;
    }

    private static async Task<PublishNeedsResponse> SendAsync(Member publisher, List<JsonObject> rows, Grpc.Core.Metadata headers, DateTime deadline)
    {
        using var call = publisher.Needs.PublishNeeds(headers, deadline);
        foreach (var row in rows) await call.RequestStream.WriteAsync(new PublishNeedsRequest { Need = new() { Content = Some.Message(row) } });
        await call.RequestStream.CompleteAsync();
        return await call.ResponseAsync;
    }
}

/// <summary>Makes a call that was answered once more, with the same key: the answer must name the same need, and nothing may happen.</summary>
internal sealed class PublishAgain() : Work(5)
{
    public override async Task<bool> DoAsync(Ground ground, Book book, Random random)
    {
        if (book.Borrow(random) is not { } need) return false;
        if (need.Repeat is not null)
        {
            if (await need.Repeat() is var again && again != need.Id)
                ground.Findings.Doubled($"a key that published need {need.Id} published {again} when it was repeated");
            ground.Tally.Add("keys repeated");
        }
        book.GiveBack(need);
        return need.Repeat is not null;
    }
}
