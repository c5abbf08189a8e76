using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Partnerships.Deadlines;
using SocialEnzyme.Hub.ServiceDefaults.Idempotency;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

internal sealed class ProposePartnershipHandler(NpgsqlDataSource db, ParticipantDirectory directory, Outbox outbox)
{
    public async Task<Outcome<PartnershipView>> HandleAsync(Caller caller, Agreement? agreement, IdempotencyKey? key, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.PartnershipsWrite) is { } forbidden)
        {
            return forbidden;
        }
        while (true)
        {
            if (key is not null)
            {
                if ((await IdempotencyStore.FindAsync(db, key, ct)).IsRejected(out var reused, out var answer))
                {
                    return reused;
                }
                if (answer is not null)
                {
                    return JsonSerializer.Deserialize<PartnershipView>(answer.Body, HubJson.Options)!;
                }
            }
            var opener = new KnownParticipant(caller.ParticipantId, caller.Name, caller.Sector);
            if ((await DecideAsync(opener, agreement, ct)).IsRejected(out var rejection, out var change))
            {
                return rejection;
            }
            if (await CommitAsync(change, key, ct))
            {
                return PartnershipView.Of(change.Partnership);
            }
        }
    }

    /// <summary>The partnership as it would be opened; nothing is saved. Also for one that is drafted from a match.</summary>
    public async Task<Outcome<PartnershipChange>> DecideAsync(KnownParticipant opener, Agreement? agreement, CancellationToken ct)
    {
        if (AgreementRules.Check(agreement, opener.Id).IsRejected(out var rejection, out var text)
            || (await Umbrella.InheritAsync(db, text, opener.Id, ct)).IsRejected(out rejection, out text))
        {
            return rejection;
        }
        var asked = text.Parties!.Index().Where(party => party.Item.ParticipantId != opener.Id)
            .Select(party => (party.Item.ParticipantId!.Value, $"#/agreement/parties/{party.Index}/participantId")).ToList();
        if ((await directory.FindAsync(asked, ct)).IsRejected(out rejection, out var found))
        {
            return rejection;
        }
        var known = found.Append(opener).ToDictionary(party => party.Id);
        return PartnershipStep.Propose(opener.Id, text, [.. text.Parties!.Select(party => known[party.ParticipantId!.Value])], await DeadlineStore.NowAsync(db, ct));
    }

    // False: the key was claimed by the same call, sent twice at once; its answer is there now.
    private async Task<bool> CommitAsync(PartnershipChange change, IdempotencyKey? key, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (key is not null)
        {
            var answer = new StoredAnswer(201, JsonSerializer.Serialize(PartnershipView.Of(change.Partnership), HubJson.Options));
            if (await IdempotencyStore.ClaimAsync(transaction, [(key, answer)], ct) is [false])
            {
                return false;
            }
        }
        await PartnershipChanges.CommitAsync(transaction, outbox, change, ct);
        return true;
    }
}
