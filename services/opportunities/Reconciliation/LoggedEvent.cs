using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matching;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>An event of a need as the log holds it, and what is to be said of its deliveries.</summary>
/// <param name="need">Null when the event ends the need: no filter is asked then.</param>
/// <param name="revision">Of the subscriptions it was matched against.</param>
internal sealed class LoggedEvent(DateTimeOffset loggedAt, Guid id, Guid needId, PublicNeed? need, long revision)
{
    private HashSet<Guid> _recipients = [];
    private HashSet<Guid> _before = [];
    private readonly HashSet<Guid> _missing = [];
    private readonly HashSet<Guid> _unexplained = [];

    public DateTimeOffset LoggedAt { get; } = loggedAt;

    public Guid Id { get; } = id;

    public Guid NeedId { get; } = needId;

    public long Revision { get; } = revision;

    /// <summary>Subscriptions that should have got it, and are not among its recipients.</summary>
    public IEnumerable<(Guid Subscription, bool HasHeard)> Missing => _missing.Select(subscription => (subscription, _before.Contains(subscription)));

    /// <summary>Recipients whose delivery is gone, and the sequence it had.</summary>
    public IReadOnlyList<(Guid Subscription, long Sequence)> Holes { get; init; } = [];

    /// <summary>How many recipients it should not have had, once every filter was asked.</summary>
    public int Surplus => _unexplained.Count;

    /// <summary>What the log says: its recipients, those that a reconciliation added, and those of the version before, who hear of this one whatever it says.</summary>
    public LoggedEvent With(Guid[] recipients, Guid[] added, Guid[] before)
    {
        (_recipients, _before) = ([.. recipients], [.. before]);
        _missing.UnionWith(before.Where(subscription => !_recipients.Contains(subscription)));
        _unexplained.UnionWith(_recipients.Except(_before).Except(added));
        return this;
    }

    /// <summary>Judges by a filter that a subscription had from one revision until, exclusive, another.</summary>
    public void Judge(Guid subscription, Filter filter, long from, long until)
    {
        if (need is null || Revision < from || Revision >= until || !FilterMatch.Meets(filter, need))
        {
            return;
        }
        if (!_unexplained.Remove(subscription) && !_recipients.Contains(subscription))
        {
            _missing.Add(subscription);
        }
    }
}
