using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;
using SocialEnzyme.Hub.Opportunities.Subscriptions;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class SubscriptionRulesTests
{
    [Theory]
    [InlineData("https://example.org/hook", true)]
    [InlineData("https://example.org/\r\nX-Other: y", false)]
    [InlineData("https://example.org/a\tb", false)]
    [InlineData("https://user:word@example.org/", false)]
    [InlineData("https://example.org/#part", false)]
    [InlineData("ftp://example.org/", false)]
    public void An_address_is_one_line_that_can_be_called(string url, bool isTaken) =>
        Assert.Equal(isTaken, !SubscriptionRules.Check("Navn", Channel.Webhook, url, new AddressGuard([])).Any());
}
