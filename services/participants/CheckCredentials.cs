using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Participants;

internal sealed class CheckCredentialsHandler(NpgsqlDataSource db, TimeProvider clock)
{
    private const int MaxKeys = 1_000;

    /// <summary>Who holds each of these keys, in the same order; null for one that is not valid now. For the gateway alone.</summary>
    public async Task<Outcome<IReadOnlyList<CredentialStore.Holder?>>> HandleAsync(Caller caller, byte[][] keyHashes, CancellationToken ct)
    {
        if (caller.Service != ServiceNames.Gateway)
        {
            return OnlyTheGateway;
        }
        if (keyHashes.Length > MaxKeys)
        {
            return Rejections.Invalid("#/keyHashes", $"Højst {MaxKeys} ad gangen.", $"At most {MaxKeys} at a time.");
        }
        if (keyHashes.Length == 0)
        {
            return Array.Empty<CredentialStore.Holder?>();
        }
        var holders = await CredentialStore.HoldersAsync(db, keyHashes, clock.GetUtcNow(), ct);
        var byHash = holders.ToDictionary(holder => Convert.ToBase64String(holder.KeyHash));
        return Array.ConvertAll(keyHashes, hash => byHash.GetValueOrDefault(Convert.ToBase64String(hash)));
    }

    private static readonly Rejection OnlyTheGateway = new(ProblemCode.ScopeMissing, new(
        "Kun gatewayen må spørge om nøgler.", "Only the gateway may ask about keys."));
}
