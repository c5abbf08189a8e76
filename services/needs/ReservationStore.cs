using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Needs;

/// <summary>A need that nobody else changes until the transaction ends, with what its reservations are by the clock of the database.</summary>
/// <param name="Reservation">The one that was asked for, or null.</param>
/// <param name="Due">Holds whose time is up and whose places are counted still.</param>
internal sealed record LockedPlaces(Need? Need, Reservation? Reservation, IReadOnlyList<Reservation> Due, DateTimeOffset Now)
{
    public int PlacesDue => Due.Sum(hold => hold.Places);
}

/// <summary>Every statement about reservations. Whoever changes one has locked its need.</summary>
internal static class ReservationStore
{
    private const string Columns = """
        r.id, r.need_id, r.participant_id, r.places, CASE WHEN r.state = 'held' AND r.held_until <= now() THEN 'expired' ELSE r.state END,
        r.held_until, r.hold_seconds, r.state IN ('held', 'confirmed')
        """;

    private const string SelectOne = $"SELECT {Columns} FROM need_reservations r WHERE r.id = $1";

    private const string SelectDue = $"SELECT {Columns} FROM need_reservations r WHERE r.need_id = $1 AND r.state = 'held' AND r.held_until <= now()";

    private const string SelectPage = $"""
        SELECT {Columns} FROM need_reservations r
        WHERE r.need_id = $1 AND ($2::uuid IS NULL OR r.id > $2)
        ORDER BY r.id
        LIMIT $3
        """;

    private const string FindDueNeeds = """
        SELECT DISTINCT need_id FROM (
            SELECT need_id FROM need_reservations
            WHERE state = 'held' AND held_until <= now() AND need_id <> ALL($2)
            ORDER BY held_until
            LIMIT $1) AS due
        """;

    private const string FindNeed = "SELECT need_id FROM need_reservations WHERE id = $1";

    private const string Insert = """
        INSERT INTO need_reservations (id, need_id, participant_id, places, state, held_until, hold_seconds) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string SetState = "UPDATE need_reservations SET state = $2, changed_at = now() WHERE id = ANY($1)";

    /// <summary>The constraint that two reservations with one id meet.</summary>
    public const string Once = "need_reservations_once";

    /// <summary>Locks the need and reads the reservation and the holds that are due, in one round trip.</summary>
    public static async Task<LockedPlaces> LockAsync(NpgsqlTransaction transaction, Guid need, Guid reservation, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        // Each statement sees what was committed before it began: those after the lock see what its holder before us did.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(NeedStore.LockOne) { Parameters = { new() { Value = need } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SelectOne) { Parameters = { new() { Value = reservation } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SelectDue) { Parameters = { new() { Value = need } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT now()"));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var locked = await reader.ReadAsync(ct) ? NeedStore.Read(reader) : null;
        await reader.NextResultAsync(ct);
        var found = await ReadAllAsync(reader, ct);
        await reader.NextResultAsync(ct);
        var due = await ReadAllAsync(reader, ct);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return new LockedPlaces(locked, found.FirstOrDefault(), due, NeedStore.Time(reader, 0)!.Value);
    }

    /// <summary>The need of a reservation, which it keeps for ever; null: there is no such reservation.</summary>
    public static async Task<Guid?> FindNeedAsync(NpgsqlDataSource db, Guid reservation, CancellationToken ct)
    {
        await using var command = db.CreateCommand(FindNeed);
        command.Parameters.AddWithValue(reservation);
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    /// <summary>Needs with holds that are due.</summary>
    public static async Task<List<Guid>> FindDueNeedsAsync(NpgsqlDataSource db, int limit, Guid[] except, CancellationToken ct)
    {
        await using var command = db.CreateCommand(FindDueNeeds);
        command.Parameters.AddWithValue(limit);
        command.Parameters.AddWithValue(except);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var needs = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            needs.Add(reader.GetGuid(0));
        }
        return needs;
    }

    /// <summary>The reservations of a need after one of them, by id.</summary>
    public static async Task<List<Reservation>> ListAsync(NpgsqlDataSource db, Guid need, Guid? after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPage);
        command.Parameters.AddWithValue(need);
        command.Parameters.Add(new() { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadAllAsync(reader, ct);
    }

    public static void Add(NpgsqlBatch batch, Reservation reservation) => batch.BatchCommands.Add(new NpgsqlBatchCommand(Insert)
    {
        Parameters =
        {
            new() { Value = reservation.Id },
            new() { Value = reservation.NeedId },
            new() { Value = reservation.ParticipantId },
            new() { Value = reservation.Places },
            new() { Value = Need.Word(reservation.State) },
            new() { Value = (object?)reservation.HeldUntil ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
            new() { Value = (object?)reservation.HoldSeconds ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
        },
    });

    public static void Change(NpgsqlBatch batch, IEnumerable<Reservation> reservations, ReservationState state) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SetState)
        {
            Parameters = { new() { Value = reservations.Select(reservation => reservation.Id).ToArray() }, new() { Value = Need.Word(state) } },
        });

    private static async Task<List<Reservation>> ReadAllAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var read = new List<Reservation>();
        while (await reader.ReadAsync(ct))
        {
            read.Add(new Reservation(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetInt32(3),
                Enum.Parse<ReservationState>(reader.GetString(4), ignoreCase: true), NeedStore.Time(reader, 5),
                reader.IsDBNull(6) ? null : reader.GetInt32(6), reader.GetBoolean(7)));
        }
        return read;
    }
}
