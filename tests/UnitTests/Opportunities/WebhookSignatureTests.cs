using System.Text;
using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class WebhookSignatureTests
{
    private static readonly byte[] Secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

    [Fact]
    public void The_vector_of_standard_webhooks_is_met() =>
        Assert.Equal(Expected, WebhookSignature.Sign(Id, At, Body, [Secret]));

    [Fact]
    public void While_a_secret_is_replaced_both_sign()
    {
        var both = WebhookSignature.Sign(Id, At, Body, [new byte[32], Secret]).Split(' ');
        Assert.Equal(2, both.Length);
        Assert.Equal(Expected, both[1]);
        Assert.NotEqual(Expected, both[0]);
    }

    private static byte[] Body => Encoding.UTF8.GetBytes("""{"test": 2432232314}""");
}
