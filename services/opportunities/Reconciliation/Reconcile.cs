using Npgsql;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>A page of comparisons, newest first; the cursor is absent on the last.</summary>
internal sealed record ReconciliationPage(IReadOnlyList<ReconciliationResult> Items, string? Cursor = null);

/// <summary>For operators: what the comparisons found, and one more at once.</summary>
internal sealed class ReconcileHandler(NpgsqlDataSource db, Reconciler reconciler)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    public async Task<Outcome<ReconciliationResult>> RunAsync(Caller caller, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.Operate) is { } missing)
        {
            return missing;
        }
        return await reconciler.RunAsync(unlessSince: null, ct) is { } result ? result : Busy;
    }

    public async Task<Outcome<ReconciliationPage>> ListAsync(Caller caller, string? cursor, int limit, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.Operate) is { } missing)
        {
            return missing;
        }
        if (limit is < 1 or > MaxLimit)
        {
            return Rejections.Invalid("#/limit", $"Skriv 1 til {MaxLimit}.", $"Write 1 to {MaxLimit}.");
        }
        if (!Cursor.TryReadAfter(cursor ?? "", out var before))
        {
            return Cursor.Foreign("#/cursor");
        }
        var found = await ReconciliationStore.PageAsync(db, before == Guid.Empty ? Guid.AllBitsSet : before, limit + 1, ct);
        return new ReconciliationPage([.. found.Take(limit)], found.Count > limit ? Cursor.After(found[limit - 1].Id) : null);
    }

    private static readonly Rejection Busy = new(ProblemCode.Conflict, new(
        "En afstemning er i gang; hent den om lidt.", "A reconciliation is under way; fetch it in a while."));
}
