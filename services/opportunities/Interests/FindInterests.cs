using Npgsql;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.Opportunities.Matching;

namespace SocialEnzyme.Hub.Opportunities.Interests;

/// <summary>Tells the owners of needs with the same outcome in the same place of each other, in the transaction that changes a need.</summary>
internal sealed class FindInterests(TimeProvider clock)
{
    /// <summary>The caller holds the needs' rows. A need without outcome or place costs nothing.</summary>
    /// <returns>True when events were written.</returns>
    public async Task<bool> RunAsync(NpgsqlTransaction transaction, IReadOnlyList<NeedNow> needs, CancellationToken ct)
    {
        var wishes = needs.Select(need => (Wish: WishOf(need), need.Traceparent)).Where(each => each.Wish is not null).ToList();
        if (wishes.Count == 0)
        {
            return false;
        }
        var known = await InterestStore.LockAsync(transaction, [.. wishes.Select(each => each.Wish!).DistinctBy(wish => wish.NeedId)], ct);
        var found = new Dictionary<Guid, (Interest Interest, string? Traceparent)>();
        foreach (var (wish, traceparent) in wishes)
        {
            if (known.Place(wish!) is { } interest)
            {
                found[interest.Id] = (interest, traceparent);
            }
        }
        await InterestStore.SaveAsync(transaction, known, [.. found.Values], clock.GetUtcNow(), ct);
        return found.Count > 0;
    }

    private static Wish? WishOf(NeedNow need) =>
        need.Content is { } content && !string.IsNullOrWhiteSpace(content.Outcome) && Conditions.PlaceOf(content) is { } place
            ? new Wish(need.Id, content.PublisherId, content.PublisherName, content.Title, Words.Normalise(content.Outcome), place)
            : null;
}
