using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.UnitTests.ServiceDefaults;

public sealed class RelayBackoffTests
{
    [Fact]
    public void The_first_failure_is_tried_again_at_once_to_a_person() =>
        Assert.Equal(TimeSpan.FromMilliseconds(200), RelayBackoff.After(1));

    [Fact]
    public void Each_failure_doubles_the_wait() => Assert.All(
        Enumerable.Range(1, 7), failures => Assert.Equal(RelayBackoff.After(failures) * 2, RelayBackoff.After(failures + 1)));

    [Theory]
    [InlineData(9)]
    [InlineData(1_000_000)]
    [InlineData(int.MaxValue)]
    public void Nothing_waits_longer_than_half_a_minute_and_nothing_is_given_up(int failures) =>
        Assert.Equal(TimeSpan.FromSeconds(30), RelayBackoff.After(failures));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_count_that_makes_no_sense_waits_like_the_first(int failures) =>
        Assert.Equal(TimeSpan.FromMilliseconds(200), RelayBackoff.After(failures));
}
