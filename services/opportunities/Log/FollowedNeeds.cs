using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>The subscriptions that follow needs, as of a revision: the index for the writer that matches and for whoever asks what would match.</summary>
internal sealed class FollowedNeeds
{
    private readonly Lock _lock = new();
    private readonly SubscriptionIndex _index = new();
    private long _revision;

    /// <summary>All changes up to this one are known.</summary>
    public long Revision
    {
        get
        {
            lock (_lock)
            {
                return _revision;
            }
        }
    }

    /// <summary>Takes what changed since a revision that was known; what somebody else has taken meanwhile is newer, and stays.</summary>
    public void Apply(IReadOnlyList<LogStore.Changed> changes)
    {
        lock (_lock)
        {
            var known = _revision;
            foreach (var change in changes.Where(change => change.Revision > known))
            {
                if (change.Filter is null)
                {
                    _index.Remove(change.SubscriptionId);
                }
                else
                {
                    _index.Set(change.SubscriptionId, change.Filter);
                }
                _revision = Math.Max(_revision, change.Revision);
            }
        }
    }

    /// <summary>Adds the subscriptions whose filter the need meets.</summary>
    /// <returns>The revision of the subscriptions that were asked.</returns>
    public long Match(PublicNeed need, List<Guid> into)
    {
        lock (_lock)
        {
            _index.Match(need, into);
            return _revision;
        }
    }
}
