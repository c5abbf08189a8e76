using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>The statements that tell which needs are open, and which changed.</summary>
internal static class OpenNeedStore
{
    // Every transaction before this one has ended: what it logged is seen by whoever looks from now on.
    private const string Settled = "SELECT pg_snapshot_xmin(pg_current_snapshot())";

    private const string AllOpen = "SELECT s.id, s.version, e.data FROM subjects s JOIN events e ON e.id = s.event_id WHERE s.is_open";

    private const string ChangedSince = """
        SELECT s.id, s.version, CASE WHEN s.is_open THEN e.data END
        FROM subjects s JOIN events e ON e.id = s.event_id
        WHERE s.id IN (SELECT subject_id FROM events WHERE logged_in >= $1 AND kind LIKE 'need.%')
        """;

    /// <param name="Need">Null: it takes no help any more.</param>
    internal sealed record Changed(Guid Id, long Version, PublicNeed? Need);

    /// <summary>What changed in this transaction or later, each need once as it is now; and the transaction to ask from next.</summary>
    /// <param name="since">0: all that are open.</param>
    /// <param name="isKnown">Says whether this version of a need is known: it is read again for as long as an older transaction runs.</param>
    public static async Task<(ulong Settled, List<Changed> Needs)> SinceAsync(
        NpgsqlTransaction transaction, ulong since, Func<Guid, long, bool> isKnown, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { new NpgsqlBatchCommand(Settled) } };
        batch.BatchCommands.Add(since == 0
            ? new NpgsqlBatchCommand(AllOpen)
            : new NpgsqlBatchCommand(ChangedSince) { Parameters = { new() { Value = since, NpgsqlDbType = NpgsqlDbType.Xid8 } } });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var settled = reader.GetFieldValue<ulong>(0);
        await reader.NextResultAsync(ct);
        var needs = new List<Changed>();
        while (await reader.ReadAsync(ct))
        {
            var (id, version) = (reader.GetGuid(0), reader.GetInt64(1));
            if (!isKnown(id, version))
            {
                needs.Add(new(id, version, reader.IsDBNull(2) ? null : Read(reader.GetString(2))));
            }
        }
        return (settled, needs);
    }

    // Nothing is judged by the description, and those of all open needs would fill the memory.
    private static PublicNeed Read(string data) => MatchStore.Content(data) with { Description = "" };
}
