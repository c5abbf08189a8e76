namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>How long a service that died stays down: at first hardly, then longer while it keeps dying.</summary>
public sealed class RestartBackoff
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(200), Longest = TimeSpan.FromSeconds(10), Healthy = TimeSpan.FromSeconds(30);
    TimeSpan _next = First;

    /// <param name="lived">How long it ran before it died; one that ran for long begins anew.</param>
    public TimeSpan After(TimeSpan lived)
    {
        if (lived >= Healthy) _next = First;
        var wait = _next;
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
        return wait;
    }
}
