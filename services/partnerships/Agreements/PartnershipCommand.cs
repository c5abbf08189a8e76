using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Something that is done to a partnership.</summary>
/// <param name="By">The participant that does it; null: the hub itself.</param>
internal abstract record PartnershipCommand(Guid? By)
{
    /// <summary>A new text; every consent is void.</summary>
    /// <param name="Agreement">As the rules have read it.</param>
    /// <param name="Known">Who its parties are; those at the table may be left out.</param>
    public sealed record Revise(Guid Party, Agreement Agreement, IReadOnlyList<KnownParticipant> Known) : PartnershipCommand(Party);

    /// <summary>Yes to exactly the text, or the amendment, that has this hash.</summary>
    public sealed record Consent(Guid Party, string Hash) : PartnershipCommand(Party);

    /// <summary>No: to the partnership, or to the amendment that has this hash.</summary>
    public sealed record Decline(Guid Party, string Reason, string? Hash = null) : PartnershipCommand(Party);

    /// <summary>Goes from a running partnership.</summary>
    public sealed record Leave(Guid Party, string Reason) : PartnershipCommand(Party);

    /// <summary>Everything that was agreed is done.</summary>
    public sealed record Complete(Guid Party, string Summary) : PartnershipCommand(Party);

    /// <summary>Changes under the running agreement, which those concerned are asked about.</summary>
    public sealed record Amend(Guid Party, IReadOnlyList<Amendment> Amendments, IReadOnlyList<KnownParticipant> Known) : PartnershipCommand(Party);

    /// <summary>Another role at the party is written to; its open tasks and milestones go with it.</summary>
    public sealed record ChangeContact(Guid Party, string ContactRole) : PartnershipCommand(Party);

    /// <summary>A milestone is reached.</summary>
    public sealed record ReachMilestone(Guid Party, string Task, string Milestone) : PartnershipCommand(Party);

    /// <summary>Something that is said at the table and changes nothing of the state: a note, an incident, thanks, what was read.</summary>
    /// <param name="What">The audit entry's word, and the event's change.</param>
    public sealed record Remark(Guid? Party, string What, JsonObject Said) : PartnershipCommand(Party);

    /// <summary>Everything that this text promised is held.</summary>
    public sealed record HoldsConfirmed(string Hash) : PartnershipCommand((Guid?)null);

    /// <summary>Something that this text promised could not be had: all of it was given back, and the parties are asked again.</summary>
    public sealed record ActivationReturned(string Hash, string Why) : PartnershipCommand((Guid?)null);

    /// <summary>The time to answer ran out.</summary>
    public sealed record Expire() : PartnershipCommand((Guid?)null);
}
