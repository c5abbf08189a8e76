using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>A hub that is attacked: it counts neither wrong keys nor calls at open doors, for here they are many, and nobody else's calls change what it remembers.</summary>
public sealed class AttackHub : IAsyncLifetime
{
    private TestHub? _hub;

    public TestHub Hub => _hub!;

    public async Task InitializeAsync() => _hub = await TestHub.StartAsync("attacks",
        ("gateway", "Limits__RefusedPerWindow", "1000000"), ("gateway", "Limits__OpenCallsPerWindow", "1000000"));

    public async Task DisposeAsync()
    {
        if (_hub is not null) await _hub.DisposeAsync();
    }
}

/// <summary>One attack after the other, on the same hub.</summary>
[CollectionDefinition(Name)]
public sealed class AttackTests : ICollectionFixture<AttackHub>
{
    public const string Name = "attacks";
}
