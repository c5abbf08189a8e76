using System.Net;
using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.EndToEndTests.Support;
using Subscription = SocialEnzyme.Hub.EndToEndTests.Support.Subscription;

namespace SocialEnzyme.Hub.EndToEndTests;

/// <summary>What is one participant's own is, to another with every scope, not there.</summary>
public sealed class OwnershipTests(SharedHub shared) : IClassFixture<SharedHub>
{
    private static readonly string[] Verbs = ["pause", "resume", "test", "rotateSecret"];

    [Fact]
    public async Task Another_participants_things_are_not_there_on_any_route()
    {
        using var owner = await shared.Hub.JoinAsync();
        using var stranger = await shared.Hub.JoinAsync();
        var things = await Things.OfAsync(owner);
        var reason = new JsonObject { ["reason"] = "Det er ikke mit." };
        (HttpMethod Method, string Path, JsonObject? Body)[] calls =
        [
            (HttpMethod.Get, $"/v1/needs/{things.Draft}", null),
            (HttpMethod.Get, $"/v1/needs/{things.Draft}/history", null),
            .. new[] { things.Draft, things.Need }.SelectMany(need => new[]
            {
                (HttpMethod.Patch, $"/v1/needs/{need}", new JsonObject { ["title"] = "Overtaget" }),
                (HttpMethod.Post, $"/v1/needs/{need}:withdraw", (JsonObject?)reason),
            }),
            (HttpMethod.Get, $"/v1/subscriptions/{things.Subscription.Id}", null),
            (HttpMethod.Patch, $"/v1/subscriptions/{things.Subscription.Id}", new JsonObject { ["name"] = "Overtaget" }),
            (HttpMethod.Delete, $"/v1/subscriptions/{things.Subscription.Id}", null),
            (HttpMethod.Get, $"/v1/subscriptions/{things.Subscription.Id}/events", null),
            (HttpMethod.Get, $"/v1/subscriptions/{things.Subscription.Id}/events?after={things.Cursor}", null),
            .. Verbs.Select(verb => (HttpMethod.Post, $"/v1/subscriptions/{things.Subscription.Id}:{verb}", (JsonObject?)null)),
            (HttpMethod.Get, $"/v1/participants/{owner.Id}", null),
            (HttpMethod.Get, $"/v1/participants/{owner.Id}/credentials", null),
            (HttpMethod.Delete, $"/v1/participants/{owner.Id}/credentials/{owner.CredentialId}", null),
        ];

        foreach (var (method, path, body) in calls)
        {
            var answer = await stranger.SendAsync(method, path, body, default, method == HttpMethod.Patch ? [("If-Match", "\"1\"")] : []);
            Assert.True(answer is { Status: HttpStatusCode.NotFound, Code: "not-found" }, $"{method} {path} was answered {(int)answer.Status}: {answer.Text}");
        }
        await things.AreUntouchedAsync();
        Assert.DoesNotContain(things.Draft, (await stranger.GetAsync("/v1/needs?limit=200")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(things.Draft, (await stranger.GetAsync("/v1/needs?mine=true")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(things.Subscription.Id, (await stranger.GetAsync("/v1/subscriptions")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_participants_things_are_not_there_for_any_gRPC_method()
    {
        using var owner = await shared.Hub.JoinAsync();
        using var stranger = await shared.Hub.JoinAsync();
        var things = await Things.OfAsync(owner);
        var (headers, subscription) = (stranger.Headers, things.Subscription.Id);
        (string Method, Func<Task> Call)[] calls =
        [
            ("GetNeed", async () => await stranger.Needs.GetNeedAsync(new() { Id = things.Draft }, headers)),
            ("UpdateNeed", async () => await stranger.Needs.UpdateNeedAsync(
                new() { Id = things.Draft, Version = 1, Content = Some.Content("Overtaget"), UpdateMask = new() { Paths = { "title" } } }, headers)),
            ("WithdrawNeed", async () => await stranger.Needs.WithdrawNeedAsync(new() { Id = things.Need, Reason = "Det er ikke mit." }, headers)),
            ("GetSubscription", async () => await stranger.Opportunities.GetSubscriptionAsync(new() { Id = subscription }, headers)),
            ("UpdateSubscription", async () => await stranger.Opportunities.UpdateSubscriptionAsync(
                new() { Id = subscription, Version = 1, Name = "Overtaget", UpdateMask = new() { Paths = { "name" } } }, headers)),
            ("DeleteSubscription", async () => await stranger.Opportunities.DeleteSubscriptionAsync(new() { Id = subscription }, headers)),
            ("ListSubscriptionEvents", async () => await stranger.Opportunities.ListSubscriptionEventsAsync(new() { Id = subscription }, headers)),
            ("Subscribe", () => SubscribeAsync(stranger, subscription, "")),
            ("Subscribe with its cursor", () => SubscribeAsync(stranger, subscription, things.Cursor)),
            ("GetParticipant", async () => await stranger.Participants.GetParticipantAsync(new() { Id = owner.Id }, headers)),
            ("RevokeCredential", async () => await stranger.Participants.RevokeCredentialAsync(
                new() { ParticipantId = owner.Id, CredentialId = owner.CredentialId }, headers)),
        ];

        foreach (var (method, call) in calls)
        {
            var refused = await Record.ExceptionAsync(call);
            Assert.True(refused is RpcException { StatusCode: StatusCode.NotFound }, $"{method} was answered {refused?.Message ?? "with success"}");
        }
        await things.AreUntouchedAsync();
    }

    [Fact]
    public async Task A_participant_can_neither_register_others_nor_read_what_only_services_read()
    {
        using var stranger = await shared.Hub.JoinAsync();
        var headers = stranger.Headers;
        (string Method, Func<Task> Call)[] calls =
        [
            ("RegisterParticipant", async () => await stranger.Participants.RegisterParticipantAsync(new() { Name = "En til" }, headers)),
            ("ListParticipants", async () => await stranger.Participants.ListParticipantsAsync(new(), headers)),
            ("SuspendParticipant", async () => await stranger.Participants.SuspendParticipantAsync(new() { Id = stranger.Id, Reason = "prøve" }, headers)),
            ("IssueCredential", async () => await stranger.Participants.IssueCredentialAsync(new() { ParticipantId = stranger.Id, Name = "mere", Scopes = { "operate" } }, headers)),
            ("CheckCredentials", async () => await stranger.Participants.CheckCredentialsAsync(new(), headers)),
            ("ListEvents of participants", async () => await stranger.Participants.ListEventsAsync(new(), headers)),
            ("ListEvents of needs", async () => await stranger.Needs.ListEventsAsync(new(), headers)),
        ];
        foreach (var (method, call) in calls)
        {
            var refused = await Record.ExceptionAsync(call);
            Assert.True(refused is RpcException { StatusCode: StatusCode.PermissionDenied }, $"{method} was answered {refused?.Message ?? "with success"}");
        }
    }

    private static async Task SubscribeAsync(Party stranger, string subscription, string cursor)
    {
        using var call = stranger.Opportunities.Subscribe(stranger.Headers);
        await call.RequestStream.WriteAsync(new SubscribeRequest { Start = new() { SubscriptionId = subscription, Cursor = cursor, Credits = 1 } });
        await call.ResponseStream.MoveNext(default);
    }

    /// <summary>What a participant owns.</summary>
    private sealed record Things(Party Owner, string Draft, string Need, Subscription Subscription, string Cursor)
    {
        public static async Task<Things> OfAsync(Party owner)
        {
            var subscription = await owner.SubscribeAsync(owner);
            var draft = Some.Need("Kun en kladde");
            draft["draft"] = true;
            var things = new Things(owner, await owner.PublishAsync(draft), await owner.PublishAsync(Some.Need()), subscription, "");
            var cursor = "";
            await Eventually.Is("an event is there", async () =>
            {
                (var events, cursor) = await subscription.PageAsync(null);
                return events.Count == 1;
            });
            return things with { Cursor = cursor };
        }

        public async Task AreUntouchedAsync()
        {
            Assert.Equal("draft", (string?)(await Owner.GetAsync($"/v1/needs/{Draft}")).Expect(HttpStatusCode.OK).Body["status"]);
            Assert.Equal("published", (string?)(await Owner.GetAsync($"/v1/needs/{Need}")).Expect(HttpStatusCode.OK).Body["status"]);
            var state = await Subscription.StateAsync();
            Assert.Equal(("active", "Hjælp i nærheden"), ((string?)state["state"], (string?)state["name"]));
            Assert.Single(await Subscription.FeedAsync());
        }
    }
}
