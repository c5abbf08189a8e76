using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class ValidateOnlyTests(OpportunitiesHub hub)
{
    [Theory]
    [InlineData("feed")]
    [InlineData("webhook")]
    public async Task A_subscription_that_is_only_validated_says_what_it_would_have_caught_and_is_not_there(string channel)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var subscriber = hub.NewSubscriber();
        var needs = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToList();
        var at = DateTimeOffset.UtcNow.AddDays(-20);
        await hub.ConsumedAsync(await Task.WhenAll(needs.Select((id, i) => hub.PublishAsync(subscriber.Published(id) with { At = at.AddMinutes(i) }))));

        var (status, answer) = await ValidateAsync(subscriber, "true", channel, channel == "webhook" ? receiver.Url : null);
        Assert.Equal(200, status);
        Assert.Equal((12, 30), ((long)answer!["wouldHaveCaught"]!, (int)answer["days"]!));
        Assert.Equal(needs.AsEnumerable().Reverse().Take(10), answer["examples"]!.AsArray().Select(need => (Guid)need!["needId"]!));
        Assert.Empty((await subscriber.SendAsync(HttpMethod.Get, "/v1/subscriptions")).Body!["items"]!.AsArray());
        Assert.Empty(await hub.RecipientsAsync(await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()))));
    }

    [Fact]
    public async Task All_is_checked_that_making_it_would_check()
    {
        var subscriber = hub.NewSubscriber();
        var (status, problem) = await ValidateAsync(subscriber, "true", "webhook", "https://10.0.0.1/hook", "offers");
        Assert.Equal(422, status);
        Assert.Equal(["#/url", "#/topics/0"], problem!["errors"]!.AsArray().Select(error => (string)error!["pointer"]!));
        (status, problem) = await ValidateAsync(subscriber, "maybe", "feed", null);
        Assert.Equal(422, status);
        Assert.Equal("#/validateOnly", (string)problem!["errors"]![0]!["pointer"]!);
        Assert.Empty((await subscriber.SendAsync(HttpMethod.Get, "/v1/subscriptions")).Body!["items"]!.AsArray());
    }

    [Fact]
    public async Task One_that_follows_no_needs_would_have_caught_none()
    {
        var subscriber = hub.NewSubscriber();
        await hub.ConsumedAsync([await hub.PublishAsync(subscriber.Published(Guid.CreateVersion7()))]);
        Assert.Equal(1, (int)(await ValidateAsync(subscriber, "true", "feed", null)).Body!["wouldHaveCaught"]!);
        Assert.Equal(0, (int)(await ValidateAsync(subscriber, "true", "feed", null, "matches")).Body!["wouldHaveCaught"]!);
        Assert.Equal(201, (await ValidateAsync(subscriber, "false", "feed", null)).Status);
    }

    private static Task<(int Status, JsonNode? Body)> ValidateAsync(
        Subscriber subscriber, string validateOnly, string channel, string? url, params string[] topics) =>
        subscriber.SendAsync(HttpMethod.Post, $"/v1/subscriptions?validateOnly={validateOnly}", new
        {
            name = "Måske",
            filter = new { publisher = new[] { subscriber.Publisher } },
            channel,
            url,
            topics = topics.Length == 0 ? null : topics,
        });
}
