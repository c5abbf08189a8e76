using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>One need: one's own in any state, another's once it was published; to a service of the hub any, which then minds who asked it.</summary>
internal sealed class GetNeedHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<NeedView>> HandleAsync(Caller caller, Guid id, CancellationToken ct) =>
        await NeedStore.FindAsync(db, id, ct) is { } need && (need.IsPublic || need.PublisherId == caller.ParticipantId || caller.IsService)
            ? NeedView.Of(need, caller.ParticipantId)
            : Need.Missing(id);
}
