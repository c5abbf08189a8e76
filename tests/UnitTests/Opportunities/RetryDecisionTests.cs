using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class RetryDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan[] Schedule = [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30)];

    [Theory]
    [InlineData(200)]
    [InlineData(202)]
    [InlineData(299)]
    public void Any_2xx_is_a_delivery(int status) =>
        Assert.Equal(new(DeliveryOutcome.Delivered, null, DisablesEndpoint: false), After(status));

    [Theory]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(400)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(null)]
    public void Anything_else_waits_by_the_schedule_of_the_endpoint(int? status)
    {
        Assert.Equal(new(DeliveryOutcome.Waiting, Now.AddSeconds(5), DisablesEndpoint: false), After(status));
        Assert.Equal(new(DeliveryOutcome.Waiting, Now.AddMinutes(30), DisablesEndpoint: false), After(status, failures: 2));
    }

    [Fact]
    public void An_endpoint_that_is_gone_is_disabled_and_its_deliveries_are_kept() =>
        Assert.Equal(new(DeliveryOutcome.Waiting, null, DisablesEndpoint: true), After(410));

    [Fact]
    public void An_endpoint_may_ask_for_more_time_but_not_for_less_nor_for_ever()
    {
        Assert.Equal(Now.AddSeconds(90), After(429, retryAfter: TimeSpan.FromSeconds(90)).RetryAt);
        Assert.Equal(Now.AddSeconds(5), After(503, retryAfter: TimeSpan.FromSeconds(1)).RetryAt);
        Assert.Equal(Now.AddHours(24), After(503, retryAfter: TimeSpan.FromDays(400)).RetryAt);
    }

    [Fact]
    public void After_the_last_wait_the_delivery_is_dead_and_the_endpoint_disabled() =>
        Assert.Equal(new(DeliveryOutcome.Dead, null, DisablesEndpoint: true), After(500, failures: 3));

    [Fact]
    public void A_delivery_that_fails_alone_is_given_up_alone() =>
        Assert.Equal(new(DeliveryOutcome.Dead, Now.AddSeconds(5), DisablesEndpoint: false), After(500, failures: 0, attempts: 3));

    private static RetryDecision After(int? status, int failures = 0, int attempts = 0, TimeSpan? retryAfter = null) =>
        RetryDecision.After(new AttemptResult(status, "answered", retryAfter, TimeSpan.Zero), failures, attempts, Schedule, Now);
}
