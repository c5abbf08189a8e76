using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

internal sealed class RevokeCredentialHandler(NpgsqlDataSource db, Outbox outbox, TimeProvider clock)
{
    /// <summary>Makes a key void, for good: an operator any, a participant its own. Doing it twice changes nothing.</summary>
    public async Task<Outcome<Credential>> HandleAsync(Caller caller, Guid participantId, Guid credentialId, CancellationToken ct)
    {
        if (!FindParticipantsHandler.MaySee(caller, participantId))
        {
            return FindParticipantsHandler.Missing(participantId);
        }
        var now = clock.GetUtcNow().ToStored();
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await CredentialStore.LockAsync(transaction, participantId, credentialId, ct) is not { } credential)
        {
            return Rejections.NotFound("credential", credentialId);
        }
        if (credential.RevokedAt is not null)
        {
            return credential;
        }
        await using var batch = new NpgsqlBatch(connection, transaction) { BatchCommands = { CredentialStore.Revoking(credentialId, now) } };
        outbox.Add(batch, new CredentialRevoked(credentialId, participantId, now));
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        outbox.Wake();
        return credential with { RevokedAt = now };
    }
}
