using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>Reads partnerships as their events left them.</summary>
internal static class SeatStore
{
    private const string Find = "SELECT id, title, state, activated_at, content FROM partnerships WHERE id = $1";

    private const string Seats = """
        SELECT participant_id, name, sector, role, standing, since, until FROM partnership_parties WHERE partnership_id = $1 ORDER BY since, participant_id
        """;

    private const string Measures = $"""
        SELECT {AgreedMeasureStore.Columns} FROM agreed_measures WHERE partnership_id = $1
        ORDER BY version, number, participant_id
        """;

    // Figures of one partnership are written one after the other: of two for the same day the later stands before the earlier.
    private const string Lock = "SELECT pg_advisory_xact_lock(hashtextextended('results ' || $1::uuid, 0))";

    /// <summary>Null when it was never active.</summary>
    public static async Task<KnownPartnership?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var batch = db.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Find) { Parameters = { new() { Value = id } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Seats) { Parameters = { new() { Value = id } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Measures) { Parameters = { new() { Value = id } } });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }
        var found = new KnownPartnership(
            reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetFieldValue<DateTimeOffset>(3),
            Content(reader.GetString(4)), [], []);
        await reader.NextResultAsync(ct);
        var seats = new List<Seat>();
        while (await reader.ReadAsync(ct))
        {
            seats.Add(new Seat(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.IsDBNull(6) ? null : reader.GetFieldValue<DateTimeOffset>(6)));
        }
        await reader.NextResultAsync(ct);
        var measures = new List<AgreedMeasure>();
        while (await reader.ReadAsync(ct))
        {
            measures.Add(AgreedMeasureStore.Read(reader, 0));
        }
        return found with { Seats = seats, Measures = measures };
    }

    public static async Task LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Lock, transaction.Connection, transaction) { Parameters = { new() { Value = id } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static PublicPartnership? Content(string json) =>
        json is "{}" ? null : JsonSerializer.Deserialize<PublicPartnership>(json, EventCatalog.Json);
}
