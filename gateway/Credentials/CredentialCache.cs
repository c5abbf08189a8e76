using System.Collections.Concurrent;

namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>What the gateway makes of a key.</summary>
internal enum KeyState
{
    Valid,
    Refused,

    /// <summary>Participants did not answer: nobody is let in on a guess.</summary>
    Unchecked,
}

/// <param name="Held">Set, like the holder, when the key is valid.</param>
internal readonly record struct KeyVerdict(KeyState State, HeldCredential? Held = null, Holder? Holder = null);

/// <summary>The keys in use, each with an answer of participants that is at most half a second old.</summary>
internal sealed partial class CredentialCache(
    KeyQuestions questions, CredentialOptions options, TimeProvider clock, ILogger<CredentialCache> logger)
{
    private const int MaxTries = 3;

    private readonly ConcurrentDictionary<KeyHash, HeldCredential> _held = [];
    private readonly RefusedKeys _refused = new(clock);

    /// <summary>Keys in use or used a moment ago; a key that is not valid is never among them.</summary>
    public int Count => _held.Count;

    /// <summary>True for a key that was valid a moment ago.</summary>
    public bool Holds(KeyHash key) => _held.ContainsKey(key);

    public ValueTask<KeyVerdict> CheckAsync(KeyHash key)
    {
        if (_held.TryGetValue(key, out var held) && held.HolderWithin(options.HoldFor) is { } holder)
        {
            return new(new KeyVerdict(KeyState.Valid, held, holder));
        }
        return _refused.Contains(key, options.HoldFor) ? new(new KeyVerdict(KeyState.Refused)) : AskAsync(key);
    }

    private async ValueTask<KeyVerdict> AskAsync(KeyHash key)
    {
        for (var i = 0; i < MaxTries; i++)
        {
            if (await questions.AskAsync(key) is not { } answer)
            {
                break;
            }
            if (Apply(key, answer) is not { } held)
            {
                return new(KeyState.Refused);
            }
            // An answer that took too long says who held the key then, not now.
            if (held.HolderWithin(options.AbortAfter) is { } holder)
            {
                return new(KeyState.Valid, held, holder);
            }
        }
        return new(KeyState.Unchecked);
    }

    /// <summary>Asks about every key in use, and acts on the answers.</summary>
    public async Task RefreshAsync()
    {
        foreach (var keys in _held.Keys.Chunk(CredentialOptions.MaxBatch))
        {
            var answers = await questions.AskAsync(keys);
            for (var i = 0; i < answers?.Count; i++)
            {
                // A key that was forgotten meanwhile stays forgotten.
                if (answers[i].Holder is null || _held.ContainsKey(keys[i]))
                {
                    Apply(keys[i], answers[i]);
                }
            }
        }
    }

    /// <summary>Ends the streams that could not be confirmed in time, and forgets what nobody uses.</summary>
    public void Sweep()
    {
        foreach (var (key, held) in _held)
        {
            if (held.TryForget(options.ForgetAfter))
            {
                _held.TryRemove(new(key, held));
            }
            else if (held.IsExpired)
            {
                Void(key, held);
            }
            else if (held.HolderWithin(options.AbortAfter) is null)
            {
                LogAborted(held.EndStreams());
            }
        }
    }

    private HeldCredential? Apply(KeyHash key, KeyAnswer answer)
    {
        if (answer.Holder is { } holder && !holder.IsExpired(clock.GetUtcNow()))
        {
            var held = _held.GetOrAdd(key, static (_, clock) => new HeldCredential(clock), clock);
            held.Confirm(holder, answer.AskedAt);
            return held;
        }
        _refused.Add(key, answer.AskedAt);
        if (_held.TryGetValue(key, out var ended))
        {
            Void(key, ended);
        }
        return null;
    }

    private void Void(KeyHash key, HeldCredential held)
    {
        _held.TryRemove(new(key, held));
        LogAborted(held.Close());
    }

    [LoggerMessage(6002, LogLevel.Information, "A key is no longer valid: {Count} requests under way were aborted")]
    private partial void LogAborted(int count);
}
