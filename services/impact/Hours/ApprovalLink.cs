using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>A link by which somebody at the approver approves a batch in one step; it is shown once.</summary>
/// <param name="Path">Under the hub's own address. A GET shows what is approved, its button approves it.</param>
public sealed record ApprovalLink(string Path, Guid BatchId, DateTimeOffset ExpiresAt);

/// <summary>A link as it is kept: without what opens it.</summary>
internal sealed record KeptLink(
    byte[] TokenHash, Guid BatchId, Guid ApproverId, string ApproverName, Guid MadeBy, DateTimeOffset MadeAt, DateTimeOffset ExpiresAt, DateTimeOffset? UsedAt);

/// <summary>The secret in a link.</summary>
internal static class LinkToken
{
    private const int Length = 32;

    /// <summary>One that no door takes for a person's number.</summary>
    public static string New()
    {
        string token;
        do
        {
            token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Length));
        }
        while (!PrivacyGate.IsClean(token));
        return token;
    }

    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}

/// <summary>Makes a link for a batch that another party reported.</summary>
internal sealed class MakeApprovalLinkHandler(NpgsqlDataSource db, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    public async Task<Outcome<ApprovalLink>> HandleAsync(Caller caller, Guid batchId, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.ImpactApprove) is { } forbidden)
        {
            return forbidden;
        }
        var batch = await BatchStore.FindAsync(db, batchId, ct);
        var partnership = batch is null ? null : await PartnershipStore.FindAsync(db, batch.PartnershipId, ct);
        if (batch is null || partnership?.Find(caller.ParticipantId) is not { IsPresent: true })
        {
            return Rejections.NotFound("batch", batchId);
        }
        if (batch.ReporterId == caller.ParticipantId)
        {
            return new Rejection(ProblemCode.Conflict, new(
                "I har selv indberettet timerne; en anden part skal godkende dem.", "You reported these hours yourselves; another party must approve them."));
        }
        var token = LinkToken.New();
        var now = FieldRules.Moment(clock.GetUtcNow());
        await LinkStore.AddAsync(db, new KeptLink(
            LinkToken.Hash(token), batchId, caller.ParticipantId, caller.Name, caller.CredentialId, now, now + Lifetime, null), ct);
        return new ApprovalLink($"/v1/approvals/{token}", batchId, now + Lifetime);
    }
}
