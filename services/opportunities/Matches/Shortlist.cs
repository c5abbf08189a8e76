using System.Buffers.Binary;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>
/// Which of the pairs that fit are suggested. A few good ones for each need, few of one owner, and among equals those of whom
/// least has been suggested: a large company with a hundred equal offers does not crowd out an association with one.
/// A suggestion that was made is not taken back because a better one came.
/// </summary>
internal static class Shortlist
{
    /// <summary>Live suggestions of one need.</summary>
    public const int PerNeed = 10;

    /// <summary>Live suggestions of one need that come from one owner.</summary>
    public const int PerNeedAndOwner = 2;

    /// <summary>Live suggestions of all offers of one owner.</summary>
    public const int PerOwner = 100;

    /// <summary>An offer that fits a need.</summary>
    public sealed record Offered(Guid OfferId, Guid OwnerId, int Score);

    /// <summary>A need that an offer fits.</summary>
    /// <param name="Live">How many live suggestions the need has, and how many of them are of the offer's owner.</param>
    public sealed record Asked(Guid NeedId, int Score, (int All, int OfOwner) Live);

    /// <summary>One more of this owner may be suggested to a need that has so many live suggestions.</summary>
    public static bool HasRoom((int All, int OfOwner) live) => live.All < PerNeed && live.OfOwner < PerNeedAndOwner;

    /// <summary>Which offers are suggested to a need, best first.</summary>
    /// <param name="live">The owners of the suggestions that the need has, one entry each.</param>
    /// <param name="liveOf">How many live suggestions an owner has anywhere.</param>
    public static IReadOnlyList<Guid> ForNeed(
        Guid need, IEnumerable<Offered> candidates, IReadOnlyCollection<Guid> live, IReadOnlyDictionary<Guid, int> liveOf)
    {
        var total = new Dictionary<Guid, int>(liveOf);
        var here = live.CountBy(owner => owner).ToDictionary();
        var chosen = new List<Guid>();
        foreach (var equals in candidates.GroupBy(candidate => candidate.Score).OrderByDescending(equals => equals.Key))
        {
            // Within a score whoever has fewest is next, and then has one more.
            var queue = new PriorityQueue<Offered, (int Live, ulong Turn)>(
                equals.Select(candidate => (candidate, (total.GetValueOrDefault(candidate.OwnerId), Turn(need, candidate.OfferId)))));
            while (live.Count + chosen.Count < PerNeed && queue.TryDequeue(out var next, out var rank))
            {
                var count = total.GetValueOrDefault(next.OwnerId);
                if (count >= PerOwner || here.GetValueOrDefault(next.OwnerId) >= PerNeedAndOwner)
                {
                    continue;
                }
                if (count > rank.Live)
                {
                    queue.Enqueue(next, (count, rank.Turn));
                    continue;
                }
                chosen.Add(next.OfferId);
                total[next.OwnerId] = count + 1;
                here[next.OwnerId] = here.GetValueOrDefault(next.OwnerId) + 1;
            }
        }
        return chosen;
    }

    /// <summary>To which needs an offer is suggested, best first.</summary>
    /// <param name="liveOfOwner">How many live suggestions its owner has anywhere.</param>
    public static IReadOnlyList<Guid> ForOffer(Guid offer, IEnumerable<Asked> candidates, int liveOfOwner) =>
        [.. candidates.Where(need => HasRoom(need.Live))
            .OrderByDescending(need => need.Score).ThenBy(need => need.Live.All).ThenBy(need => Turn(need.NeedId, offer))
            .Take(Math.Max(0, PerOwner - liveOfOwner)).Select(need => need.NeedId)];

    /// <summary>The same for a pair everywhere and always; over many needs each of equal offers comes first as often as the others.</summary>
    internal static ulong Turn(Guid need, Guid offer)
    {
        Span<byte> bytes = stackalloc byte[32];
        need.TryWriteBytes(bytes);
        offer.TryWriteBytes(bytes[16..]);
        var turn = 0UL;
        for (var i = 0; i < bytes.Length; i += sizeof(ulong))
        {
            turn = (turn ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes[i..])) * 0x9E3779B97F4A7C15;
            turn ^= turn >> 29;
        }
        turn *= 0xD6E8FEB86659FD93;
        return turn ^ (turn >> 32);
    }
}
