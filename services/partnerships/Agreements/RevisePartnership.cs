using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

internal sealed class RevisePartnershipHandler(NpgsqlDataSource db, ParticipantDirectory directory, StepHandler steps)
{
    public async Task<Outcome<PartnershipView>> HandleAsync(Caller caller, Guid id, Agreement? agreement, VersionMatch version, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.PartnershipsWrite) is { } forbidden)
        {
            return forbidden;
        }
        // Others are asked who newcomers are before anything is locked.
        var seen = await PartnershipStore.FindAsync(db, id, ct);
        if (seen?.SeatOf(caller.ParticipantId) is null)
        {
            return Partnership.Missing(id);
        }
        if (AgreementRules.Check(agreement, caller.ParticipantId).IsRejected(out var rejection, out var text))
        {
            return rejection;
        }
        var newcomers = text.Parties!.Index().Where(party => seen.AtTable.All(seat => seat.ParticipantId != party.Item.ParticipantId))
            .Select(party => (party.Item.ParticipantId!.Value, $"#/agreement/parties/{party.Index}/participantId")).ToList();
        if ((await directory.FindAsync(newcomers, ct)).IsRejected(out rejection, out var known))
        {
            return rejection;
        }
        return (await steps.TakeAsync(id, locked => Decide(locked, caller, text, known, version), ct)).Map(PartnershipView.Of);
    }

    private static Outcome<PartnershipCommand> Decide(
        Partnership locked, Caller caller, Agreement text, IReadOnlyList<KnownParticipant> known, VersionMatch version)
    {
        if (version.UnlessMet(locked.Version) is { } conflict)
        {
            return conflict;
        }
        if (text.ParentId is not null && text.ParentId != locked.Agreement.ParentId)
        {
            return Rejections.Invalid("#/agreement/parentId", "Paraplyen vælges, når partnerskabet åbnes.", "The umbrella is chosen when the partnership is opened.");
        }
        return new PartnershipCommand.Revise(
            caller.ParticipantId, text with { ParentId = locked.Agreement.ParentId, ParentVersion = locked.Agreement.ParentVersion }, known);
    }
}
