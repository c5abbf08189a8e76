using Npgsql;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>Every statement about rolls and tokens. Whoever answers, issues or ends holds the roll's row until the transaction ends.</summary>
internal static class RollStore
{
    private const string Columns = """
        id, opens_at, closes_at, ended_at, issued, answered, clock_timestamp() < opens_at,
        ended_at IS NOT NULL OR coalesce(closes_at <= clock_timestamp(), false)
        """;

    private const string Select = $"SELECT {Columns} FROM rolls WHERE id = $1";

    private const string SelectMany = $"SELECT {Columns} FROM rolls WHERE id = ANY($1)";

    private const string SelectLocked = $"SELECT {Columns} FROM rolls WHERE id = $1 FOR UPDATE";

    private const string Insert = "INSERT INTO rolls (id, opens_at, closes_at) VALUES ($1, $2, $3)";

    private const string Grow = "UPDATE rolls SET issued = issued + $2, used = used || $3 WHERE id = $1 RETURNING octet_length(used)";

    private const string InsertTokens =
        "INSERT INTO tokens (hash, roll_id, number) SELECT hash, $1, $2 + place - 1 FROM unnest($3::bytea[]) WITH ORDINALITY AS t (hash, place)";

    private const string FindToken = "SELECT roll_id, number FROM tokens WHERE hash = $1 AND roll_id = ANY($2)";

    // Two that come at once with the same token wait for each other here, and the second finds the bit set.
    // The time is asked for again when the wait is over: an answer that waited past the end is late.
    private const string SetBit = """
        UPDATE rolls SET used = set_bit(used, $2, 1), answered = answered + 1
        WHERE id = $1 AND get_bit(used, $2) = 0 AND ended_at IS NULL
            AND clock_timestamp() >= opens_at AND (closes_at IS NULL OR clock_timestamp() < closes_at)
        """;

    private const string MarkEnded = """
        UPDATE rolls SET ended_at = clock_timestamp(), closes_at = least(closes_at, clock_timestamp()) WHERE id = $1 RETURNING ended_at, closes_at
        """;

    private const string AllEnded = "SELECT coalesce(bool_and(ended_at IS NOT NULL), false) FROM rolls WHERE id = ANY($1)";

    private const string ForgetTokens = "DELETE FROM tokens WHERE roll_id = $1";

    public static async Task AddAsync(NpgsqlTransaction transaction, Guid id, DateTimeOffset opensAt, DateTimeOffset? closesAt, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = id },
                new() { Value = opensAt },
                new() { Value = closesAt ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<Roll> GetAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Select);
        command.Parameters.Add(new() { Value = id });
        return await ReadOneAsync(command, ct);
    }

    public static async Task<Dictionary<Guid, Roll>> GetManyAsync(NpgsqlDataSource db, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectMany);
        command.Parameters.Add(new() { Value = ids.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rolls = new Dictionary<Guid, Roll>();
        while (await reader.ReadAsync(ct))
        {
            rolls[reader.GetGuid(0)] = Read(reader);
        }
        return rolls;
    }

    /// <summary>The roll, held until the transaction ends.</summary>
    public static async Task<Roll> LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectLocked, transaction.Connection, transaction) { Parameters = { new() { Value = id } } };
        return await ReadOneAsync(command, ct);
    }

    /// <summary>Adds tokens to a roll that the caller holds.</summary>
    public static async Task IssueAsync(NpgsqlTransaction transaction, Guid id, byte[][] hashes, CancellationToken ct)
    {
        var bits = new byte[(hashes.Length + 7) / 8];
        await using var grow = new NpgsqlCommand(Grow, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = id }, new() { Value = hashes.Length }, new() { Value = bits } },
        };
        var first = ((int)(await grow.ExecuteScalarAsync(ct))! - bits.Length) * 8;
        await using var insert = new NpgsqlCommand(InsertTokens, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = id }, new() { Value = first }, new() { Value = hashes } },
        };
        await insert.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Uses a token of one of these rolls; the roll is held until the transaction ends, which is where the answer belongs.</summary>
    public static async Task<(Taking Taking, Guid Roll)> TakeAsync(NpgsqlTransaction transaction, byte[] hash, Guid[] rolls, CancellationToken ct)
    {
        if (await FindAsync(transaction, hash, rolls, ct) is not { } token)
        {
            // Its tokens are forgotten: whoever comes now is late, whatever was typed.
            return (await HaveAllEndedAsync(transaction, rolls, ct) ? Taking.Late : Taking.Unknown, default);
        }
        await using var set = new NpgsqlCommand(SetBit, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = token.Roll }, new() { Value = token.Number } },
        };
        if (await set.ExecuteNonQueryAsync(ct) == 1)
        {
            return (Taking.Taken, token.Roll);
        }
        var roll = await LockAsync(transaction, token.Roll, ct);
        return (roll.IsOver ? Taking.Late : roll.IsEarly ? Taking.Early : Taking.Used, token.Roll);
    }

    /// <summary>Ends a roll that the caller holds: it takes no more answers, and its tokens are forgotten.</summary>
    public static async Task<Roll> EndAsync(NpgsqlTransaction transaction, Roll roll, CancellationToken ct)
    {
        await using var mark = new NpgsqlCommand(MarkEnded, transaction.Connection, transaction) { Parameters = { new() { Value = roll.Id } } };
        await using (var reader = await mark.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            roll = roll with { EndedAt = reader.GetFieldValue<DateTimeOffset>(0), ClosesAt = reader.GetFieldValue<DateTimeOffset>(1), IsOver = true };
        }
        await using var forget = new NpgsqlCommand(ForgetTokens, transaction.Connection, transaction) { Parameters = { new() { Value = roll.Id } } };
        await forget.ExecuteNonQueryAsync(ct);
        return roll;
    }

    private static async Task<bool> HaveAllEndedAsync(NpgsqlTransaction transaction, Guid[] rolls, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(AllEnded, transaction.Connection, transaction) { Parameters = { new() { Value = rolls } } };
        return (bool)(await command.ExecuteScalarAsync(ct))!;
    }

    private static async Task<(Guid Roll, int Number)?> FindAsync(NpgsqlTransaction transaction, byte[] hash, Guid[] rolls, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(FindToken, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = hash }, new() { Value = rolls } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetGuid(0), reader.GetInt32(1)) : null;
    }

    private static async Task<Roll> ReadOneAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : throw new InvalidOperationException("The roll is gone.");
    }

    private static Roll Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        reader.GetFieldValue<DateTimeOffset>(1),
        reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2),
        reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3),
        reader.GetInt32(4), reader.GetInt32(5), reader.GetBoolean(6), reader.GetBoolean(7));
}
