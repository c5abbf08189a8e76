using Npgsql;
using NpgsqlTypes;
using static SocialEnzyme.Hub.Offers.OfferStore;

namespace SocialEnzyme.Hub.Offers;

/// <summary>The statements about what was drawn: reservations and movements.</summary>
internal static class ReservationStore
{
    private const string Columns = """
        r.id, r.offer_id, r.participant_id, r.key, r.quantity, r.slot_from, r.slot_until, r.state, r.held_until, r.hold_seconds, r.confirm, r.by_service,
        r.handed_over_at, r.reserved_at
        """;

    internal const string Due = $"""
        SELECT {Columns} FROM offer_reservations r WHERE r.offer_id = $1 AND r.state = 'held' AND r.held_until <= clock_timestamp() ORDER BY r.id
        """;

    private const string SelectHeld = $"SELECT {Columns} FROM offer_reservations r WHERE r.offer_id = $1 AND r.state = 'held' ORDER BY r.id";

    private const string SelectOne = $"SELECT {Columns} FROM offer_reservations r WHERE r.id = $1";

    private const string SelectBooked = $"""
        SELECT {Columns} FROM offer_reservations r
        WHERE r.offer_id = $1 AND ($2::text IS NULL OR r.key = $2) AND r.slot_until > $3 AND ($4::timestamptz IS NULL OR r.slot_from < $4)
          AND (r.state = 'confirmed' OR (r.state = 'held' AND r.held_until > $5))
        """;

    private const string SelectPage = $"""
        SELECT {Columns} FROM offer_reservations r
        WHERE r.offer_id = $1 AND ($2::uuid IS NULL OR r.participant_id = $2) AND ($3::uuid IS NULL OR r.id > $3)
        ORDER BY r.id
        LIMIT $4
        """;

    private const string IsTaker = "SELECT EXISTS (SELECT 1 FROM offer_reservations WHERE offer_id = $1 AND participant_id = $2)";

    private const string SelectMovements = """
        SELECT number, what, key, quantity, reservation_id, participant_id, slot_from, slot_until, at
        FROM offer_movements WHERE offer_id = $1 ORDER BY number
        """;

    /// <summary>The constraint that two reservations with one id meet.</summary>
    public const string IdOnce = "offer_reservations_by_id";

    private const string AddReservations = """
        INSERT INTO offer_reservations (
            id, offer_id, participant_id, key, quantity, slot_from, slot_until, state, held_until, hold_seconds, confirm, by_service, handed_over_at, reserved_at)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    private const string ChangeReservations = """
        UPDATE offer_reservations SET state = new.state, handed_over_at = new.handed_over_at
        FROM unnest($1, $2, $3) AS new (id, state, handed_over_at)
        WHERE offer_reservations.id = new.id
        """;

    private const string AddMovements = """
        INSERT INTO offer_movements (offer_id, number, what, key, quantity, reservation_id, participant_id, slot_from, slot_until, at)
        SELECT $1, * FROM unnest($2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    public static async Task<Reservation?> FindAsync(NpgsqlConnection connection, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectOne, connection) { Parameters = { new() { Value = id } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    /// <summary>All that is held of an offer which the transaction has locked.</summary>
    public static async Task<IReadOnlyList<Reservation>> ListHeldAsync(NpgsqlTransaction transaction, Guid offer, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectHeld, transaction.Connection, transaction) { Parameters = { new() { Value = offer } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadAllAsync(reader, ct);
    }

    /// <summary>The live bookings of an offer which the transaction has locked, that end after a moment.</summary>
    /// <param name="key">Null: of every contribution.</param>
    /// <param name="until">Only those that begin before it; null: all.</param>
    public static async Task<IReadOnlyList<Reservation>> ListBookedAsync(
        NpgsqlTransaction transaction, LockedOffer locked, string? key, DateTimeOffset from, DateTimeOffset? until, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectBooked, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = locked.Offer.Id },
                Nullable(key, NpgsqlDbType.Text),
                new() { Value = from },
                Nullable(until, NpgsqlDbType.TimestampTz),
                new() { Value = locked.Now },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadAllAsync(reader, ct);
    }

    /// <summary>A page of an offer's reservations, in the order of their ids.</summary>
    /// <param name="participant">Only its; null: all.</param>
    public static async Task<List<Reservation>> ListAsync(NpgsqlDataSource db, Guid offer, Guid? participant, Guid? after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPage);
        command.Parameters.AddWithValue(offer);
        command.Parameters.Add(Nullable(participant, NpgsqlDbType.Uuid));
        command.Parameters.Add(Nullable(after, NpgsqlDbType.Uuid));
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadAllAsync(reader, ct);
    }

    /// <summary>True when the participant ever drew on the offer.</summary>
    public static async Task<bool> IsTakerAsync(NpgsqlDataSource db, Guid offer, Guid participant, CancellationToken ct)
    {
        await using var command = db.CreateCommand(IsTaker);
        command.Parameters.AddWithValue(offer);
        command.Parameters.AddWithValue(participant);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>Every movement of an offer in order, one after the other: there may be many.</summary>
    public static async Task ReadMovementsAsync(NpgsqlDataSource db, Guid offer, Action<Movement> next, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectMovements);
        command.Parameters.AddWithValue(offer);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            next(new Movement(
                reader.GetInt64(0), Enum.Parse<MovementKind>(reader.GetString(1), ignoreCase: true), reader.GetString(2), reader.GetInt64(3),
                reader.IsDBNull(4) ? null : reader.GetGuid(4), reader.IsDBNull(5) ? null : reader.GetGuid(5),
                reader.IsDBNull(6) ? null : new Slot(Time(reader, 6), Time(reader, 7)), Time(reader, 8)!.Value));
        }
    }

    /// <summary>Adds what saves these; of a reservation that is there already only what became of it changes.</summary>
    public static void Save(NpgsqlBatch batch, Guid offer, IReadOnlyList<Reservation> reservations, IReadOnlyList<Movement> movements)
    {
        var first = movements.Where(movement => movement.What is MovementKind.Held).Select(movement => movement.ReservationId!.Value).ToHashSet();
        if (reservations.Where(reservation => first.Contains(reservation.Id)).ToArray() is { Length: > 0 } added)
        {
            batch.BatchCommands.Add(Write(added));
        }
        if (reservations.Where(reservation => !first.Contains(reservation.Id)).ToArray() is { Length: > 0 } changed)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(ChangeReservations)
            {
                Parameters =
                {
                    Values(changed, reservation => reservation.Id, NpgsqlDbType.Uuid),
                    Values(changed, reservation => Offer.Word(reservation.State), NpgsqlDbType.Text),
                    Values(changed, reservation => reservation.HandedOverAt, NpgsqlDbType.TimestampTz),
                },
            });
        }
        if (movements.Count > 0)
        {
            batch.BatchCommands.Add(Write(offer, [.. movements]));
        }
    }

    internal static async Task<List<Reservation>> ReadAllAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var read = new List<Reservation>();
        while (await reader.ReadAsync(ct))
        {
            read.Add(Read(reader));
        }
        return read;
    }

    private static Reservation Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetInt64(4),
        reader.IsDBNull(5) ? null : new BookedSlot(Time(reader, 5)!.Value, Time(reader, 6)!.Value),
        Enum.Parse<ReservationState>(reader.GetString(7), ignoreCase: true), Time(reader, 8)!.Value, reader.GetInt32(9), reader.GetBoolean(10),
        reader.GetBoolean(11), Time(reader, 12), Time(reader, 13)!.Value);

    private static NpgsqlBatchCommand Write(Reservation[] reservations) => new(AddReservations)
    {
        Parameters =
        {
            Values(reservations, reservation => reservation.Id, NpgsqlDbType.Uuid),
            Values(reservations, reservation => reservation.OfferId, NpgsqlDbType.Uuid),
            Values(reservations, reservation => reservation.ParticipantId, NpgsqlDbType.Uuid),
            Values(reservations, reservation => reservation.Key, NpgsqlDbType.Text),
            Values(reservations, reservation => reservation.Quantity, NpgsqlDbType.Bigint),
            Values(reservations, reservation => reservation.Slot?.From, NpgsqlDbType.TimestampTz),
            Values(reservations, reservation => reservation.Slot?.Until, NpgsqlDbType.TimestampTz),
            Values(reservations, reservation => Offer.Word(reservation.State), NpgsqlDbType.Text),
            Values(reservations, reservation => reservation.HeldUntil, NpgsqlDbType.TimestampTz),
            Values(reservations, reservation => reservation.HoldSeconds, NpgsqlDbType.Integer),
            Values(reservations, reservation => reservation.Confirm, NpgsqlDbType.Boolean),
            Values(reservations, reservation => reservation.ByService, NpgsqlDbType.Boolean),
            Values(reservations, reservation => reservation.HandedOverAt, NpgsqlDbType.TimestampTz),
            Values(reservations, reservation => reservation.ReservedAt, NpgsqlDbType.TimestampTz),
        },
    };

    private static NpgsqlBatchCommand Write(Guid offer, Movement[] movements) => new(AddMovements)
    {
        Parameters =
        {
            new() { Value = offer },
            Values(movements, movement => movement.Number, NpgsqlDbType.Bigint),
            Values(movements, movement => Offer.Word(movement.What), NpgsqlDbType.Text),
            Values(movements, movement => movement.Key, NpgsqlDbType.Text),
            Values(movements, movement => movement.Quantity, NpgsqlDbType.Bigint),
            Values(movements, movement => movement.ReservationId, NpgsqlDbType.Uuid),
            Values(movements, movement => movement.ParticipantId, NpgsqlDbType.Uuid),
            Values(movements, movement => movement.Slot?.From, NpgsqlDbType.TimestampTz),
            Values(movements, movement => movement.Slot?.Until, NpgsqlDbType.TimestampTz),
            Values(movements, movement => movement.At, NpgsqlDbType.TimestampTz),
        },
    };

    private static NpgsqlParameter Values<TRow, T>(TRow[] rows, Func<TRow, T> value, NpgsqlDbType type) =>
        new() { Value = Array.ConvertAll(rows, row => value(row)), NpgsqlDbType = NpgsqlDbType.Array | type };
}
