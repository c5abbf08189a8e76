using System.Text.Json.Nodes;
using Npgsql;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Handbook;

/// <summary>A party reads the handbook at the table: the version that it read is kept in the partnership's chain, once.</summary>
internal sealed class ReadHandbookHandler(NpgsqlDataSource db, SeePartnershipHandler see, StepHandler steps)
{
    /// <summary>The audit entry's word.</summary>
    public const string What = "handbookRead";

    private const int MaxReadings = 1_000;

    /// <summary>The state that the partnership is in, to whom it is shown.</summary>
    public async Task<Outcome<PartnershipState>> HandleAsync(Caller caller, Guid id, HandbookContent content, CancellationToken ct)
    {
        if ((await see.FindAsync(caller, id, ct)).IsRejected(out var rejection, out var partnership))
        {
            return rejection;
        }
        // Who may only look leaves no trace at the table, and nor does who has left it.
        if (caller.Has(Scopes.PartnershipsWrite) && !partnership.IsOver && partnership.Binds(caller.ParticipantId) && !await WasReadAsync(partnership, caller, content, ct))
        {
            var said = new JsonObject { ["version"] = content.Version, ["hash"] = content.Hash };
            // Refused when the partnership ended this very moment: then there is nothing to keep it on.
            _ = await steps.TakeAsync(id, new PartnershipCommand.Remark(caller.ParticipantId, What, said), ct);
        }
        return partnership.State;
    }

    private async Task<bool> WasReadAsync(Partnership partnership, Caller caller, HandbookContent content, CancellationToken ct) =>
        (await AuditStore.ListAsync(db, partnership.Id, 0, partnership.Version, [What], MaxReadings, ct))
            .Any(entry => entry.By == caller.ParticipantId && (string?)JsonNode.Parse(entry.Text)!["content"]!["said"]!["hash"] == content.Hash);
}
