using System.Diagnostics;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class NoticeTests(OpportunitiesHub hub)
{
    [Fact]
    public async Task A_match_reaches_both_owners_on_the_channels_that_follow_matches_and_nobody_else()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var (needOwner, offerOwner, stranger) = (hub.NewSubscriber(), hub.NewSubscriber(), hub.NewSubscriber());
        var feed = await needOwner.FollowAsync("needs", "matches");
        var stream = (string)(await needOwner.SubscribeAsync("grpc", null, "matches"))["id"]!;
        var webhook = (string)(await offerOwner.SubscribeAsync("webhook", receiver.Url, "callOuts", "matches"))["id"]!;
        await needOwner.FollowAsync();
        await offerOwner.FollowAsync("callOuts", "interests");
        await stranger.FollowAsync("needs", "matches", "callOuts", "interests");

        using var call = new Activity("a call").SetIdFormat(ActivityIdFormat.W3C).Start();
        var matched = await hub.RecordAsync(SomeNotice.Matched(needOwner.Id, offerOwner.Id));

        Assert.Equal(new[] { feed, stream, webhook }.Order(), await hub.RecipientsAsync(matched));
        var @event = Assert.Single(await needOwner.FeedOfAsync(feed, 1));
        Assert.Equal(matched, (Guid)@event["id"]!);
        Assert.Equal(call.Id, (string)@event["traceparent"]!);
        using var subscribed = await ChannelTests.StartAsync(needOwner, stream, credits: 1);
        var streamed = Assert.Single(await ChannelTests.ReadAsync(subscribed, 1));
        Assert.Equal(matched.ToString(), streamed.Id);
        await Eventually.Is("the webhook has it", () => receiver.Accepted.Count == 1);
        Assert.Equal(@event.ToJsonString(), receiver.Accepted[0].ToJsonString());
        Assert.Equal(@event["data"]!.ToJsonString(), JsonNode.Parse(streamed.Data.ToStringUtf8())!.ToJsonString());
    }

    [Fact]
    public async Task Every_notice_says_whose_kind_it_is_and_what_its_participant_may_know()
    {
        var owner = hub.NewSubscriber();
        var feed = await owner.FollowAsync("matches", "callOuts", "interests");
        var (matched, started, interest) = (
            SomeNotice.Matched(owner.Id, Guid.CreateVersion7()), SomeNotice.Started(owner.Id), SomeNotice.Interest(Guid.CreateVersion7(), owner.Id));
        object[] notices =
        [
            matched, SomeNotice.Answered(matched, 2), SomeNotice.Agreed(matched, 3), SomeNotice.Withdrawn(matched, 4), interest,
            started, SomeNotice.Promoted(started, 2), SomeNotice.Filled(started, 3), SomeNotice.StoodDown(started, 4),
        ];
        for (var i = 0; i < notices.Length; i++)
        {
            await hub.PublishAsync(notices[i]);
            // What comes next overtakes it: its data are seen now or not at all.
            var last = (await owner.FeedOfAsync(feed, i + 1))[i];
            Assert.Equal("urn:socialenzyme:hub:opportunities", (string)last["source"]!);
            var text = last["data"]!.ToJsonString();
            Assert.DoesNotContain("holderId", text, StringComparison.Ordinal);
            Assert.DoesNotContain("noticeId", text, StringComparison.Ordinal);
            Assert.DoesNotContain(started.NoticeId.ToString(), last.ToJsonString(), StringComparison.Ordinal);
            Assert.Equal(i is 3 or 8 ? "need-withdrawn" : null, (string?)last["data"]!["reason"]);
        }
        var events = await owner.FeedOfAsync(feed, notices.Length);
        Assert.Equal(
            ["opportunity.matched", "opportunity.answered", "opportunity.agreed", "opportunity.withdrawn", "interest.found",
                "callout.started", "callout.promoted", "callout.filled", "callout.stooddown"],
            events.Select(item => ((string)item["type"]!)["dk.socialenzyme.".Length..^".v1".Length]));
        Assert.Equal(
            [.. Enumerable.Repeat($"matches/{matched.MatchId}", 4), $"interests/{interest.InterestId}",
                .. Enumerable.Repeat($"callOuts/{started.CallOut.CallOutId}", 4)],
            events.Select(item => (string)item["subject"]!));
        Assert.Equal(
            [.. Enumerable.Repeat(matched.Match.NeedId, 4), interest.InterestId, .. Enumerable.Repeat(started.CallOut.NeedId, 4)],
            events.Select(item => (Guid)item["correlationid"]!));
        Assert.Equal("frivillig 7", (string)events[8]["data"]!["volunteers"]![0]!["reference"]!);
        Assert.Equal(4, (int)events[8]["data"]!["version"]!);
        Assert.Equal("0492", (string)events[8]["municipality"]!);
    }

    [Fact]
    public async Task A_notice_that_comes_twice_late_or_out_of_order_has_the_effect_of_once_in_order()
    {
        var owner = hub.NewSubscriber();
        var feed = await owner.FollowAsync("matches");
        var matched = SomeNotice.Matched(owner.Id, Guid.CreateVersion7());

        var first = await hub.PublishAsync(matched);
        await owner.FeedOfAsync(feed, 1);
        await hub.PublishAsync(matched, first);
        var third = await hub.PublishAsync(SomeNotice.Agreed(matched, 3));
        await owner.FeedOfAsync(feed, 2);
        var late = await hub.PublishAsync(SomeNotice.Answered(matched, 2));
        await hub.PublishAsync(matched, first);
        await Eventually.Is("the late one was dealt with", () => hub.IsConsumedAsync(late));
        var last = await hub.PublishAsync(SomeNotice.Interest());
        await Eventually.Is("a notice for nobody is in the log", () => hub.IsLoggedAsync(last));

        var events = await owner.FeedOfAsync(feed, 2);
        Assert.Equal([first, third], events.Select(item => (Guid)item["id"]!));
        Assert.Equal([1L, 2], events.Select(LogTests.Sequence));
        Assert.Equal(third.ToString(), (string)events[0]["supersededby"]!);
        Assert.Null(events[0]["data"]);
        Assert.Empty(await hub.RecipientsAsync(last));
    }

    [Fact]
    public async Task A_subscription_without_the_topic_needs_gets_no_needs()
    {
        var subscriber = hub.NewSubscriber();
        var matches = await subscriber.FollowAsync("matches");
        var both = await subscriber.FollowAsync("matches", "needs");

        var need = Guid.CreateVersion7();
        Assert.Equal([both], await hub.RecipientsAsync(await hub.PublishAsync(subscriber.Published(need))));

        Assert.Equal(200, (await subscriber.SendAsync(HttpMethod.Patch, $"/v1/subscriptions/{matches}", new { topics = new[] { "needs" } }, ifMatch: 1)).Status);
        Assert.Equal(200, (await subscriber.SendAsync(HttpMethod.Patch, $"/v1/subscriptions/{both}", new { topics = new[] { "matches" } }, ifMatch: 1)).Status);
        Assert.Equal([matches], await hub.RecipientsAsync(await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()))));
        // Who got a version hears of the next.
        Assert.Equal(new[] { matches, both }.Order(), await hub.RecipientsAsync(await hub.PublishAsync(subscriber.Updated(need, 2))));
        Assert.Equal([both], await hub.RecipientsAsync(await hub.PublishAsync(SomeNotice.Matched(subscriber.Id, Guid.CreateVersion7()))));
    }

    [Fact]
    public async Task A_notice_that_comes_during_a_suspension_is_delivered_after_it()
    {
        var owner = hub.NewSubscriber();
        var subscription = (string)(await owner.SubscribeAsync("grpc", null, "matches"))["id"]!;
        using var call = await ChannelTests.StartAsync(owner, subscription, credits: 10);
        var suspended = await hub.PublishAsync(new ParticipantSuspended(owner.Id, DateTimeOffset.UtcNow));
        await Eventually.Is("the suspension is known", () => hub.IsConsumedAsync(suspended));
        var matched = await hub.PublishAsync(SomeNotice.Matched(owner.Id, Guid.CreateVersion7()));
        await owner.FeedOfAsync(subscription, 1);
        var reading = ChannelTests.ReadAsync(call, 1);

        Assert.NotSame(reading, await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1))));
        await hub.PublishAsync(new ParticipantResumed(owner.Id, DateTimeOffset.UtcNow));
        Assert.Equal(matched.ToString(), (await reading)[0].Id);
    }

    [Fact]
    public async Task Sequences_have_no_gap_while_needs_and_notices_come_from_sixteen_at_once()
    {
        var (subscriber, other) = (hub.NewSubscriber(), hub.NewSubscriber());
        var all = await subscriber.FollowAsync("needs", "matches", "callOuts", "interests");
        var notices = await subscriber.FollowAsync("matches", "callOuts", "interests");
        var others = await other.FollowAsync("matches");

        var published = (await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ =>
        {
            var ids = new List<(Guid Id, bool IsNotice, bool IsMatch)>();
            for (var i = 0; i < 12; i++)
            {
                object @event = (i % 4) switch
                {
                    0 => subscriber.Published(Guid.CreateVersion7()),
                    1 => SomeNotice.Matched(subscriber.Id, other.Id),
                    2 => SomeNotice.Started(subscriber.Id),
                    _ => SomeNotice.Interest(subscriber.Id, subscriber.Id),
                };
                ids.Add((await hub.PublishAsync(@event), @event is not NeedPublished, @event is OpportunityMatched));
            }
            return ids;
        }))).SelectMany(ids => ids).ToList();

        await IsWholeAsync(subscriber, all, published.Select(item => item.Id));
        await IsWholeAsync(subscriber, notices, published.Where(item => item.IsNotice).Select(item => item.Id));
        await IsWholeAsync(other, others, published.Where(item => item.IsMatch).Select(item => item.Id));
    }

    [Fact]
    public async Task Places_that_are_taken_are_told_to_nobody_and_hold_up_no_version()
    {
        var subscriber = hub.NewSubscriber();
        var feed = await subscriber.FollowAsync();
        var need = Guid.CreateVersion7();

        // Before the publish that it follows.
        await hub.PublishAsync(new NeedPlacesTaken(need, 2, 3, DateTimeOffset.UtcNow));
        await hub.PublishAsync(subscriber.Published(need));
        await subscriber.FeedOfAsync(feed, 1);
        await hub.PublishAsync(new NeedPlacesTaken(need, 3, 2, DateTimeOffset.UtcNow));
        await hub.PublishAsync(new NeedFilled(need, 4, DateTimeOffset.UtcNow));
        await subscriber.FeedOfAsync(feed, 2);
        await hub.PublishAsync(new NeedReopened(need, 6, subscriber.Need(null), DateTimeOffset.UtcNow));

        var events = await subscriber.FeedOfAsync(feed, 3);
        Assert.Equal(["published", "filled", "reopened"], events.Select(item => ((string)item["type"]!).Split('.')[3]));
        Assert.Equal(6, (int)events[2]["data"]!["version"]!);
    }

    [Fact]
    public async Task A_match_that_was_withdrawn_before_it_was_sent_is_not_sent()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var owner = hub.NewSubscriber();
        var subscription = (string)(await owner.SubscribeAsync("webhook", receiver.Url, "matches"))["id"]!;
        await Eventually.Is("the subscription is active", async () =>
            (string)(await owner.SendAsync(HttpMethod.Get, $"/v1/subscriptions/{subscription}")).Body!["state"]! == "active");
        await owner.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{subscription}:pause");
        var (gone, kept) = (SomeNotice.Matched(owner.Id, Guid.CreateVersion7()), SomeNotice.Matched(owner.Id, Guid.CreateVersion7()));
        await hub.PublishAsync(gone);
        await owner.FeedOfAsync(subscription, 1);
        await hub.PublishAsync(SomeNotice.Withdrawn(gone, 2));
        await owner.FeedOfAsync(subscription, 2);
        var last = await hub.PublishAsync(kept);
        await owner.FeedOfAsync(subscription, 3);
        await owner.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{subscription}:resume");

        await Eventually.Is("all three are settled", async () => (await owner.SendAsync(HttpMethod.Get, $"/v1/subscriptions/{subscription}/deliveries"))
            .Body!["items"]!.AsArray().Select(item => (string)item!["outcome"]!).SequenceEqual(["superseded", "superseded", "delivered"]));
        Assert.Equal([last], receiver.Accepted.Select(item => (Guid)item["id"]!));
    }

    private static async Task IsWholeAsync(Subscriber subscriber, string subscription, IEnumerable<Guid> published)
    {
        var expected = published.Order().ToList();
        var events = await subscriber.FeedOfAsync(subscription, expected.Count);
        Assert.Equal(Enumerable.Range(1, expected.Count).Select(i => (long)i), events.Select(LogTests.Sequence));
        Assert.Equal(expected, events.Select(item => (Guid)item["id"]!).Order());
    }
}
