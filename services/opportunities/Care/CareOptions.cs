using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Opportunities.Care;

/// <summary>How long a yes may wait for its answer; the section Care of the configuration.</summary>
internal sealed class CareOptions : IValidatableObject
{
    /// <summary>After so long the need's host is told that somebody waits.</summary>
    public TimeSpan AnswerWithin { get; set; } = TimeSpan.FromHours(48);

    /// <summary>How often it is looked for.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AnswerWithin <= TimeSpan.Zero || Interval <= TimeSpan.Zero)
        {
            yield return new ValidationResult("Care: AnswerWithin and Interval must be positive.");
        }
    }
}
