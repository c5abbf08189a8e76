using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Proposes changes under a running agreement: more parties, another party, another owner of a task, another lead.</summary>
internal sealed class AmendPartnershipHandler(NpgsqlDataSource db, ParticipantDirectory directory, StepHandler steps)
{
    private const int MaxInvited = 50;

    public Task<Outcome<PartnershipView>> InviteAsync(Caller caller, Guid id, InviteParties said, CancellationToken ct) => ProposeAsync(caller, id, partnership =>
    {
        if (said.Parties is not { Count: > 0 and <= MaxInvited } invited)
        {
            return Rejections.Invalid("#/parties", "Skriv 1 til 50 parter.", "Write 1 to 50 parties.");
        }
        var own = partnership.Agreement.Parties!.FirstOrDefault(party => party.ParticipantId == caller.ParticipantId);
        var drafts = new List<Amendment>();
        foreach (var (i, one) in invited.Index())
        {
            var framed = one?.Party is { } party ? party with { MeetingRhythm = party.MeetingRhythm ?? own?.MeetingRhythm, ExitTerms = party.ExitTerms ?? own?.ExitTerms } : null;
            if (AgreementRules.CheckNewcomer(framed, one?.Commitments, partnership.Agreement.Kind!.Value, $"#/parties/{i}").IsRejected(out var rejection, out var clean))
            {
                return rejection;
            }
            drafts.Add(Draft(AmendmentKind.Join, clean.Party.ParticipantId!.Value) with { Party = clean.Party, Commitments = clean.Commitments });
        }
        return drafts;
    }, ct);

    public Task<Outcome<PartnershipView>> ReplaceAsync(Caller caller, Guid id, ReplaceParty said, CancellationToken ct) => ProposeAsync(caller, id, partnership =>
    {
        if (said.ParticipantId is not { } old || partnership.Seats.LastOrDefault(seat => seat.ParticipantId == old) is not { ReplacedBy: null } seat)
        {
            return Rejections.Invalid("#/participantId", "Det er ingen part i partnerskabet.", "This is no party to the partnership.");
        }
        var was = partnership.Agreement.Parties!.FirstOrDefault(party => party.ParticipantId == old);
        var framed = said.Party is { } party
            ? party with { Role = party.Role ?? was?.Role, MeetingRhythm = party.MeetingRhythm ?? was?.MeetingRhythm, ExitTerms = party.ExitTerms ?? was?.ExitTerms }
            : null;
        return AgreementRules.CheckNewcomer(framed, null, partnership.Agreement.Kind!.Value, "#").Map<IReadOnlyList<Amendment>>(clean =>
        [
            // Nobody is put in another's place while that one is still in it and has not said yes.
            Draft(AmendmentKind.Replace, [clean.Party.ParticipantId!.Value, .. seat.IsTaken ? [old] : Array.Empty<Guid>()]) with { Party = clean.Party, Participant = old },
        ]);
    }, ct);

    public Task<Outcome<PartnershipView>> MoveTaskAsync(Caller caller, Guid id, MoveTask said, CancellationToken ct) => ProposeAsync(caller, id, partnership =>
    {
        if (partnership.Agreement.Tasks?.FirstOrDefault(task => task.Key == said.Task?.Trim()) is not { } task)
        {
            return Rejections.Invalid("#/task", "Aftalen har ingen sådan opgave.", "The agreement has no such task.");
        }
        if (said.ParticipantId is not { } to || !partnership.Binds(to) || task.Owner == to)
        {
            return Rejections.Invalid("#/participantId", "Skriv en anden part i aftalen.", "Write another party to the agreement.");
        }
        return Spoken(said.Role, said.Reason).Map<IReadOnlyList<Amendment>>(spoken =>
        [
            Draft(AmendmentKind.MoveTask, [to, .. Amending.OwnerOf(partnership, task.Key) is { } owner ? [owner] : Array.Empty<Guid>()]) with
            {
                Participant = to,
                Task = task.Key,
                Role = spoken.Role,
                Reason = spoken.Reason,
            },
        ]);
    }, ct);

    public Task<Outcome<PartnershipView>> TransferAsync(Caller caller, Guid id, TransferLead said, CancellationToken ct) => ProposeAsync(caller, id, partnership =>
    {
        if (partnership.LeadId != caller.ParticipantId)
        {
            return Refusals.LeadOnly;
        }
        if (said.ParticipantId is not { } to || to == caller.ParticipantId || partnership.Bound.FirstOrDefault(seat => seat.ParticipantId == to) is not { Sector: "civil" })
        {
            return Rejections.Invalid("#/participantId", "Skriv en part fra civilsamfundet.", "Write a party of the civil sector.");
        }
        return Spoken(said.Role, said.Reason).Map<IReadOnlyList<Amendment>>(spoken =>
        [
            Draft(AmendmentKind.Transfer, caller.ParticipantId, to) with { Participant = to, Role = spoken.Role, Reason = spoken.Reason },
        ]);
    }, ct);

    private async Task<Outcome<PartnershipView>> ProposeAsync(
        Caller caller, Guid id, Func<Partnership, Outcome<IReadOnlyList<Amendment>>> draft, CancellationToken ct)
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
        if (draft(seen).IsRejected(out var rejection, out var drafts))
        {
            return rejection;
        }
        var newcomers = drafts.Index().Where(one => one.Item.Party is not null)
            .Select(one => (one.Item.Party!.ParticipantId!.Value, $"{Amending.Pointer(one.Item, one.Index)}/party/participantId")).ToList();
        if ((await directory.FindAsync(newcomers, ct)).IsRejected(out rejection, out var known))
        {
            return rejection;
        }
        return (await steps.TakeAsync(id, locked => draft(locked).Map<PartnershipCommand>(drafts => new PartnershipCommand.Amend(caller.ParticipantId, drafts, known)), ct))
            .Map(PartnershipView.Of);
    }

    private static Amendment Draft(AmendmentKind kind, params Guid[] neededFrom) => new(kind, "", default, default, neededFrom, []);

    private static Outcome<(string? Role, string? Reason)> Spoken(string? role, string? reason) =>
        AgreementRules.CheckOptional("#/role", role, AgreementRules.MaxTitle).IsRejected(out var rejection, out var read)
        || AgreementRules.CheckOptional("#/reason", reason).IsRejected(out rejection, out reason)
            ? rejection
            : (read, reason);
}
