using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace SocialEnzyme.Hub.IntegrationTests.Gateway;

[Collection(GatewayTests.Name)]
public sealed class RateLimitTests(GatewayFixture hub)
{
    private static readonly Uri Repeat = new("/v1/subscriptions", UriKind.Relative);

    [Fact]
    public async Task Every_answer_says_how_many_calls_are_left()
    {
        var key = await hub.NewKeyAsync();
        using var rest = hub.Rest(key.Key);
        var first = Standing(await rest.GetAsync(Repeat));
        var second = Standing(await rest.GetAsync(Repeat));
        Assert.Equal((100_000, 99_999), (first.Limit, first.Remaining));
        Assert.Equal(99_998, second.Remaining);
        Assert.InRange(first.Reset, 1, 60);
    }

    [Fact]
    public async Task Gateways_count_together_and_the_call_after_the_last_is_refused()
    {
        var key = await hub.NewKeyAsync();
        await using var one = await hub.AnotherGatewayAsync(("Limits:CallsPerWindow", "4"));
        await using var two = await hub.AnotherGatewayAsync(("Limits:CallsPerWindow", "4"));
        using var first = hub.Rest(key.Key, one);
        using var second = hub.Rest(key.Key, two);
        for (var i = 0; i < 2; i++)
        {
            Assert.True((await first.GetAsync(Repeat)).IsSuccessStatusCode);
            Assert.True((await second.GetAsync(Repeat)).IsSuccessStatusCode);
        }
        using var refused = await first.GetAsync(Repeat);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));
        Assert.Equal((4, 0), (Standing(refused).Limit, Standing(refused).Remaining));
        Assert.Contains("\"code\":\"rate-limited\"", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var other = hub.Rest((await hub.NewKeyAsync()).Key, one);
        Assert.True((await other.GetAsync(Repeat)).IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(50, 0)]
    [InlineData(1_000, 20)]
    public async Task However_many_call_at_once_through_two_gateways_no_more_get_through_than_there_are(int calls, int mayBeLost)
    {
        var key = await hub.NewKeyAsync();
        await using var one = await hub.AnotherGatewayAsync(("Limits:CallsPerWindow", $"{calls}"));
        await using var two = await hub.AnotherGatewayAsync(("Limits:CallsPerWindow", $"{calls}"));
        using var first = hub.Rest(key.Key, one);
        using var second = hub.Rest(key.Key, two);
        var (asked, accepted) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async caller =>
        {
            while (Interlocked.Increment(ref asked) <= calls * 3 / 2)
            {
                using var answer = await (caller % 2 == 0 ? first : second).GetAsync(Repeat);
                if (answer.IsSuccessStatusCode) Interlocked.Increment(ref accepted);
                else Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            }
        }));
        // What a gateway took and did not use is lost for this window.
        Assert.InRange(accepted, calls - mayBeLost, calls);
    }

    [Fact]
    public async Task Without_redis_a_gateway_limits_by_itself()
    {
        var key = await hub.NewKeyAsync();
        await using var gateway = await hub.AnotherGatewayAsync(("Limits:CallsPerWindow", "2"));
        using var rest = hub.Rest(key.Key, gateway);
        try
        {
            hub.ToRedis.Cut();
            Assert.True((await rest.GetAsync(Repeat)).IsSuccessStatusCode);
            Assert.True((await rest.GetAsync(Repeat)).IsSuccessStatusCode);
            Assert.Equal(HttpStatusCode.TooManyRequests, (await rest.GetAsync(Repeat)).StatusCode);
            var ready = await GatewayFixture.BodyAsync(await rest.GetAsync(new Uri("/health/ready", UriKind.Relative)));
            Assert.Equal("degraded", ready.GetProperty("checks").GetProperty("redis").GetProperty("status").GetString());
        }
        finally
        {
            hub.ToRedis.Mend();
        }
    }

    [Fact]
    public async Task An_address_that_tries_keys_must_wait_while_known_keys_go_on()
    {
        await using var gateway = await hub.AnotherGatewayAsync(("Limits:RefusedPerWindow", "20"));
        using var known = hub.Rest(hub.OperatorKey, gateway);
        Assert.True((await known.GetAsync(Repeat)).IsSuccessStatusCode);
        var seen = new List<HttpStatusCode>();
        for (var i = 0; i < 25; i++)
        {
            using var rest = hub.Rest("seh_" + System.Buffers.Text.Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)), gateway);
            seen.Add((await rest.GetAsync(Repeat)).StatusCode);
            Assert.True((await known.GetAsync(Repeat)).IsSuccessStatusCode);
        }
        Assert.Equal(Enumerable.Repeat(HttpStatusCode.Unauthorized, 20), seen[..20]);
        Assert.All(seen[20..], status => Assert.Equal(HttpStatusCode.TooManyRequests, status));
    }

    private static (long Limit, long Remaining, long Reset) Standing(HttpResponseMessage answer)
    {
        long Number(string header) => long.Parse(Assert.Single(answer.Headers.GetValues(header)), CultureInfo.InvariantCulture);
        return (Number("RateLimit-Limit"), Number("RateLimit-Remaining"), Number("RateLimit-Reset"));
    }
}
