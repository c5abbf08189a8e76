using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.Opportunities.Channels;

/// <summary>Tells whoever waits for a subscription that there is something to read. A hint only: readers also look by themselves.</summary>
internal sealed class Wakeups
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, List<Signal>> _listeners = [];

    /// <summary>Wakes the webhook sender, whichever subscription it is.</summary>
    public Signal Sender { get; } = new();

    /// <summary>What was woken here, for other replicas.</summary>
    public event Action<IReadOnlyCollection<Guid>>? Woken;

    /// <summary>Listens until the signal is given back.</summary>
    public Signal Listen(Guid subscription)
    {
        var signal = new Signal();
        lock (_lock)
        {
            if (!_listeners.TryGetValue(subscription, out var signals))
            {
                _listeners[subscription] = signals = [];
            }
            signals.Add(signal);
        }
        return signal;
    }

    public void Forget(Guid subscription, Signal signal)
    {
        lock (_lock)
        {
            if (_listeners.TryGetValue(subscription, out var signals) && signals.Remove(signal) && signals.Count == 0)
            {
                _listeners.Remove(subscription);
            }
        }
    }

    /// <summary>Hands what was just committed to the streams of this process that listen, and wakes whoever waits for it.</summary>
    /// <param name="recipients">The streams of those that are paused get nothing for now; they read it when they go on.</param>
    public void Wake(LogBatch batch, LogStore.Recipients recipients, long now)
    {
        lock (_lock)
        {
            foreach (var entry in batch.Entries)
            {
                var (subscriptions, sequences) = batch.RecipientsOf(entry);
                for (var i = 0; i < subscriptions.Length; i++)
                {
                    if (!recipients.Paused.Contains(subscriptions[i]) && _listeners.TryGetValue(subscriptions[i], out var signals))
                    {
                        signals.ForEach(signal => signal.Tail.Add(sequences[i], entry.Event, entry.Supersedes, now));
                    }
                }
            }
        }
        Wake([.. recipients.Last.Keys], isNews: true, recipients.HasWebhooks);
    }

    /// <summary>Call after the commit of whatever else concerns these subscriptions: a pause, another filter, a delivery put back.</summary>
    public void Wake(IEnumerable<Guid> subscriptions) => Wake([.. subscriptions], isNews: false, forSender: true);

    private void Wake(Guid[] woken, bool isNews, bool forSender)
    {
        if (woken.Length > 0)
        {
            WakeHere(woken, isNews, forSender);
            Woken?.Invoke(woken);
        }
    }

    /// <summary>Wakes the listeners of this process; null wakes all of them.</summary>
    /// <param name="isNews">False: the subscription itself may be another than they know.</param>
    /// <param name="forSender">False: none of them is a webhook, and the sender need not ask for what is due.</param>
    public void WakeHere(IReadOnlyCollection<Guid>? subscriptions, bool isNews = false, bool forSender = true)
    {
        lock (_lock)
        {
            foreach (var subscription in subscriptions ?? _listeners.Keys)
            {
                if (_listeners.TryGetValue(subscription, out var signals))
                {
                    foreach (var signal in signals)
                    {
                        // Before it wakes: what is more than news must be asked for.
                        if (!isNews)
                        {
                            signal.Tail.Doubt();
                        }
                        signal.Set();
                    }
                }
            }
        }
        if (forSender)
        {
            Sender.Set();
        }
    }
}

/// <summary>Remembers one call until somebody waited for it.</summary>
internal sealed class Signal : IDisposable
{
    private readonly SemaphoreSlim _set = new(0, 1);

    /// <summary>What was committed here since the listener last took it.</summary>
    public Tail Tail { get; } = new();

    public void Set()
    {
        try
        {
            _set.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is set already.
        }
    }

    /// <returns>False when the time was up.</returns>
    public Task<bool> WaitAsync(TimeSpan atMost, CancellationToken ct) => _set.WaitAsync(atMost > TimeSpan.Zero ? atMost : TimeSpan.Zero, ct);

    public void Dispose() => _set.Dispose();
}
