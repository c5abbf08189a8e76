using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>The pace of activation; the section Activation of the configuration.</summary>
internal sealed class ActivationOptions : IValidatableObject
{
    /// <summary>How long places and quantities are held while the others are asked, and how long an answer is waited for.</summary>
    public TimeSpan HoldFor { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long needs and offers may take to answer.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After this time somebody else takes over what a process that died had in hand. Longer than the deadline.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The longest pause between two attempts when nobody answers.</summary>
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(30);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // The bounds of needs and offers.
        if (HoldFor < TimeSpan.FromSeconds(10) || HoldFor > TimeSpan.FromDays(30))
        {
            yield return new ValidationResult("Activation: HoldFor must be 10 seconds to 30 days.");
        }
        if (Deadline <= TimeSpan.Zero || Lease <= Deadline || LongestPause <= TimeSpan.Zero)
        {
            yield return new ValidationResult("Activation: Deadline and LongestPause must be positive, and Lease longer than Deadline.");
        }
    }
}
