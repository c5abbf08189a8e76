namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>The one hub of all tests that do not break it: started by the first, stopped after the last.</summary>
public sealed class SharedHub : IAsyncLifetime
{
    private static readonly Lazy<Task<TestHub>> Started = new(() => TestHub.StartAsync("shared"));

    private TestHub? _hub;

    public TestHub Hub => _hub!;

    public async Task InitializeAsync() => _hub = await Started.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    internal static async Task StopAsync()
    {
        if (Started is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }) await (await Started.Value).DisposeAsync();
    }
}
