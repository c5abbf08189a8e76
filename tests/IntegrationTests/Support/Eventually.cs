namespace SocialEnzyme.Hub.IntegrationTests.Support;

/// <summary>Waits for a reason, not for a time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Waits until it holds.</summary>
    /// <param name="reason">What is waited for; it is the message when it never comes.</param>
    public static Task Is(string reason, Func<bool> holds) => Is(reason, () => Task.FromResult(holds()));

    /// <inheritdoc cref="Is(string, Func{bool})"/>
    public static async Task Is(string reason, Func<Task<bool>> holds)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await holds())
        {
            if (limit.IsCancellationRequested)
            {
                throw new TimeoutException($"Waited {Limit.TotalSeconds:0} seconds in vain until {reason}.");
            }
            await Task.Delay(20, CancellationToken.None);
        }
    }

    /// <summary>The first value that is there.</summary>
    public static async Task<T> Has<T>(string reason, Func<Task<T?>> value) where T : class
    {
        T? found = null;
        await Is(reason, async () => (found = await value()) is not null);
        return found!;
    }
}
