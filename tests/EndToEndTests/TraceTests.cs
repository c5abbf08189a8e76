using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests;

public sealed class TraceTests(SharedHub shared) : IClassFixture<SharedHub>
{
    [Fact]
    public async Task Every_trace_runs_unbroken_from_the_publishers_call_to_the_delivery() =>
        Assert.All(await PublisherTraces.BreaksAsync(shared.Hub, needs: 5), Assert.Null);
}
