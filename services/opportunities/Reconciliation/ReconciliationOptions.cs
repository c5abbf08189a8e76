using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>When the log is compared with what it should hold; the section Reconciliation of the configuration.</summary>
internal sealed class ReconciliationOptions : IValidatableObject
{
    /// <summary>From one comparison to the next.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>What is younger may still be under way, and is compared next time. Longer than any transaction of the log lasts.</summary>
    public TimeSpan Margin { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long needs may take to answer one page.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Interval <= TimeSpan.Zero || Margin < TimeSpan.Zero || Deadline <= TimeSpan.Zero)
        {
            yield return new ValidationResult("Reconciliation: Interval and Deadline must be positive, and Margin not negative.");
        }
    }
}
