using Npgsql;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>A measure that is to be looked at again, 12 or 36 months after all agreed on it.</summary>
/// <param name="Months">12 or 36.</param>
/// <param name="Figure">What was found; absent: still to be recorded.</param>
public sealed record FollowUp(int Months, DateOnly DueOn, Figure? Figure = null);

/// <summary>A follow-up that nobody has recorded.</summary>
/// <param name="ParticipantId">Whose measure it is.</param>
public sealed record DueFollowUp(Guid PartnershipId, string Title, Guid ParticipantId, string MeasureKey, string What, string Unit, int Months, DateOnly DueOn)
{
    internal long Number { get; init; }
}

/// <summary>A page of what is to be followed up, the longest due first; the cursor is absent on the last.</summary>
public sealed record DueFollowUps(DateOnly DueBy, IReadOnlyList<DueFollowUp> Items, string? Cursor = null);

/// <summary>When to look again, and what waits for it.</summary>
internal static class FollowUps
{
    public static readonly IReadOnlyList<int> Months = [12, 36];

    public static DateOnly DueOn(DateTimeOffset agreedAt, int months) => DanishDay.Of(agreedAt).AddMonths(months);
}

internal sealed class DueFollowUpsHandler(NpgsqlDataSource db, TimeProvider clock)
{
    private const int MaxPages = 1_000_000;

    /// <param name="dueBy">Absent: today, Danish time.</param>
    public async Task<Outcome<DueFollowUps>> HandleAsync(Caller caller, DateOnly? dueBy, long after, int limit, CancellationToken ct)
    {
        if (after > MaxPages)
        {
            return Rejections.Invalid("#/cursor", "Brug cursor, som den stod i svaret før.", "Use the cursor as it stood in the answer before.");
        }
        var by = dueBy ?? DanishDay.Of(clock.GetUtcNow());
        var found = await FollowUpStore.ListDueAsync(db, caller, by, (int)after, limit + 1, ct);
        var (items, cursor) = Page.OfNumbered(found, limit, due => due.Number);
        return new DueFollowUps(by, items, cursor);
    }
}
