using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>A need as it once was.</summary>
/// <param name="Change">drafted, published, updated, placesTaken, placesReturned, filled, reopened, withdrawn or expired.</param>
/// <param name="ChangedBy">The credential that made the change, for its publisher; absent: the hub itself.</param>
/// <param name="Content">What it said then; the place is the one rounded to 100 m.</param>
public sealed record NeedVersion(
    long Version, string Change, DateTimeOffset ChangedAt, Guid? ChangedBy, NeedStatus Status, string? Reason, NeedContent Content);

/// <summary>Every version of a need: for its publisher with who made it, for others from when it was published.</summary>
internal sealed class NeedHistoryHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<IReadOnlyList<NeedVersion>>> HandleAsync(Caller caller, Guid id, long after, int limit, CancellationToken ct)
    {
        var need = await NeedStore.FindAsync(db, id, ct);
        var isOwner = need?.PublisherId == caller.ParticipantId;
        return need is null || !(isOwner || need.IsPublic)
            ? Need.Missing(id)
            : await NeedSearchStore.ListVersionsAsync(db, id, isOwner, after, limit, ct);
    }
}
