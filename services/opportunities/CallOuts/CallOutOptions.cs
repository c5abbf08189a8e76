using System.ComponentModel.DataAnnotations;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>The pace of call-outs; the section CallOuts of the configuration.</summary>
internal sealed class CallOutOptions : IValidatableObject
{
    /// <summary>The shortest time between two rounds that a publisher may wish for.</summary>
    public TimeSpan ShortestRound { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long needs may take to answer, the time in our own queue included.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How old a call that was cut off must be before it is made again. Longer than the deadline, so that two are never under way.</summary>
    public TimeSpan SettleAfter { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ShortestRound <= TimeSpan.Zero || Deadline <= TimeSpan.Zero || SettleAfter <= Deadline)
        {
            yield return new ValidationResult("CallOuts: ShortestRound and Deadline must be positive, and SettleAfter longer than Deadline.");
        }
    }
}
