namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>Who holds a key, as participants said it.</summary>
/// <param name="Scopes">Separated by blanks, as in the token.</param>
internal sealed record Holder(
    Guid CredentialId, Guid ParticipantId, string Name, string Sector, string Kind, string Scopes, DateTimeOffset? ExpiresAt)
{
    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;
}

/// <summary>Asks participants who holds these keys: one answer a key, in the same order, null for one that is not valid.</summary>
/// <exception cref="Grpc.Core.RpcException">There was no answer.</exception>
internal delegate Task<IReadOnlyList<Holder?>> AskParticipants(IReadOnlyList<KeyHash> keys, CancellationToken ct);
