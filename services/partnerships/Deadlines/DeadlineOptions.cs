using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Partnerships.Deadlines;

/// <summary>When reminders go out; the section Deadlines of the configuration.</summary>
internal sealed class DeadlineOptions : IValidatableObject
{
    /// <summary>So long before a step runs out those who have not answered are reminded.</summary>
    public TimeSpan First { get; set; } = TimeSpan.FromDays(14);

    /// <summary>So long before its end once more.</summary>
    public TimeSpan Last { get; set; } = TimeSpan.FromDays(2);

    /// <summary>How often steps are looked at.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often the milestones of all running partnerships are looked at.</summary>
    public TimeSpan MilestonesEvery { get; set; } = TimeSpan.FromHours(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (First < Last || Last <= TimeSpan.Zero || Every <= TimeSpan.Zero || MilestonesEvery <= TimeSpan.Zero)
        {
            yield return new ValidationResult("Deadlines: all must be positive, and First not shorter than Last.");
        }
    }
}
