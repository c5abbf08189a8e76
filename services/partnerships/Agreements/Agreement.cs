using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>What is agreed on.</summary>
public enum AgreementKind
{
    /// <summary>Work that the parties do together.</summary>
    Agreement,

    /// <summary>A joint statement that its parties sign.</summary>
    Declaration,

    /// <summary>A standing group that meets about a place or a theme.</summary>
    RoundTable,
}

/// <summary>What all parties read and sign: one document. Title, purpose and parties are enough to begin.</summary>
public sealed record Agreement
{
    /// <summary>Set by the hub: 1, and one more with every new text.</summary>
    public int? Version { get; init; }

    [Required]
    public string? Title { get; init; }

    [Required]
    public string? Purpose { get; init; }

    /// <summary>agreement when it is left out.</summary>
    public AgreementKind? Kind { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }

    /// <summary>The aim in five or ten years; required of a partnership that lasts longer than twelve months.</summary>
    public string? GoalHorizon { get; init; }

    /// <summary>Four digits; never required.</summary>
    public string? Municipality { get; init; }

    /// <summary>The municipal tasks it serves: 27, 27.35, 27.35.04 or 27.35.04-P35.</summary>
    public IReadOnlyList<string>? Kle { get; init; }

    /// <summary>Sustainable development goals, 1 to 17.</summary>
    public IReadOnlyList<int>? Goals { get; init; }

    [Required]
    public IReadOnlyList<AgreementParty>? Parties { get; init; }

    public IReadOnlyList<Commitment>? Commitments { get; init; }

    public IReadOnlyList<AgreementTask>? Tasks { get; init; }

    /// <summary>What remains a public duty.</summary>
    public string? PublicDuty { get; init; }

    public ServiceDifference? ServiceDifference { get; init; }

    /// <summary>The programme that it adopts, and in which version.</summary>
    public Guid? ProgrammeId { get; init; }

    public int? ProgrammeVersion { get; init; }

    /// <summary>The umbrella under which it is made; what it does not say itself it inherits from there.</summary>
    public Guid? ParentId { get; init; }

    /// <summary>Set by the hub: the version of the umbrella's text that it inherits from.</summary>
    public int? ParentVersion { get; init; }

    /// <summary>A report of at most so many minutes counts without being approved by anybody; left out: every hour is approved.</summary>
    public int? AutoApprovedMinutes { get; init; }

    /// <summary>The version of the handbook that was read.</summary>
    public string? HandbookVersion { get; init; }

    /// <summary>
    /// True: once it runs, everybody may read it and its results in the open data, also results from before it was public. Left out otherwise; an umbrella does not
    /// say it for what is under it.
    /// </summary>
    public bool? IsPublic { get; init; }
}

/// <summary>What one party says of itself: its own aim, its own limits, its own measures of success.</summary>
public sealed record AgreementParty
{
    [Required]
    public Guid? ParticipantId { get; init; }

    /// <summary>For example vært, støtter, leverandør.</summary>
    public string? Role { get; init; }

    /// <summary>What it wants from this itself.</summary>
    public string? Aim { get; init; }

    /// <summary>What it cannot or will not do.</summary>
    public string? Limits { get; init; }

    /// <summary>One to five.</summary>
    public IReadOnlyList<Measure>? Measures { get; init; }

    /// <summary>Whom to write to: a role, never a person.</summary>
    public string? ContactRole { get; init; }

    /// <summary>How often it meets with the others, and how.</summary>
    public string? MeetingRhythm { get; init; }

    /// <summary>How it can leave, and what becomes of its tasks then.</summary>
    public string? ExitTerms { get; init; }
}

/// <summary>How one party will see that it worked. What was expected stays as it stood when all agreed.</summary>
public sealed record Measure
{
    /// <summary>Its name within the agreement: a-z, 0-9 and -, at most 40 characters.</summary>
    [Required]
    public string? Key { get; init; }

    [Required]
    public string? What { get; init; }

    /// <summary>For example familier, timer, procent.</summary>
    [Required]
    public string? Unit { get; init; }

    public decimal? Baseline { get; init; }

    public decimal? Target { get; init; }

    public decimal? Expected { get; init; }

    public string? Place { get; init; }
}

/// <summary>What one party will do: from an offer, for a need, or in words alone.</summary>
public sealed record Commitment
{
    /// <summary>Its name within the agreement.</summary>
    [Required]
    public string? Key { get; init; }

    [Required]
    public Guid? ParticipantId { get; init; }

    [Required]
    public string? What { get; init; }

    public long? Quantity { get; init; }

    public string? Unit { get; init; }

    /// <summary>With contributionKey and quantity: that much of the offer is held, and taken when all is in place.</summary>
    public Guid? OfferId { get; init; }

    public string? ContributionKey { get; init; }

    /// <summary>Of what is lent by the hour.</summary>
    public CommitmentSlot? Slot { get; init; }

    /// <summary>With places: so many places of the need are held, and taken when all is in place.</summary>
    public Guid? NeedId { get; init; }

    public int? Places { get; init; }

    public DateOnly? From { get; init; }

    public DateOnly? Until { get; init; }
}

/// <summary>From inclusive, until exclusive.</summary>
public sealed record CommitmentSlot(DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>A task: who does it today, who will, and why.</summary>
public sealed record AgreementTask
{
    /// <summary>Its name within the agreement.</summary>
    [Required]
    public string? Key { get; init; }

    [Required]
    public string? What { get; init; }

    /// <summary>The sector that does it today: public, market or civil; left out: nobody.</summary>
    public string? OwnerBefore { get; init; }

    /// <summary>The party that will do it.</summary>
    public Guid? Owner { get; init; }

    /// <summary>Who at the owner's: a role, never a person.</summary>
    public string? Role { get; init; }

    public string? Reason { get; init; }

    public IReadOnlyList<Milestone>? Milestones { get; init; }
}

/// <summary>Something that is to be reached by a day.</summary>
public sealed record Milestone
{
    /// <summary>Its name within the task.</summary>
    [Required]
    public string? Key { get; init; }

    [Required]
    public string? What { get; init; }

    [Required]
    public DateOnly? Due { get; init; }

    /// <summary>Who sees to it: a role, never a person; left out: the task's.</summary>
    public string? Role { get; init; }
}

/// <summary>In what citizens are met differently here, and which authority answers for that; shown publicly.</summary>
public sealed record ServiceDifference
{
    [Required]
    public string? What { get; init; }

    [Required]
    public string? ResponsibleAuthority { get; init; }
}
