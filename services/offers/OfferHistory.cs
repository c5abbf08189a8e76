using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>What the owner did to an offer; versions between are drawings, which the balance tells of.</summary>
/// <param name="Change">published, updated, paused, resumed, withdrawn or expired.</param>
/// <param name="ChangedBy">The credential that made the change; absent: the hub itself.</param>
/// <param name="Content">What it said then.</param>
public sealed record OfferVersion(
    long Version, string Change, DateTimeOffset ChangedAt, Guid? ChangedBy, OfferStatus Status, string? Reason, OfferContent Content);

/// <summary>A page of an offer's history; the cursor is absent on the last.</summary>
public sealed record OfferVersionList(IReadOnlyList<OfferVersion> Items, string? Cursor = null);

/// <summary>For the owner alone.</summary>
internal sealed class OfferHistoryHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<IReadOnlyList<OfferVersion>>> HandleAsync(Caller caller, Guid id, long after, int limit, CancellationToken ct) =>
        Offer.UnlessOwn(await OfferStore.FindAsync(db, id, ct), id, caller) is { } missing
            ? missing
            : await OfferSearchStore.ListVersionsAsync(db, id, after, limit, ct);
}
