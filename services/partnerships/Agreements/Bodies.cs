using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>What every body may say beside: that what looks like a CPR number is none.</summary>
public abstract record Said
{
    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }
}

/// <summary>Opens a partnership and asks its other parties.</summary>
public sealed record ProposePartnership : Said
{
    /// <summary>A party without participantId is the caller; so is a commitment's.</summary>
    [Required]
    public Agreement? Agreement { get; init; }
}

/// <summary>A new text; every earlier consent is void.</summary>
public sealed record RevisePartnership : Said
{
    /// <summary>The whole text, as it shall be.</summary>
    [Required]
    public Agreement? Agreement { get; init; }
}

/// <summary>Yes to exactly one text.</summary>
public sealed record ConsentToAgreement
{
    /// <summary>Of the text, or of the amendment, that the caller has read: 64 hexadecimal digits.</summary>
    [Required]
    public string? Hash { get; init; }
}

/// <summary>Goodbye; the others are told why.</summary>
public sealed record SayWhy : Said
{
    [Required]
    public string? Reason { get; init; }
}

/// <summary>No: to the partnership, or to one amendment of it; the others are told why.</summary>
public sealed record DeclinePartnership : Said
{
    [Required]
    public string? Reason { get; init; }

    /// <summary>Of the amendment that is declined, or taken back by who proposed it; left out: the caller does not take part at all.</summary>
    public string? Hash { get; init; }
}

/// <summary>Everything that was agreed is done.</summary>
public sealed record CompletePartnership : Said
{
    /// <summary>What came of it, in a sentence or two.</summary>
    [Required]
    public string? Summary { get; init; }
}

/// <summary>Asks more parties into the running agreement; each answers for itself.</summary>
public sealed record InviteParties : Said
{
    /// <summary>At most 50.</summary>
    [Required]
    public IReadOnlyList<InvitedParty>? Parties { get; init; }
}

/// <summary>A party that is asked to join, and what it would do.</summary>
public sealed record InvitedParty
{
    /// <summary>Complete, for it says yes or no to exactly this; meeting rhythm and exit terms are the inviter's when they are left out.</summary>
    [Required]
    public AgreementParty? Party { get; init; }

    public IReadOnlyList<Commitment>? Commitments { get; init; }
}

/// <summary>Another takes a party's place; its commitments and tasks go with the place, its history stays its own.</summary>
public sealed record ReplaceParty : Said
{
    /// <summary>Who goes, or went already.</summary>
    [Required]
    public Guid? ParticipantId { get; init; }

    /// <summary>Who comes; what is left out of role, meeting rhythm and exit terms is as it was.</summary>
    [Required]
    public AgreementParty? Party { get; init; }
}

/// <summary>A task goes to another owner, with the consent of both.</summary>
public sealed record MoveTask : Said
{
    /// <summary>The task's key.</summary>
    [Required]
    public string? Task { get; init; }

    /// <summary>Who will do it.</summary>
    [Required]
    public Guid? ParticipantId { get; init; }

    /// <summary>Who at the new owner's; left out: its contact role.</summary>
    public string? Role { get; init; }

    public string? Reason { get; init; }
}

/// <summary>The lead goes to citizens; who led becomes a supporter.</summary>
public sealed record TransferLead : Said
{
    /// <summary>A party of the civil sector.</summary>
    [Required]
    public Guid? ParticipantId { get; init; }

    /// <summary>vært when it is left out.</summary>
    public string? Role { get; init; }

    public string? Reason { get; init; }
}

/// <summary>Another role at the caller's is written to; its open tasks and milestones go with it.</summary>
public sealed record NewContact : Said
{
    /// <summary>A role, never a person.</summary>
    [Required]
    public string? ContactRole { get; init; }
}

/// <summary>A milestone is reached.</summary>
public sealed record MilestoneReached
{
    /// <summary>The task's key.</summary>
    [Required]
    public string? Task { get; init; }

    /// <summary>The milestone's key.</summary>
    [Required]
    public string? Milestone { get; init; }
}

/// <summary>What a note is.</summary>
public enum NoteKind
{
    Note,

    /// <summary>Something was decided.</summary>
    Decision,

    /// <summary>Something happened; it changes no rule of anybody's.</summary>
    Incident,
}

/// <summary>Something to remember at the table: about organisations and places, never about a person.</summary>
public sealed record WriteNote : Said
{
    /// <summary>note when it is left out.</summary>
    public NoteKind? Kind { get; init; }

    [Required]
    public string? Text { get; init; }

    /// <summary>The day it is about.</summary>
    public DateOnly? On { get; init; }

    /// <summary>true is refused: cases of persons do not belong here.</summary>
    public bool? IsPersonCase { get; init; }
}
