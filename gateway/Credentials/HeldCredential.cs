namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>A key in use: what participants last said of it, and the requests that are under way with it.</summary>
internal sealed class HeldCredential(TimeProvider clock)
{
    private readonly Lock _lock = new();
    // The value: whether it is a stream.
    private readonly Dictionary<HttpContext, bool> _underWay = [];
    private Confirmation? _last;
    private Bearer? _bearer;
    private long _usedAt = clock.GetTimestamp();
    private bool _isClosed;

    // Counted from the question, not from the answer: what was revoked in between is in no doubt.
    private sealed record Confirmation(Holder Holder, long AskedAt);

    private sealed record Bearer(string Header, Holder Holder, long IssuedAt);

    /// <summary>The holder, or null when the last answer is older than this, or the credential's time is out.</summary>
    public Holder? HolderWithin(TimeSpan age) =>
        Volatile.Read(ref _last) is { } last && clock.GetElapsedTime(last.AskedAt) <= age && !last.Holder.IsExpired(clock.GetUtcNow())
            ? last.Holder
            : null;

    /// <summary>True when the credential's time is out, whatever participants would say.</summary>
    public bool IsExpired => Volatile.Read(ref _last) is { } last && last.Holder.IsExpired(clock.GetUtcNow());

    /// <summary>Takes an answer over, unless a newer question was answered before.</summary>
    public void Confirm(Holder holder, long askedAt)
    {
        lock (_lock)
        {
            if (_last is null || _last.AskedAt < askedAt)
            {
                // An unchanged holder stays the same object, and with it the token that was made for it.
                _last = new Confirmation(_last?.Holder == holder ? _last.Holder : holder, askedAt);
            }
        }
    }

    /// <summary>False when it was closed meanwhile: look the key up again.</summary>
    public bool TryEnter(HttpContext request, bool isStream)
    {
        lock (_lock)
        {
            _usedAt = clock.GetTimestamp();
            return !_isClosed && _underWay.TryAdd(request, isStream);
        }
    }

    public void Leave(HttpContext request)
    {
        lock (_lock)
        {
            _usedAt = clock.GetTimestamp();
            _underWay.Remove(request);
        }
    }

    /// <summary>Lets nothing in any more and aborts what is under way.</summary>
    /// <returns>How many were aborted.</returns>
    public int Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            // Under the lock, for a context that left is soon another request's.
            return Abort([.. _underWay.Keys]);
        }
    }

    /// <summary>
    /// Aborts the streams under way: they outlive the answer they came in with. A single call does not, and was allowed when it came.
    /// </summary>
    /// <returns>How many were aborted.</returns>
    public int EndStreams()
    {
        lock (_lock)
        {
            return Abort([.. _underWay.Where(request => request.Value).Select(request => request.Key)]);
        }
    }

    private static int Abort(HttpContext[] requests)
    {
        foreach (var request in requests)
        {
            request.Abort();
        }
        return requests.Length;
    }

    /// <summary>Closes it when nothing is under way and nobody used it for this long.</summary>
    public bool TryForget(TimeSpan unused)
    {
        lock (_lock)
        {
            _isClosed |= _underWay.Count == 0 && clock.GetElapsedTime(_usedAt) > unused;
            return _isClosed;
        }
    }

    /// <summary>The header that carries the caller on to a service; the same for a while, so that few are signed.</summary>
    public string AuthorizationFor(Holder holder, TimeSpan renewAfter, Func<Holder, string> sign)
    {
        var bearer = Volatile.Read(ref _bearer);
        if (bearer is null || !ReferenceEquals(bearer.Holder, holder) || clock.GetElapsedTime(bearer.IssuedAt) > renewAfter)
        {
            bearer = new Bearer("Bearer " + sign(holder), holder, clock.GetTimestamp());
            Volatile.Write(ref _bearer, bearer);
        }
        return bearer.Header;
    }
}
