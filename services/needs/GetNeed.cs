using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>One need: one's own in any state, another's once it was published.</summary>
internal sealed class GetNeedHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<NeedView>> HandleAsync(Caller caller, Guid id, CancellationToken ct) =>
        await NeedStore.FindAsync(db, id, ct) is { } need && (need.IsPublic || need.PublisherId == caller.ParticipantId)
            ? NeedView.Of(need, caller.ParticipantId)
            : Need.Missing(id);
}
