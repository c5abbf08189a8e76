using System.Runtime.CompilerServices;
using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.Opportunities.Reconciliation;

/// <summary>Finds what needs published and the log never took, and takes it as if its message had come.</summary>
internal sealed class LostEvents(
    NpgsqlDataSource db, NeedsService.NeedsServiceClient needs, MatchWriter writer, IOptions<ReconciliationOptions> options, TimeProvider clock)
{
    // A hundred of the largest stay far below what one gRPC message may hold.
    private const int PageSize = 100;

    /// <summary>A page of what needs published.</summary>
    /// <param name="Cursor">Where the next page begins.</param>
    public sealed record Page(string Cursor, int Published, int Lost, int Repaired);

    /// <summary>Goes through what needs recorded until a time, a page at a time.</summary>
    public async IAsyncEnumerable<Page> RunAsync(string cursor, DateTimeOffset until, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var isLast = false; !isLast;)
        {
            var page = await ListAsync(cursor, PageSize, ct);
            var old = Old(page.Events, until);
            isLast = old < PageSize;
            if (old == 0)
            {
                yield break;
            }
            if (old < page.Events.Count)
            {
                // What is younger comes again next time, so the cursor must be that of the last one that is old enough.
                page = await ListAsync(cursor, old, ct);
            }
            var (lost, repaired) = await CompareAsync([.. page.Events.Select(PublishedNeeds.Read).OfType<NeedEvent>()], ct);
            cursor = page.Cursor;
            yield return new Page(cursor, page.Events.Count, lost, repaired);
        }
    }

    private async Task<(int Lost, int Repaired)> CompareAsync(List<NeedEvent> published, CancellationToken ct)
    {
        Guid[] ids = [.. published.Select(item => item.SubjectId).Distinct()];
        var known = await ReconciliationStore.VersionsAsync(db, ids, ct);
        // What a later version has overtaken is not missed by anybody.
        var lost = published.Where(item => item.Version > known.GetValueOrDefault(item.SubjectId)).ToList();
        foreach (var item in lost)
        {
            // Under its own id: should its message come after all, the inbox drops it.
            await writer.WriteAsync(item, ct);
        }
        if (lost.Count > 0)
        {
            known = await ReconciliationStore.VersionsAsync(db, ids, ct);
        }
        return (lost.Count, lost.Count(item => item.Version <= known.GetValueOrDefault(item.SubjectId)));
    }

    private async Task<ListEventsResponse> ListAsync(string after, int limit, CancellationToken ct) => await needs.ListEventsAsync(
        new() { After = after, Limit = limit }, deadline: clock.GetUtcNow().UtcDateTime + options.Value.Deadline, cancellationToken: ct);

    private static int Old(RepeatedField<RetainedEvent> events, DateTimeOffset until) =>
        events.TakeWhile(item => item.RecordedAt.ToDateTimeOffset() <= until).Count();
}
