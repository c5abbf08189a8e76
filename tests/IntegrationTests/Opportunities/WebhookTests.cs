using System.Security.Cryptography;
using System.Text;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class WebhookTests(OpportunitiesHub hub)
{
    [Fact]
    public async Task A_webhook_is_confirmed_then_gets_signed_events()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var subscriber = hub.NewSubscriber();
        var made = await subscriber.SubscribeAsync("webhook", receiver.Url);
        Assert.Equal("unconfirmed", (string)made["state"]!);
        var need = await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));

        await Eventually.Is("the event is accepted", () => receiver.Accepted.Count == 1);
        var (@event, _, headers, body) = receiver.Attempts.Single();
        Assert.Equal(need, (Guid)@event["id"]!);
        Assert.Equal(need.ToString(), headers["webhook-id"].ToString());
        var key = Convert.FromBase64String(((string)made["secret"]!)["whsec_".Length..]);
        var signed = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{need}.{headers["webhook-timestamp"]}.{body}"));
        Assert.Equal($"v1,{Convert.ToBase64String(signed)}", headers["webhook-signature"].ToString());
        Assert.StartsWith("application/cloudevents+json", headers.ContentType.ToString(), StringComparison.Ordinal);
        await StateIsAsync(subscriber, (string)made["id"]!, "active");
    }

    [Fact]
    public async Task An_address_that_does_not_prove_itself_gets_nothing()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.EchoesChallenge = false;
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync("webhook", receiver.Url))["id"]!;
        await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));

        await StateIsAsync(subscriber, subscription, "disabled");
        Assert.Empty(receiver.Attempts);
    }

    [Fact]
    public async Task An_endpoint_that_fails_and_comes_back_gets_everything_once()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync("webhook", receiver.Url))["id"]!;
        await StateIsAsync(subscriber, subscription, "active");
        var isDown = true;
        receiver.Answer = _ => isDown ? 503 : 200;
        var published = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            published.Add(await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7())));
        }
        await Eventually.Is("it was tried at least twice", () => receiver.Attempts.Count >= 2);
        Assert.True(receiver.Attempts.Count < 20, "one delivery probes for all");
        isDown = false;

        await Eventually.Is("everything is delivered", () => receiver.Accepted.Count >= 20);
        Assert.Equal(published.Order(), receiver.Accepted.Select(item => (Guid)item["id"]!).Order());
        var (_, deliveries) = await subscriber.SendAsync(HttpMethod.Get, $"/v1/subscriptions/{subscription}/deliveries");
        Assert.All(deliveries!["items"]!.AsArray(), item => Assert.Equal("delivered", (string)item!["outcome"]!));
    }

    [Fact]
    public async Task A_version_that_was_overtaken_while_it_waited_is_not_sent_and_the_end_is()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync("webhook", receiver.Url))["id"]!;
        await StateIsAsync(subscriber, subscription, "active");
        var isDown = true;
        receiver.Answer = _ => isDown ? 503 : 200;
        var need = Guid.CreateVersion7();
        await hub.PublishAsync(subscriber.Published(need));
        await Eventually.Is("it was tried", () => !receiver.Attempts.IsEmpty);
        var end = await hub.PublishAsync(new NeedWithdrawn(need, 2, "dækket", DateTimeOffset.UtcNow));
        await subscriber.FeedOfAsync(subscription, 2);
        isDown = false;

        await Eventually.Is("the end is delivered", () => receiver.Accepted.Any(item => (Guid)item["id"]! == end));
        Assert.Single(receiver.Accepted);
    }

    [Fact]
    public async Task The_end_is_sent_of_what_a_sender_that_died_may_have_sent()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync("webhook", receiver.Url))["id"]!;
        await StateIsAsync(subscriber, subscription, "active");
        await hub.LeaseAsync(subscription, TimeSpan.FromHours(1));
        var need = Guid.CreateVersion7();
        var published = await hub.PublishAsync(subscriber.Published(need));
        await Eventually.Is("the need is in the log", () => hub.IsLoggedAsync(published));
        var end = await hub.PublishAsync(new NeedWithdrawn(need, 2, "dækket", DateTimeOffset.UtcNow));
        await Eventually.Is("its end is in the log", () => hub.IsLoggedAsync(end));
        // It had the need under way, and wrote nothing of it.
        await hub.LeaseAsync(subscription, TimeSpan.FromHours(-1));

        await Eventually.Is("the end is accepted", () => receiver.Accepted.Count == 1);
        Assert.Equal(end, (Guid)receiver.Accepted.Single()["id"]!);
    }

    [Fact]
    public async Task An_endpoint_that_answers_gone_is_disabled_and_what_comes_is_kept()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync("webhook", receiver.Url))["id"]!;
        await StateIsAsync(subscriber, subscription, "active");
        receiver.Answer = number => number == 1 ? 410 : 200;
        var need = await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        await StateIsAsync(subscriber, subscription, "disabled");

        Assert.Equal(200, (await subscriber.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{subscription}:resume")).Status);
        await Eventually.Is("what was kept is delivered", () => receiver.Accepted.Count == 1);
        Assert.Equal(need, (Guid)receiver.Accepted[0]["id"]!);
    }

    [Fact]
    public async Task An_event_given_up_is_a_dead_letter_and_can_be_redriven()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var subscriber = hub.NewSubscriber();
        var subscription = (string)(await subscriber.SubscribeAsync("webhook", receiver.Url))["id"]!;
        await StateIsAsync(subscriber, subscription, "active");
        receiver.Answer = _ => 500;
        var need = await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        await StateIsAsync(subscriber, subscription, "disabled");
        var (_, dead) = await subscriber.SendAsync(HttpMethod.Get, $"/v1/subscriptions/{subscription}/deadLetters");
        Assert.Equal(need, (Guid)Assert.Single(dead!["items"]!.AsArray())!["eventId"]!);

        receiver.Answer = _ => 200;
        Assert.Equal(200, (await subscriber.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{subscription}:redrive")).Status);
        await subscriber.SendAsync(HttpMethod.Post, $"/v1/subscriptions/{subscription}:resume");
        await Eventually.Is("it is delivered", () => receiver.Accepted.Count == 1);
    }

    [Fact]
    public async Task A_slow_endpoint_delays_nobody_else()
    {
        await using var slow = await WebhookReceiver.StartAsync();
        await using var quick = await WebhookReceiver.StartAsync();
        slow.Delay = TimeSpan.FromSeconds(10);
        var subscriber = hub.NewSubscriber();
        var first = (string)(await subscriber.SubscribeAsync("webhook", slow.Url))["id"]!;
        var second = (string)(await subscriber.SubscribeAsync("webhook", quick.Url))["id"]!;
        await StateIsAsync(subscriber, first, "active");
        await StateIsAsync(subscriber, second, "active");
        for (var i = 0; i < 10; i++)
        {
            await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()));
        }
        await Eventually.Is("the quick one has all", () => quick.Accepted.Count == 10);
        Assert.Empty(slow.Accepted);
    }

    [Theory]
    [InlineData("http://10.0.0.1/hook")]
    [InlineData("https://169.254.169.254/latest")]
    [InlineData("https://[::ffff:192.168.1.1]/hook")]
    [InlineData("ftp://example.org/hook")]
    [InlineData("https://user@example.org/hook")]
    public async Task An_address_inside_a_network_is_refused(string url)
    {
        var (status, body) = await hub.NewSubscriber().SendAsync(
            HttpMethod.Post, "/v1/subscriptions", new { name = "Indenfor", filter = new { }, channel = "webhook", url });
        Assert.Equal(422, status);
        Assert.Equal("#/url", (string)body!["errors"]![0]!["pointer"]!);
    }

    private static Task StateIsAsync(Subscriber subscriber, string subscription, string state) =>
        Eventually.Is($"the subscription is {state}", async () =>
            (string)(await subscriber.SendAsync(HttpMethod.Get, $"/v1/subscriptions/{subscription}")).Body!["state"]! == state);
}
