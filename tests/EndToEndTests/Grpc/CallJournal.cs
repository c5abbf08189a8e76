using System.Collections.Concurrent;

namespace SocialEnzyme.Hub.EndToEndTests.Grpc;

/// <summary>What became of the calls that carried a key; a test waits for it instead of guessing a time.</summary>
internal sealed class CallJournal
{
    private readonly ConcurrentDictionary<(string Key, string Event), TaskCompletionSource> _events = new();

    public void Note(string? key, string happened)
    {
        if (key is not null) Of(key, happened).TrySetResult();
    }

    public async Task<bool> HappenedAsync(string key, string happened, CancellationToken ct)
    {
        try
        {
            await Of(key, happened).Task.WaitAsync(TimeSpan.FromSeconds(10), ct);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private TaskCompletionSource Of(string key, string happened) =>
        _events.GetOrAdd((key, happened), _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
}
