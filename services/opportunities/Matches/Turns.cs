namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>
/// A few offers and answers at a time: hundreds that wait for needs to be matched must not hold every connection that matching needs.
/// </summary>
internal sealed class Turns : IDisposable
{
    private readonly SemaphoreSlim _free = new(4);

    public async Task RunAsync(Func<Task> work, CancellationToken ct)
    {
        await _free.WaitAsync(ct);
        try
        {
            await work();
        }
        finally
        {
            _free.Release();
        }
    }

    public void Dispose() => _free.Dispose();
}
