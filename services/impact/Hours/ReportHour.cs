using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>One row of hours, as its reporter tells of it.</summary>
public sealed record ReportHour
{
    /// <summary>The reporter's own key: the same again changes nothing and doubles nothing.</summary>
    [Required]
    public string? Reference { get; init; }

    [Required]
    public Guid? PartnershipId { get; init; }

    /// <summary>Whose people gave the hours: a party that was at the table on that day; absent: the reporter.</summary>
    public Guid? PartyId { get; init; }

    [Required]
    public HoursKind? Kind { get; init; }

    /// <summary>From 1 to 1,440.</summary>
    [Required]
    public int? Minutes { get; init; }

    /// <summary>In Denmark; not in the future.</summary>
    [Required]
    public DateOnly? Day { get; init; }

    /// <summary>What was done, in a few words.</summary>
    [Required]
    public string? Activity { get; init; }

    /// <summary>The reporter's pseudonym of a volunteer, never a name: letters, digits, _ and -, at least one digit.</summary>
    public string? Volunteer { get; init; }

    /// <summary>What looks like a CPR number is none.</summary>
    public bool? ConfirmNoPersonalData { get; init; }
}
