using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Interests;

/// <summary>A need as a shared interest sees it.</summary>
internal sealed record Wish(Guid NeedId, Guid OwnerId, string OwnerName, string Title, string Outcome, GeoPoint Place)
{
    public bool IsNear(Wish other) => Place.DistanceTo(other.Place) <= Interest.ReachMetres;
}

/// <summary>Open needs of several owners who want the same outcome in one place: they could ask together.</summary>
/// <param name="Version">0: not found yet, so that the first is 1.</param>
internal sealed record Interest(Guid Id, long Version, string Outcome, IReadOnlyList<Wish> Wishes)
{
    /// <summary>As far as this are needs from each other, every one from every other.</summary>
    public const double ReachMetres = 2_000;

    public const int FewestNeeds = 3;
    public const int FewestOwners = 2;

    /// <summary>More than this many are no longer one place's affair.</summary>
    public const int MostNeeds = 50;

    /// <summary>Worth telling.</summary>
    public bool IsShared => IsEnough(Wishes);

    /// <summary>The interest with one need more; null when the need lies too far from one of the others, or there are too many.</summary>
    public Interest? With(Wish wish) => Wishes.Count is > 0 and < MostNeeds && Wishes.All(wish.IsNear)
        ? this with { Version = Version + 1, Wishes = [.. Wishes, wish] }
        : null;

    /// <summary>A new interest that holds the need and as many of the loose ones as lie near each other; null when they are too few.</summary>
    public static Interest? Find(Wish wish, IEnumerable<Wish> loose)
    {
        var near = loose.Where(other => other.NeedId != wish.NeedId && wish.IsNear(other))
            .OrderBy(other => wish.Place.DistanceTo(other.Place)).ThenBy(other => other.NeedId).Take(2 * MostNeeds).ToList();
        // Any two with which the need is enough will do to begin with: then nothing that is there is overlooked.
        var seed = (from first in near
                    from second in near
                    where first.NeedId.CompareTo(second.NeedId) < 0 && first.IsNear(second) && IsEnough([wish, first, second])
                    select new[] { wish, first, second }).FirstOrDefault();
        return seed is null
            ? null
            : near.Except(seed).Aggregate(new Interest(Guid.CreateVersion7(), 1, wish.Outcome, seed), (found, other) => found.With(other) ?? found) with { Version = 1 };
    }

    public SharedInterestFound ToEvent(DateTimeOffset now) => new(
        Id, Version, Outcome, [.. Wishes.Select(wish => new PublicInterest(wish.NeedId, wish.Title, wish.OwnerId, wish.OwnerName))], now);

    private static bool IsEnough(IReadOnlyList<Wish> wishes) =>
        wishes.Count >= FewestNeeds && wishes.DistinctBy(wish => wish.OwnerId).Count() >= FewestOwners;
}
