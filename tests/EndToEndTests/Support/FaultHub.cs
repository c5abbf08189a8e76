namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>A hub whose parts are killed.</summary>
public sealed class FaultHub : IAsyncLifetime
{
    private TestHub? _hub;

    public TestHub Hub => _hub!;

    public async Task InitializeAsync() => _hub = await TestHub.StartAsync("faults");

    public async Task DisposeAsync()
    {
        if (_hub is not null) await _hub.DisposeAsync();
    }
}
