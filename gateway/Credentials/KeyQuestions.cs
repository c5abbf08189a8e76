namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>What participants answered, and when it was asked.</summary>
/// <param name="Holder">Null: the key is not valid.</param>
internal sealed record KeyAnswer(Holder? Holder, long AskedAt);

/// <summary>Gathers questions about keys: while some are under way, the next wait and go together.</summary>
internal sealed partial class KeyQuestions(
    AskParticipants ask, CredentialOptions options, TimeProvider clock, ILogger<KeyQuestions> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<KeyHash, TaskCompletionSource<KeyAnswer?>> _waiting = [];
    private int _underWay;

    /// <summary>The answer, or null when there was none.</summary>
    public Task<KeyAnswer?> AskAsync(KeyHash key)
    {
        TaskCompletionSource<KeyAnswer?>? waiter;
        lock (_lock)
        {
            if (_waiting.TryGetValue(key, out waiter))
            {
                return waiter.Task;
            }
            if (_waiting.Count >= options.MaxWaiting)
            {
                return Task.FromResult<KeyAnswer?>(null);
            }
            waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add(key, waiter);
            if (_underWay >= CredentialOptions.MaxQuestions)
            {
                return waiter.Task;
            }
            _underWay++;
        }
        // Whose request starts it does not matter: the question is many callers', so it belongs to no caller's trace.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(DrainAsync);
        }
        return waiter.Task;
    }

    /// <summary>Asks about these at once; null when there was no answer.</summary>
    public async Task<IReadOnlyList<KeyAnswer>?> AskAsync(IReadOnlyList<KeyHash> keys)
    {
        var askedAt = clock.GetTimestamp();
        using var deadline = new CancellationTokenSource(options.AnswerWithin, clock);
        try
        {
            var holders = await ask(keys, deadline.Token);
            return [.. holders.Select(holder => new KeyAnswer(holder, askedAt))];
        }
        catch (Exception error)
        {
            // Whatever it was: nobody is let in on a guess, and those who wait are told that their key could not be checked.
            LogNoAnswer(keys.Count, error.Message);
            return null;
        }
    }

    private async Task DrainAsync()
    {
        while (Take() is { Length: > 0 } batch)
        {
            var answers = await AskAsync(Array.ConvertAll(batch, pair => pair.Key));
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i].Value.SetResult(answers?[i]);
            }
        }
    }

    private KeyValuePair<KeyHash, TaskCompletionSource<KeyAnswer?>>[] Take()
    {
        lock (_lock)
        {
            var batch = _waiting.Take(CredentialOptions.MaxBatch).ToArray();
            foreach (var pair in batch)
            {
                _waiting.Remove(pair.Key);
            }
            if (batch.Length == 0)
            {
                _underWay--;
            }
            return batch;
        }
    }

    [LoggerMessage(6001, LogLevel.Warning, "participants did not say who holds {Count} keys: {Reason}")]
    private partial void LogNoAnswer(int count, string reason);
}
