using Npgsql;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matching;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.BackTesting;

/// <summary>Asks which needs of the last days a filter would have caught.</summary>
/// <param name="Days">1 to 30; absent: 30.</param>
/// <param name="Limit">0: as many as is usual.</param>
/// <param name="Cursor">From the answer before; empty: from the newest need.</param>
internal sealed record BackTestFilter(Outcome<Filter> Filter, int? Days = null, int Limit = 0, string? Cursor = null);

/// <summary>What a filter would have caught, newest first.</summary>
/// <param name="Caught">All of them, on whatever page they are.</param>
internal sealed record BackTested(int Days, long Caught, IReadOnlyList<CaughtNeed> Needs, string? Cursor);

/// <summary>What the world knows of a need that a filter would have caught, by what was last said of it, ended or not.</summary>
/// <param name="At">When that was said.</param>
internal sealed record CaughtNeed(
    Guid NeedId, string Title, string Category, string Scope, string? Municipality, string PublisherName, DateTimeOffset At);

internal sealed class BackTestFilterHandler(NpgsqlDataSource db, TimeProvider clock) : IDisposable
{
    public const int MaxDays = 30;
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    // A listing that was begun longer ago begins anew.
    private static readonly TimeSpan CursorLifetime = TimeSpan.FromDays(1);

    // Each reads all needs of its time: more at once would take the connections that matching and readers need.
    private readonly SemaphoreSlim _gate = new(2);

    public async Task<Outcome<BackTested>> HandleAsync(Caller caller, BackTestFilter command, CancellationToken ct)
    {
        if (Rejections.UnlessAllowed(caller, Scopes.SubscriptionsManage) is { } missing)
        {
            return missing;
        }
        if (command.Days is < 1 or > MaxDays)
        {
            return Rejections.Invalid("#/days", $"Skriv 1 til {MaxDays}.", $"Write 1 to {MaxDays}.");
        }
        if (command.Limit is < 0 or > MaxLimit)
        {
            return Rejections.Invalid("#/limit", $"Skriv 1 til {MaxLimit}.", $"Write 1 to {MaxLimit}.");
        }
        var cursor = string.IsNullOrEmpty(command.Cursor) ? null : BackTestCursor.Parse(command.Cursor);
        if (!string.IsNullOrEmpty(command.Cursor) && (cursor is null || cursor.Until > clock.GetUtcNow()))
        {
            return Foreign;
        }
        if (cursor?.Until < clock.GetUtcNow() - CursorLifetime)
        {
            return Expired;
        }
        return command.Filter.IsRejected(out var rejection, out var filter)
            ? rejection
            : await TestAsync(filter, command.Days ?? MaxDays, command.Limit == 0 ? DefaultLimit : command.Limit, cursor, ct);
    }

    /// <summary>Judges each need of the time by the rule that matching uses, and keeps no more of them than are shown.</summary>
    internal async Task<BackTested> TestAsync(Filter filter, int days, int limit, BackTestCursor? cursor, CancellationToken ct)
    {
        var until = cursor?.Until ?? Now();
        var page = new PriorityQueue<CaughtNeed, BackTestPosition>(limit + 1);
        var before = cursor?.Before ?? new BackTestPosition(until, Guid.AllBitsSet);
        var found = 0L;
        await _gate.WaitAsync(ct);
        try
        {
            await foreach (var (position, id, need) in BackTestStore.NeedsAsync(db, until.AddDays(-days), until, before, ct))
            {
                if (FilterMatch.Meets(filter, need))
                {
                    found++;
                    page.Enqueue(
                        new(id, need.Title, need.Category, need.Scope, need.Municipality, need.PublisherName, position.At), position);
                    if (page.Count > limit)
                    {
                        page.Dequeue();
                    }
                }
            }
        }
        finally
        {
            _gate.Release();
        }
        var caught = cursor?.Caught ?? found;
        var next = found > limit && page.TryPeek(out _, out var last) ? new BackTestCursor(until, caught, last).ToString() : null;
        var needs = new CaughtNeed[page.Count];
        for (var i = needs.Length - 1; i >= 0; i--)
        {
            needs[i] = page.Dequeue();
        }
        return new BackTested(days, caught, needs, next);
    }

    public void Dispose() => _gate.Dispose();

    // As fine as the database keeps it: every page is of the same time.
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static readonly Rejection Foreign = new(ProblemCode.MalformedRequest, new(
        "Markøren er ikke en af vores; brug den, som hubben gav.", "The cursor is not one of ours; use the one the hub gave."))
    {
        Errors = [new FieldError("#/cursor", new("Send markøren uændret.", "Send the cursor unchanged."))],
    };

    private static readonly Rejection Expired = new(ProblemCode.CursorExpired, new(
        "Markøren er mere end et døgn gammel; begynd forfra.", "The cursor is more than a day old; start again."));
}
