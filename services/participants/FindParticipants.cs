using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

/// <summary>A part of a list, and where to go on; null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Cursor = null);

internal sealed class FindParticipantsHandler(NpgsqlDataSource db)
{
    /// <summary>The caller's own participant, or any for an operator and for a service of the hub, which asks whom an agreement names.</summary>
    public async Task<Outcome<Participant>> OneAsync(Caller caller, Guid id, CancellationToken ct) =>
        (caller.IsService || MaySee(caller, id)) && await ParticipantStore.FindAsync(db, id, ct) is { } participant ? participant : Missing(id);

    /// <summary>All participants, oldest first.</summary>
    public async Task<Outcome<Page<Participant>>> AllAsync(Caller caller, string? cursor, int? limit, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.Operate) is { } denied)
        {
            return denied;
        }
        if (Paging.Read(cursor, limit).IsRejected(out var rejection, out var paging))
        {
            return rejection;
        }
        var rows = await ParticipantStore.PageAsync(db, paging.After, paging.Limit + 1, ct);
        return paging.PageOf(rows, participant => participant.Id);
    }

    public static bool MaySee(Caller caller, Guid participant) => caller.IsOperator || caller.ParticipantId == participant;

    public static Rejection Missing(Guid id) => Rejections.NotFound("participant", id);
}
