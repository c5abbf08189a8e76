using SocialEnzyme.Hub.Partnerships.Agreements;

namespace SocialEnzyme.Hub.Partnerships.Deadlines;

/// <summary>Somebody is to be reminded.</summary>
/// <param name="Step">answer, or milestone:task/milestone.</param>
/// <param name="Key">Names the step and its day: another text, or another day, is reminded of anew.</param>
/// <param name="Number">1, and 2 near the end.</param>
internal sealed record Reminder(string Step, string Key, int Number, DateTimeOffset Due, IReadOnlyList<Guid> Audience);

/// <summary>The rules of reminding: who, of what, and when.</summary>
internal static class Reminding
{
    /// <summary>Those who have not answered the present text; null: nobody, or not yet.</summary>
    public static Reminder? OfAnswer(Partnership partnership, DeadlineOptions options, DateTimeOffset now)
    {
        if (partnership.State is not (PartnershipState.Proposed or PartnershipState.Negotiating) || partnership.RespondBy is not { } due || due <= now)
        {
            return null;
        }
        Guid[] waiting = [.. partnership.WaitingFor()];
        return waiting.Length > 0 && Number(due, options, now) is { } number ? new Reminder("answer", $"answer:{partnership.Hash}", number, due, waiting) : null;
    }

    /// <summary>The milestones of a running partnership that are near or past and not reached.</summary>
    public static IEnumerable<Reminder> OfMilestones(Partnership partnership, DeadlineOptions options, DateTimeOffset now)
    {
        if (partnership.State is not PartnershipState.Active)
        {
            yield break;
        }
        foreach (var (task, milestone) in partnership.OpenMilestones())
        {
            // The day itself belongs to it.
            var due = new DateTimeOffset(milestone.Due!.Value.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
            if (Number(due, options, now) is { } number)
            {
                IReadOnlyList<Guid> audience = task.Owner is { } owner && partnership.Binds(owner) ? [owner] : [.. partnership.Bound.Select(seat => seat.ParticipantId)];
                yield return new Reminder($"milestone:{task.Key}/{milestone.Key}", $"milestone:{task.Key}/{milestone.Key}:{milestone.Due:yyyy-MM-dd}", number, due, audience);
            }
        }
    }

    private static int? Number(DateTimeOffset due, DeadlineOptions options, DateTimeOffset now) =>
        due - now <= options.Last ? 2 : due - now <= options.First ? 1 : null;
}
