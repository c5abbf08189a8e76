using SocialEnzyme.Hub.AppHost;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.UnitTests.AppHost;

public sealed class CommandTests
{
    [Fact]
    public void Without_options_the_usual_doors_are_opened_and_once_takes_free_ones()
    {
        Assert.Equal(DoorPorts.Usual, Command.Parse([]).Doors);
        Assert.Null(Command.Parse(["--once"]).Doors);
    }

    [Fact]
    public void Every_port_can_be_chosen()
    {
        Assert.Equal(new DoorPorts(1, 2, 3), Command.Parse(["--http-port", "1", "--grpc-port", "2", "--operations-port", "3"]).Doors);
    }

    [Theory]
    [InlineData("--http-port")]
    [InlineData("--http-port", "0")]
    [InlineData("--http-port", "65536")]
    [InlineData("--http-port", "8081")]
    [InlineData("--trace")]
    [InlineData("--onec")]
    public void What_cannot_be_meant_is_refused_with_a_hint(params string[] arguments)
    {
        Assert.Contains("--help", Assert.Throws<UsageException>(() => Command.Parse(arguments)).Message, StringComparison.Ordinal);
    }
}
