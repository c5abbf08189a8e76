using System.Net;
using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::10.0.0.1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("::ffff:0:10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::a00:1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%3")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void An_address_inside_a_network_is_not_dialled(string address) =>
        Assert.False(new AddressGuard([]).MayDial(IPAddress.Parse(address), isHttps: true));

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.9.9.9")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.167.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a01:4f8::1")]
    public void A_public_address_is_dialled_over_https_and_never_over_http(string address)
    {
        var guard = new AddressGuard([]);
        Assert.True(guard.MayDial(IPAddress.Parse(address), isHttps: true));
        Assert.False(guard.MayDial(IPAddress.Parse(address), isHttps: false));
    }

    [Fact]
    public void A_network_that_an_operator_allowed_may_be_dialled_and_no_other()
    {
        var guard = new AddressGuard([IPNetwork.Parse("127.0.0.0/8")]);
        Assert.True(guard.MayDial(IPAddress.Parse("127.0.0.1"), isHttps: false));
        Assert.True(guard.MayDial(IPAddress.Parse("::ffff:127.0.0.1"), isHttps: false));
        Assert.False(guard.MayDial(IPAddress.Parse("::1"), isHttps: true));
        Assert.False(guard.MayDial(IPAddress.Parse("10.0.0.1"), isHttps: true));
    }
}
