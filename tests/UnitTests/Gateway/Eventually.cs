namespace SocialEnzyme.Hub.UnitTests.Gateway;

/// <summary>Waits for a reason, not for a time.</summary>
internal static class Eventually
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(30);

    public static async Task Is(string reason, Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(AtMost);
        while (!condition())
        {
            Assert.False(deadline.IsCancellationRequested, $"It never came about that {reason}.");
            await Task.Delay(5, CancellationToken.None);
        }
    }
}
