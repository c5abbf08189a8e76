using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.UnitTests.AppHost;

public sealed class RestartBackoffTests
{
    [Fact]
    public void A_service_that_keeps_dying_waits_longer_each_time_up_to_ten_seconds()
    {
        var backoff = new RestartBackoff();

        var waits = Enumerable.Range(0, 12).Select(_ => backoff.After(TimeSpan.Zero)).ToList();

        Assert.Equal(TimeSpan.FromMilliseconds(200), waits[0]);
        Assert.Equal(waits.Order(), waits);
        Assert.Equal(TimeSpan.FromSeconds(10), waits[^1]);
    }

    [Fact]
    public void A_service_that_ran_well_for_long_starts_again_at_once()
    {
        var backoff = new RestartBackoff();
        for (var i = 0; i < 12; i++) backoff.After(TimeSpan.Zero);

        Assert.Equal(TimeSpan.FromMilliseconds(200), backoff.After(TimeSpan.FromMinutes(1)));
    }
}
