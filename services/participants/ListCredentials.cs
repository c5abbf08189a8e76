using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

internal sealed class ListCredentialsHandler(NpgsqlDataSource db)
{
    /// <summary>The credentials of the caller's own participant, or of any for an operator: never a key.</summary>
    public async Task<Outcome<Page<Credential>>> HandleAsync(Caller caller, Guid participantId, string? cursor, int? limit, CancellationToken ct)
    {
        if (!FindParticipantsHandler.MaySee(caller, participantId) || await ParticipantStore.FindAsync(db, participantId, ct) is null)
        {
            return FindParticipantsHandler.Missing(participantId);
        }
        if (Paging.Read(cursor, limit).IsRejected(out var rejection, out var paging))
        {
            return rejection;
        }
        var rows = await CredentialStore.PageAsync(db, participantId, paging.After, paging.Limit + 1, ct);
        return paging.PageOf(rows, credential => credential.Id);
    }
}
