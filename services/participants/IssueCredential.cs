using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

/// <summary>Gives a system of a participant a key.</summary>
public sealed record IssueCredential(
    string? Name, IReadOnlyList<string>? Scopes, DateTimeOffset? ExpiresAt = null, bool? ConfirmNoPersonalData = null);

/// <summary>A credential with its key, the only time it is told.</summary>
public sealed record IssuedCredential(Credential Credential, string Key);

internal sealed class IssueCredentialHandler(NpgsqlDataSource db, TimeProvider clock)
{
    public async Task<Outcome<IssuedCredential>> HandleAsync(Caller caller, Guid participantId, IssueCredential command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.Operate) is { } denied)
        {
            return denied;
        }
        if (await ParticipantStore.FindAsync(db, participantId, ct) is not { } participant)
        {
            return FindParticipantsHandler.Missing(participantId);
        }
        if (Credential.Issue(participant, command, clock.GetUtcNow()).IsRejected(out var rejection, out var credential))
        {
            return rejection;
        }
        var key = ApiKey.Create();
        await using var batch = db.CreateBatch();
        batch.BatchCommands.Add(CredentialStore.Inserting(credential, ApiKey.Hash(key)));
        await batch.ExecuteNonQueryAsync(ct);
        return new IssuedCredential(credential, key);
    }
}
