using Npgsql;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>What was reported together, and how often something was told of it.</summary>
/// <param name="Version">Of its last event.</param>
internal sealed record ReportBatch(Guid Id, Guid PartnershipId, Guid ReporterId, string ReporterName, long Version, DateTimeOffset ReportedAt);

/// <summary>Every statement about batches.</summary>
internal static class BatchStore
{
    private const string Columns = "id, partnership_id, reporter_id, reporter_name, version, reported_at";

    private const string Find = $"SELECT {Columns} FROM batches WHERE id = ANY($1)";

    private const string Counting = "SELECT p.id FROM unnest($1) AS p (id) WHERE EXISTS (SELECT FROM ledger l WHERE l.partnership_id = p.id)";

    private const string Keep = $"""
        INSERT INTO batches ({Columns}) SELECT * FROM unnest($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET version = excluded.version
        """;

    /// <summary>Those that exist, and the partnerships in which something counts already.</summary>
    public static async Task<(Dictionary<Guid, ReportBatch> Batches, HashSet<Guid> Counting)> FindAsync(
        NpgsqlTransaction transaction, Guid[] ids, Guid[] partnerships, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(Find) { Parameters = { new() { Value = ids } } },
                new NpgsqlBatchCommand(Counting) { Parameters = { new() { Value = partnerships } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var found = new Dictionary<Guid, ReportBatch>();
        while (await reader.ReadAsync(ct))
        {
            found[reader.GetGuid(0)] = Read(reader);
        }
        await reader.NextResultAsync(ct);
        var counting = new HashSet<Guid>();
        while (await reader.ReadAsync(ct))
        {
            counting.Add(reader.GetGuid(0));
        }
        return (found, counting);
    }

    public static async Task<ReportBatch?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Find);
        command.Parameters.AddWithValue(new[] { id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    public static void Save(NpgsqlBatch batch, IReadOnlyCollection<ReportBatch> batches) => batch.BatchCommands.Add(new NpgsqlBatchCommand(Keep)
    {
        Parameters =
        {
            new() { Value = batches.Select(item => item.Id).ToArray() },
            new() { Value = batches.Select(item => item.PartnershipId).ToArray() },
            new() { Value = batches.Select(item => item.ReporterId).ToArray() },
            new() { Value = batches.Select(item => item.ReporterName).ToArray() },
            new() { Value = batches.Select(item => item.Version).ToArray() },
            new() { Value = batches.Select(item => item.ReportedAt).ToArray() },
        },
    });

    private static ReportBatch Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1), row.GetGuid(2), row.GetString(3), row.GetInt64(4), row.GetFieldValue<DateTimeOffset>(5));
}
