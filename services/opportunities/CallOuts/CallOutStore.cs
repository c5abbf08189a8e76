using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Every statement about call-outs themselves. Whoever changes one, or the asks of one, holds its row.</summary>
internal static class CallOutStore
{
    private const string Columns = """
        id, need_id, owner_id, state, need, need_version, places, circles_km, ask_per_round, round_seconds, message, is_test, round, may_ask, asked,
        vacated, promoted, created_at, closed_at, reason
        """;

    private const string Select = $"SELECT {Columns} FROM call_outs WHERE id = $1";

    private const string SelectLocked = $"{Select} FOR UPDATE";

    private const string SelectOfNeed = $"SELECT {Columns} FROM call_outs WHERE need_id = $1 AND owner_id = $2 AND id > $3 ORDER BY id LIMIT $4";

    private const string SelectOpen = $"SELECT {Columns} FROM call_outs WHERE need_id = $1 AND closed_at IS NULL ORDER BY id FOR UPDATE";

    private const string HasOpen = "SELECT EXISTS (SELECT FROM call_outs WHERE need_id = $1 AND closed_at IS NULL)";

    private const string ClaimDue = $"""
        SELECT {Columns} FROM call_outs WHERE next_round_at <= now() AND closed_at IS NULL ORDER BY next_round_at LIMIT 1 FOR UPDATE SKIP LOCKED
        """;

    // One whose first of the queue is just being tried is left to whoever tries.
    private const string SelectVacant = """
        SELECT c.id FROM call_outs c
        WHERE c.vacated > c.promoted AND c.closed_at IS NULL
            AND NOT EXISTS (SELECT FROM call_out_asks a WHERE a.call_out_id = c.id AND a.state = 'promoting')
        ORDER BY c.id LIMIT $1
        """;

    private const string Insert = """
        INSERT INTO call_outs (
            id, need_id, owner_id, state, need, need_version, latitude, longitude, places, circles_km, ask_per_round, round_seconds, message, is_test,
            round, may_ask, asked, vacated, promoted, next_round_at, created_at)
        VALUES ($1, $2, $3, 'open', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, $14, 0, 0, 0, now(), $15)
        ON CONFLICT (need_id, is_test) WHERE closed_at IS NULL DO NOTHING
        """;

    private const string Update = """
        UPDATE call_outs SET state = $2, need_version = $3, round = $4, may_ask = $5, asked = $6, vacated = $7, promoted = $8, closed_at = $9, reason = $10,
            next_round_at = CASE WHEN $11::double precision IS NULL THEN next_round_at ELSE now() + make_interval(secs => $11) END
        WHERE id = $1
        """;

    private const string Postpone = "UPDATE call_outs SET next_round_at = now() + make_interval(secs => $2) WHERE id = $1 AND next_round_at <= now()";

    /// <summary>The call-out, held until the transaction ends; null when there is none.</summary>
    public static async Task<CallOut?> LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectLocked, transaction.Connection, transaction) { Parameters = { new() { Value = id } } };
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    public static async Task<CallOut?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Select);
        command.Parameters.Add(new() { Value = id });
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    /// <summary>One owner's, oldest first.</summary>
    public static async Task<List<CallOut>> ListAsync(NpgsqlDataSource db, Guid need, Guid owner, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOfNeed);
        command.Parameters.Add(new() { Value = need });
        command.Parameters.Add(new() { Value = owner });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, ct);
    }

    public static async Task<bool> HasOpenAsync(NpgsqlDataSource db, Guid need, CancellationToken ct)
    {
        await using var command = db.CreateCommand(HasOpen);
        command.Parameters.Add(new() { Value = need });
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>The open ones of a need, held: a real one, a test, or both.</summary>
    public static async Task<List<CallOut>> LockOpenAsync(NpgsqlTransaction transaction, Guid need, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectOpen, transaction.Connection, transaction) { Parameters = { new() { Value = need } } };
        return await ReadAsync(command, ct);
    }

    /// <summary>One whose round is due, held; null when none is.</summary>
    public static async Task<CallOut?> ClaimDueAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(ClaimDue, transaction.Connection, transaction);
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    public static async Task<List<Guid>> VacantAsync(NpgsqlDataSource db, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectVacant);
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            ids.Add(reader.GetGuid(0));
        }
        return ids;
    }

    /// <summary>False: one is open already. Its first round is due at once.</summary>
    public static async Task<bool> AddAsync(NpgsqlTransaction transaction, CallOut callOut, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = callOut.Id }, new() { Value = callOut.NeedId }, new() { Value = callOut.OwnerId },
                new() { Value = JsonSerializer.Serialize(callOut.Need, EventCatalog.Json) }, new() { Value = callOut.NeedVersion },
                new() { Value = callOut.Place.Latitude }, new() { Value = callOut.Place.Longitude },
                new() { Value = (object?)callOut.Places ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                new() { Value = callOut.CirclesKm.ToArray() }, new() { Value = callOut.AskPerRound }, new() { Value = callOut.RoundTime.TotalSeconds },
                Text(callOut.Message), new() { Value = callOut.IsTest }, new() { Value = callOut.MayAsk }, new() { Value = callOut.CreatedAt },
            },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <param name="nextRoundIn">Null: when it was to be.</param>
    public static async Task SaveAsync(NpgsqlTransaction transaction, CallOut callOut, TimeSpan? nextRoundIn, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Update, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = callOut.Id }, new() { Value = Word(callOut.State) }, new() { Value = callOut.NeedVersion }, new() { Value = callOut.Round },
                new() { Value = callOut.MayAsk }, new() { Value = callOut.Asked }, new() { Value = callOut.Vacated }, new() { Value = callOut.Promoted },
                new() { Value = (object?)callOut.ClosedAt ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }, Text(callOut.Reason),
                new() { Value = (object?)nextRoundIn?.TotalSeconds ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Double },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task PostponeAsync(NpgsqlDataSource db, Guid id, TimeSpan by, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Postpone);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = by.TotalSeconds });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The word of the wire and of the database.</summary>
    public static string Word<T>(T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static async Task<List<CallOut>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<CallOut>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new CallOut(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), Enum.Parse<CallOutState>(reader.GetString(3), ignoreCase: true),
                JsonSerializer.Deserialize<PublicNeed>(reader.GetString(4), EventCatalog.Json)!, reader.GetInt64(5),
                reader.IsDBNull(6) ? null : reader.GetInt32(6), reader.GetFieldValue<double[]>(7), reader.GetInt32(8),
                TimeSpan.FromSeconds(reader.GetDouble(9)), reader.IsDBNull(10) ? null : reader.GetString(10), reader.GetBoolean(11),
                reader.GetInt32(12), reader.GetInt32(13), reader.GetInt32(14), reader.GetInt64(15), reader.GetInt64(16),
                reader.GetFieldValue<DateTimeOffset>(17), reader.IsDBNull(18) ? null : reader.GetFieldValue<DateTimeOffset>(18),
                reader.IsDBNull(19) ? null : reader.GetString(19)));
        }
        return found;
    }
}
