using SocialEnzyme.Hub.Opportunities.Filters;

namespace SocialEnzyme.Hub.Opportunities.Interests;

/// <summary>The interests there are in some outcomes, and the needs that belong to none. In memory; whoever holds the outcomes' locks saves it.</summary>
internal sealed class KnownInterests(IEnumerable<Interest> interests, IEnumerable<Wish> loose)
{
    private readonly List<Interest> _interests = [.. interests];
    private readonly List<Wish> _loose = [.. loose];

    /// <summary>Needs that left the interest they were in.</summary>
    public List<Guid> Left { get; } = [];

    /// <summary>Interests that have another content than before.</summary>
    public HashSet<Guid> Changed { get; } = [];

    public IEnumerable<Interest> All => _interests;

    /// <summary>Finds the place of a need as it is now; null when there is nothing to tell.</summary>
    public Interest? Place(Wish wish)
    {
        var at = _interests.FindIndex(interest => interest.Wishes.Any(other => other.NeedId == wish.NeedId));
        if (at >= 0)
        {
            var others = _interests[at] with { Wishes = [.. _interests[at].Wishes.Where(other => other.NeedId != wish.NeedId)] };
            if (IsSame(_interests[at], wish) && others.Wishes.All(wish.IsNear))
            {
                return null;
            }
            // It moved, or wants something else: nobody is told that one is missing.
            _interests[at] = others;
            Left.Add(wish.NeedId);
        }
        _loose.RemoveAll(other => other.NeedId == wish.NeedId);
        var grown = _interests.Where(interest => IsSame(interest, wish)).Select(interest => interest.With(wish)).OfType<Interest>()
            .OrderByDescending(interest => interest.Wishes.Count).ThenBy(interest => interest.Id).FirstOrDefault();
        var found = grown ?? Interest.Find(wish, _loose.Where(other => Words.Comparer.Equals(other.Outcome, wish.Outcome)));
        if (found is null)
        {
            _loose.Add(wish);
            return null;
        }
        _interests.RemoveAll(interest => interest.Id == found.Id);
        _interests.Add(found);
        _loose.RemoveAll(found.Wishes.Contains);
        Changed.Add(found.Id);
        return found.IsShared ? found : null;
    }

    private static bool IsSame(Interest interest, Wish wish) => Words.Comparer.Equals(interest.Outcome, wish.Outcome);
}
