using Npgsql;
using SocialEnzyme.Hub.Impact.Outcomes;
using SocialEnzyme.Hub.Impact.Valuation;

namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>Releases every month that is over and was not released: each once, and never again.</summary>
internal sealed class ReleaseMonths(NpgsqlDataSource db, TimeProvider clock)
{
    // What was recorded just before midnight is committed long before this is over.
    private static readonly TimeSpan Margin = TimeSpan.FromDays(1);

    /// <returns>The months that were released now, by their first day.</returns>
    public async Task<IReadOnlyList<DateOnly>> RunAsync(CancellationToken ct)
    {
        var released = new List<DateOnly>();
        var now = clock.GetUtcNow();
        for (var month = await NextAsync(ct); month is { } first && DanishMonth.StartOf(first.AddMonths(1)) + Margin <= now; month = first.AddMonths(1))
        {
            var end = DanishMonth.StartOf(first.AddMonths(1));
            if (await SettledStore.IsUnsettledAsync(db, end, ct))
            {
                break;
            }
            var cells = Suppression.Cells(await ReleaseStore.AtomsAsync(db, DanishMonth.StartOf(first), end, ct));
            if (await ReleaseStore.AddAsync(db, first, now, OpenDataFiles.Method, cells, ct))
            {
                released.Add(first);
            }
        }
        return released;
    }

    private async Task<DateOnly?> NextAsync(CancellationToken ct) =>
        await ReleaseStore.LastAsync(db, ct) is { } last ? last.AddMonths(1)
        : await ReleaseStore.FirstAsync(db, ct) is { } first ? DanishMonth.MonthOf(first)
        : null;
}
