using System.Diagnostics;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;

namespace SocialEnzyme.Hub.UnitTests.Impact;

public sealed class ApprovalLinkTraceTests
{
    [Theory]
    [InlineData("url.path", "/v1/approvals/q8Zr1uTn", "[removed]")]
    [InlineData("url.full", "http://impact:5601/v1/approvals/q8Zr1uTn", "[removed]")]
    [InlineData("http.route", "/v1/approvals/{token}", "/v1/approvals/{token}")]
    [InlineData("url.path", "/v1/hours/totals", "/v1/hours/totals")]
    public void The_key_in_a_link_stands_in_no_trace(string tag, string value, string told)
    {
        using var span = new Activity("GET /v1/approvals/{token}").Start();
        span.SetTag(tag, value);
        span.Stop();
        using var processor = new PrivacyProcessor();
        processor.OnEnd(span);
        Assert.Equal(told, span.GetTagItem(tag));
        Assert.Equal("GET /v1/approvals/{token}", span.DisplayName);
    }
}
