using System.Net;
using SocialEnzyme.Hub.Gateway.Limits;

namespace SocialEnzyme.Hub.UnitTests.Gateway;

public sealed class LimitTests
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void A_window_counts_until_it_ends_and_then_anew()
    {
        var counter = new WindowCounter<string>(TimeSpan.FromSeconds(10), 100, _clock);
        Assert.Equal(1, counter.Add("a").Used);
        _clock.Move(4_000);
        Assert.Equal(new Standing(2, TimeSpan.FromSeconds(6)), counter.Add("a"));
        Assert.Equal(1, counter.Add("b").Used);
        _clock.Move(6_000);
        Assert.Equal(1, counter.Add("a").Used);
    }

    [Fact]
    public void Whatever_is_counted_the_table_stays_small()
    {
        var counter = new WindowCounter<int>(TimeSpan.FromSeconds(10), 100, _clock);
        for (var i = 0; i < 10_000; i++)
        {
            counter.Add(i);
            Assert.InRange(counter.Count, 1, 100);
        }
    }

    [Fact]
    public void An_address_that_tried_too_many_keys_waits_until_its_window_ends()
    {
        var refused = new RefusedAddresses(new LimitOptions { RefusedPerWindow = 3 }, _clock);
        var address = IPAddress.Parse("192.0.2.1");
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(refused.MustWait(address));
            refused.Count(address);
        }
        Assert.Equal(TimeSpan.FromMinutes(1), refused.MustWait(address));
        Assert.Null(refused.MustWait(IPAddress.Parse("192.0.2.2")));
        _clock.Move(60_000);
        Assert.Null(refused.MustWait(address));
    }

    [Fact]
    public void One_network_of_version_6_is_one_address()
    {
        var refused = new RefusedAddresses(new LimitOptions { RefusedPerWindow = 1 }, _clock);
        refused.Count(IPAddress.Parse("2001:db8:1:1::1"));
        Assert.NotNull(refused.MustWait(IPAddress.Parse("2001:db8:1:1:ffff::2")));
        Assert.Null(refused.MustWait(IPAddress.Parse("2001:db8:1:2::1")));
    }
}
