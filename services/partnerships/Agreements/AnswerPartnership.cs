using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>What a party answers: yes to a text, no, goodbye, done.</summary>
internal sealed class AnswerPartnershipHandler(StepHandler steps)
{
    private const int HashLength = 64;

    public Task<Outcome<PartnershipView>> ConsentAsync(Caller caller, Guid id, string? hash, CancellationToken ct) =>
        TakeAsync(caller, id, Hash(hash).Map<PartnershipCommand>(read => new PartnershipCommand.Consent(caller.ParticipantId, read)), ct);

    /// <param name="hash">Of an amendment; null: of the partnership as a whole.</param>
    public Task<Outcome<PartnershipView>> DeclineAsync(Caller caller, Guid id, string? reason, string? hash, CancellationToken ct)
    {
        string? amendment = null;
        return TakeAsync(caller, id, hash is not null && Hash(hash).IsRejected(out var rejection, out amendment)
            ? rejection
            : Why(reason).Map<PartnershipCommand>(read => new PartnershipCommand.Decline(caller.ParticipantId, read, amendment)), ct);
    }

    public Task<Outcome<PartnershipView>> LeaveAsync(Caller caller, Guid id, string? reason, CancellationToken ct) =>
        TakeAsync(caller, id, Why(reason).Map<PartnershipCommand>(read => new PartnershipCommand.Leave(caller.ParticipantId, read)), ct);

    public Task<Outcome<PartnershipView>> CompleteAsync(Caller caller, Guid id, string? summary, CancellationToken ct) =>
        TakeAsync(caller, id, AgreementRules.CheckText("#/summary", summary)
            .Map<PartnershipCommand>(read => new PartnershipCommand.Complete(caller.ParticipantId, read)), ct);

    public Task<Outcome<PartnershipView>> ChangeContactAsync(Caller caller, Guid id, string? contactRole, CancellationToken ct) =>
        TakeAsync(caller, id, AgreementRules.CheckText("#/contactRole", contactRole, AgreementRules.MaxTitle, isMultiline: false)
            .Map<PartnershipCommand>(read => new PartnershipCommand.ChangeContact(caller.ParticipantId, read)), ct);

    public Task<Outcome<PartnershipView>> ReachAsync(Caller caller, Guid id, MilestoneReached said, CancellationToken ct) =>
        TakeAsync(caller, id, AgreementRules.CheckText("#/task", said.Task, AgreementRules.MaxTitle, isMultiline: false).Map<PartnershipCommand>(
            task => new PartnershipCommand.ReachMilestone(caller.ParticipantId, task, said.Milestone?.Trim() ?? "")), ct);

    private async Task<Outcome<PartnershipView>> TakeAsync(Caller caller, Guid id, Outcome<PartnershipCommand> said, CancellationToken ct) =>
        Rejections.UnlessAllowed(caller, Scopes.PartnershipsWrite) is { } forbidden
            ? forbidden
            // Whether it is there at all is told first: who may not see it learns nothing from what it wrote.
            : (await steps.TakeAsync(id, partnership => partnership.SeatOf(caller.ParticipantId) is null ? Partnership.Missing(id) : said, ct)).Map(PartnershipView.Of);

    private static Outcome<string> Why(string? reason) => AgreementRules.CheckText("#/reason", reason);

    private static Outcome<string> Hash(string? hash) =>
        hash?.Trim() is { Length: HashLength } read && read.All(char.IsAsciiHexDigit)
            ? read.ToLowerInvariant()
            : Rejections.Invalid("#/hash", "Skriv hash fra den aftale, I har læst: 64 hexadecimale cifre.",
                "Write the hash of the agreement that you read: 64 hexadecimal digits.");
}
