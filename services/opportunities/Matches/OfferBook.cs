using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>The open offers in memory, as of a revision: whoever asks first reads what changed since, in its own transaction.</summary>
internal sealed class OfferBook
{
    private readonly Lock _gate = new();
    private readonly OfferIndex _index = new();
    private long _revision;

    /// <summary>Everything up to here is known.</summary>
    public long Revision
    {
        get
        {
            lock (_gate)
            {
                return _revision;
            }
        }
    }

    /// <summary>Takes in what was read after a revision; committed, so it may be kept whatever becomes of the reader's transaction.</summary>
    public void Apply(IReadOnlyList<OfferStore.Changed> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }
        lock (_gate)
        {
            // Another reader may have come further meanwhile: what it read is newer.
            foreach (var change in changes.Where(change => change.Revision > _revision))
            {
                if (change.Offer is null)
                {
                    _index.Remove(change.Id);
                }
                else
                {
                    _index.Set(change.Id, change.Offer);
                }
            }
            _revision = Math.Max(_revision, changes.Max(change => change.Revision));
        }
    }

    /// <summary>The offers that fit a need.</summary>
    public List<(Guid Id, PublicOffer Offer, PairVerdict Verdict)> Match(PublicNeed need, DateTimeOffset now)
    {
        var found = new List<(Guid Id, PublicOffer Offer, PairVerdict Verdict)>();
        lock (_gate)
        {
            if (_index.Count > 0)
            {
                _index.Match(need, now, found);
            }
        }
        return found;
    }
}
