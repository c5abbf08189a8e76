using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.EndToEndTests.Support;
using Subscription = SocialEnzyme.Hub.EndToEndTests.Support.Subscription;

namespace SocialEnzyme.Hub.EndToEndTests;

/// <summary>A CPR number is refused at every door, and nothing of it stays.</summary>
public sealed class CprTests(SharedHub shared) : IClassFixture<SharedHub>
{
    private const string Refusal = "personal-data-detected";

    /// <summary>A way in, and what the hub answers when this text comes with it: the problem's code, and everything it said.</summary>
    private sealed record Door(string Name, Func<CprNumber, Task<(string? Code, string Said)>> Enter);

    [Fact]
    public async Task A_CPR_number_is_refused_at_every_door_and_found_nowhere_afterwards()
    {
        using var party = await shared.Hub.JoinAsync();
        var need = await party.PublishAsync(Some.Need("Kontrolbehov " + party.Id));
        var subscription = await party.SubscribeAsync(party);
        var wrong = new List<string>();
        var sent = new List<CprNumber>();
        foreach (var door in Rest(party, need, subscription).Concat(Operators()).Concat(Grpc(party, need, subscription)))
        {
            var number = CprNumber.Draw();
            sent.Add(number);
            var (code, said) = await door.Enter(number);
            if (code != Refusal) wrong.Add($"{door.Name}: {code ?? "accepted"}: {said}");
            if (number.Spellings.Any(spelling => said.Contains(spelling, StringComparison.Ordinal))) wrong.Add($"{door.Name} echoes the number: {said}");
        }
        // Not refused for what a client's system calls itself; but not kept either.
        var agent = CprNumber.Draw();
        sent.Add(agent);
        await party.SendAsync(HttpMethod.Get, "/v1/needs", null, default, ("User-Agent", $"fagsystem/{agent.Dashed}"), ("tracestate", $"x={agent.Digits}"), ("baggage", $"x={agent.Digits}"));
        var stranger = CprNumber.Draw();
        sent.Add(stranger);
        using (var unknown = new Party(shared.Hub.Local.Addresses, "", "", "seh_" + stranger.Digits))
            Assert.False((await unknown.GetAsync("/v1/needs")).Status is HttpStatusCode.OK);

        // What is said after the numbers is reported after them: when it is there, so would they be.
        var last = await party.PublishAsync(Some.Need());
        await Eventually.Is("the last need is in the traces", () => shared.Hub.Telemetry.Holds(last));
        var belongings = new Belongings(shared.Hub);
        var control = await belongings.PlacesOfAsync(["Kontrolbehov " + party.Id, need]);
        Assert.Contains(control, place => place.StartsWith("table needs.", StringComparison.Ordinal));
        Assert.Contains(control, place => place.StartsWith("table opportunities.", StringComparison.Ordinal));
        Assert.Contains(control, place => place.StartsWith("telemetry", StringComparison.Ordinal));

        wrong.AddRange(await belongings.PlacesOfAsync([.. sent.SelectMany(number => number.Spellings)]));
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private static IEnumerable<Door> Rest(Party party, string need, Subscription subscription)
    {
        Door Post(string field, Func<CprNumber, JsonNode> value) => new($"POST /v1/needs {field}", number =>
        {
            var body = Some.Need();
            body[field] = value(number);
            return AnswerAsync(party.PostAsync("/v1/needs", body));
        });
        Door Send(string name, HttpMethod method, Func<CprNumber, string> path, Func<CprNumber, JsonObject>? body = null, string? header = null) =>
            new(name, number => AnswerAsync(party.SendAsync(method, path(number), body?.Invoke(number), default,
                method == HttpMethod.Patch ? [("If-Match", "\"1\"")] : header is null ? [] : [(header, number.Digits)])));

        yield return Post("title", number => $"Hjælp til {number.Dashed}");
        yield return Post("description", number => $"Borgeren {number.Wide} ønsker en besøgsven");
        yield return Post("reference", number => number.Digits);
        yield return Post("skills", number => new JsonArray(number.Spaced));
        yield return Post("contactRole", number => number.Dashed);
        yield return Post("extensions", number => new JsonObject { ["kilde"] = number.Dashed });
        yield return Post("place", number => new JsonObject { ["latitude"] = 55.68, ["longitude"] = 12.57, ["address"] = $"Vej 1, {number.Dashed}" });
        yield return Post("unknown", number => new JsonObject { [number.Dashed] = number.Digits });
        yield return Send("PATCH need", HttpMethod.Patch, _ => $"/v1/needs/{need}", number => new() { ["title"] = number.Dashed });
        yield return Send("withdraw need", HttpMethod.Post, _ => $"/v1/needs/{need}:withdraw", number => new() { ["reason"] = $"{number.Digits} er flyttet" });
        yield return Send("validate only", HttpMethod.Post, _ => "/v1/needs?validateOnly=true", number => With(Some.Need(), "title", number.Dashed));
        yield return Send("Idempotency-Key", HttpMethod.Post, _ => "/v1/needs", _ => Some.Need(), "Idempotency-Key");
        yield return Send("query", HttpMethod.Get, number => $"/v1/needs?category={number.Dashed}");
        yield return Send("name in the query", HttpMethod.Get, number => $"/v1/needs?{number.Dashed}=1");
        yield return Send("path", HttpMethod.Get, number => $"/v1/needs/{number.Dashed}");
        yield return Send("escaped path", HttpMethod.Get, number => $"/v1/needs/{number.Escaped}");
        yield return Send("path of nothing", HttpMethod.Get, number => $"/borgere/{number.Digits}");
        yield return Send("cursor", HttpMethod.Get, number => $"/v1/subscriptions/{subscription.Id}/events?after={number.Digits}");
        yield return Send("POST subscription name", HttpMethod.Post, _ => "/v1/subscriptions", number => new() { ["name"] = number.Dashed, ["filter"] = new JsonObject(), ["channel"] = "feed" });
        yield return Send("POST subscription url", HttpMethod.Post, _ => "/v1/subscriptions",
            number => new() { ["name"] = "x", ["filter"] = new JsonObject(), ["channel"] = "webhook", ["url"] = $"https://example.org/{number.Dashed}" });
        yield return Send("POST subscription filter", HttpMethod.Post, _ => "/v1/subscriptions",
            number => new() { ["name"] = "x", ["filter"] = new JsonObject { ["category"] = new JsonArray(number.Spaced) }, ["channel"] = "feed" });
        yield return Send("PATCH subscription", HttpMethod.Patch, _ => $"/v1/subscriptions/{subscription.Id}", number => new() { ["name"] = number.Dashed });
        yield return new("NDJSON row", async number =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/needs:import");
            var rows = new[] { Some.Need(), With(Some.Need(), "description", $"om {number.Dashed}"), Some.Need() };
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', rows.Select(row => row.ToJsonString()))));
            request.Content.Headers.ContentType = new("application/x-ndjson");
            var answer = (await party.SendAsync(request)).Expect(HttpStatusCode.OK);
            var results = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
            Assert.Equal(["published", "refused", "published"], results.OrderBy(row => (int)row["row"]!).Select(row => (string)row["outcome"]!));
            return ((string?)results.Single(row => (int)row["row"]! == 2)["code"], answer.Text);
        });
    }

    private IEnumerable<Door> Operators()
    {
        var hub = shared.Hub.Operator;
        yield return new("POST participant", number => AnswerAsync(hub.PostAsync("/v1/participants", new JsonObject { ["name"] = $"Forening {number.Dashed}", ["sector"] = "civil", ["kind"] = "association" })));
        yield return new("POST credential", async number =>
        {
            using var party = await shared.Hub.JoinAsync();
            return await AnswerAsync(hub.PostAsync($"/v1/participants/{party.Id}/credentials", new JsonObject { ["name"] = number.Digits, ["scopes"] = new JsonArray("needs:write") }));
        });
        yield return new("suspend", async number =>
        {
            using var party = await shared.Hub.JoinAsync();
            return await AnswerAsync(hub.PostAsync($"/v1/participants/{party.Id}:suspend", new JsonObject { ["reason"] = $"om {number.Spaced}" }));
        });
    }

    private IEnumerable<Door> Grpc(Party party, string need, Subscription subscription)
    {
        Door Call(string name, Func<CprNumber, Task> call) => new("gRPC " + name, async number =>
        {
            try
            {
                await call(number);
                return (null, "");
            }
            catch (RpcException refused)
            {
                var trailers = string.Join('\n', refused.Trailers.Select(each => $"{each.Key}: {(each.IsBinary ? Encoding.UTF8.GetString(each.ValueBytes) : each.Value)}"));
                return (refused.Trailers.GetValue("problem-code"), refused.Status.Detail + "\n" + trailers);
            }
        });

        yield return Call("PublishNeed", async number => await party.Needs.PublishNeedAsync(new() { Content = Some.Content($"til {number.Dashed}") }, party.Headers));
        yield return Call("PublishNeed idempotency_key", async number =>
            await party.Needs.PublishNeedAsync(new() { Content = Some.Content(), IdempotencyKey = number.Digits }, party.Headers));
        yield return Call("UpdateNeed", async number => await party.Needs.UpdateNeedAsync(
            new() { Id = need, Version = 1, Content = Some.Content(number.Wide), UpdateMask = new() { Paths = { "title" } } }, party.Headers));
        yield return Call("WithdrawNeed", async number => await party.Needs.WithdrawNeedAsync(new() { Id = need, Reason = number.Spaced }, party.Headers));
        yield return Call("GetNeed", async number => await party.Needs.GetNeedAsync(new() { Id = number.Dashed }, party.Headers));
        yield return Call("ListNeeds", async number => await party.Needs.ListNeedsAsync(new() { Category = number.Dashed }, party.Headers));
        yield return Call("CreateSubscription", async number => await party.Opportunities.CreateSubscriptionAsync(
            new() { Name = number.Dashed, Channel = Channel.Feed, Filter = new() }, party.Headers));
        yield return Call("RegisterParticipant", async number => await shared.Hub.Operator.Participants.RegisterParticipantAsync(
            new() { Name = $"Forening {number.Dashed}" }, shared.Hub.Operator.Headers));
        yield return Call("Subscribe", async number =>
        {
            using var call = party.Opportunities.Subscribe(party.Headers);
            await call.RequestStream.WriteAsync(new SubscribeRequest { Start = new() { SubscriptionId = subscription.Id, Cursor = number.Digits, Credits = 1 } });
            await call.ResponseStream.MoveNext(default);
        });
        yield return new("gRPC PublishNeeds row", async number =>
        {
            using var call = party.Needs.PublishNeeds(party.Headers);
            foreach (var title in new[] { "Et behov", $"Et behov for {number.Dashed}", "Endnu et" })
                await call.RequestStream.WriteAsync(new() { Need = new() { Content = Some.Content(title) } });
            await call.RequestStream.CompleteAsync();
            var answer = await call;
            Assert.Equal(["published", "refused", "published"], answer.Results.Select(row => row.Outcome));
            return (answer.Results[1].Code, answer.ToString());
        });
    }

    private static async Task<(string? Code, string Said)> AnswerAsync(Task<Answer> asked)
    {
        var answer = await asked;
        return (answer.Code, answer.Text);
    }

    private static JsonObject With(JsonObject body, string field, string value)
    {
        body[field] = value;
        return body;
    }
}
