namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>
/// A hub whose gateway does not send its trace context on, by a switch that every .NET program has; and that, like one on the
/// internet, may call public addresses only.
/// </summary>
public sealed class OtherwiseHub : IAsyncLifetime
{
    private TestHub? _hub;

    public TestHub Hub => _hub!;

    public async Task InitializeAsync() => _hub = await TestHub.StartAsync("otherwise",
        ("gateway", "DOTNET_SYSTEM_NET_HTTP_ENABLEACTIVITYPROPAGATION", "false"),
        ("opportunities", "Webhooks__AllowedNetworks__0", ""));

    public async Task DisposeAsync()
    {
        if (_hub is not null) await _hub.DisposeAsync();
    }
}
