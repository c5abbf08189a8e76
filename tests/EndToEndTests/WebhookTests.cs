using System.Net;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests;

public sealed class WebhookTests(SharedHub shared) : IClassFixture<SharedHub>
{
    [Fact]
    public async Task A_careful_receiver_finds_every_webhook_signed_by_its_own_secret_only()
    {
        using var publisher = await shared.Hub.JoinAsync();
        await using var endpoint = await Endpoint.StartAsync();
        await using var other = await Endpoint.StartAsync();
        var subscription = await ListenAsync(publisher, endpoint);
        var another = await ListenAsync(publisher, other);

        var need = await publisher.PublishAsync(Some.Need());
        await Eventually.Is("both have it", () => endpoint.Accepted.Count == 1 && other.Accepted.Count == 1);

        Assert.Equal(need, endpoint.Accepted[0].NeedId);
        Assert.Null(endpoint.Fault(subscription.Secret!));
        Assert.Null(other.Fault(another.Secret!));
        Assert.Equal("no signature matches", endpoint.Fault(another.Secret!));
        Assert.StartsWith("application/cloudevents+json", endpoint.Attempts[0].Headers.ContentType.ToString(), StringComparison.Ordinal);
        // One identity on every channel.
        Assert.Equal(await subscription.FeedAsync(), endpoint.Accepted);
    }

    [Fact]
    public async Task An_endpoint_that_fails_for_a_while_gets_everything_when_it_recovers()
    {
        using var publisher = await shared.Hub.JoinAsync();
        await using var endpoint = await Endpoint.StartAsync();
        var subscription = await ListenAsync(publisher, endpoint);
        endpoint.Answer(HttpStatusCode.InternalServerError);

        var needs = new List<string>();
        for (var i = 0; i < 20; i++) needs.Add(await publisher.PublishAsync(Some.Need()));
        await Eventually.Is("it was tried more than once", () => endpoint.Attempts.Count >= 2);
        Assert.Empty(endpoint.Accepted);

        endpoint.Answer(HttpStatusCode.NoContent);
        await Eventually.Is("it has everything", () => endpoint.Accepted.Count >= needs.Count);
        Assert.Equal(needs.Order(), endpoint.Accepted.Select(each => each.NeedId).Order());
        Assert.Equal((await subscription.FeedAsync()).Select(each => each.EventId).Order(), endpoint.Accepted.Select(each => each.EventId).Order());
        Assert.Null(endpoint.Fault(subscription.Secret!));
    }

    [Fact]
    public async Task A_receiver_that_never_answers_delays_nobody_else()
    {
        using var publisher = await shared.Hub.JoinAsync();
        await using var slow = await Endpoint.StartAsync();
        await using var quick = await Endpoint.StartAsync();
        await ListenAsync(publisher, slow);
        await ListenAsync(publisher, quick);
        var entered = 0;
        slow.Behaviour = async ct =>
        {
            Interlocked.Increment(ref entered);
            await Task.Delay(Timeout.Infinite, ct).ContinueWith(_ => { }, TaskScheduler.Default);
            return HttpStatusCode.NoContent;
        };

        var needs = new List<string> { await publisher.PublishAsync(Some.Need()) };
        await Eventually.Is("the slow one is at work", () => Volatile.Read(ref entered) > 0);
        for (var i = 0; i < 30; i++) needs.Add(await publisher.PublishAsync(Some.Need()));
        // Far less than the 15 s that the hub waits for the slow one.
        await Eventually.Is("the quick one has everything", () => quick.Accepted.Count == needs.Count, TimeSpan.FromSeconds(10));
        Assert.Equal(needs.Order(), quick.Accepted.Select(each => each.NeedId).Order());
        Assert.Empty(slow.Accepted);
    }

    private async Task<Subscription> ListenAsync(Party publisher, Endpoint endpoint)
    {
        // Kept until the hub is gone: its endpoint may still be called.
        var subscriber = await shared.Hub.JoinAsync();
        var subscription = await subscriber.SubscribeAsync(publisher, "webhook", endpoint.Url);
        await subscription.IsAsync("active");
        return subscription;
    }
}
