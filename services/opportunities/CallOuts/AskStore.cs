using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Every statement about where those stand who were asked.</summary>
internal static class AskStore
{
    private const string Columns = """
        a.id, a.call_out_id, c.need_id, a.volunteer_id, a.holder_id, a.reference, a.distance_km, a.round, a.is_test, a.state, a.reservation_id,
        a.asked_at, a.changed_at, a.is_erased
        """;

    private const string From = "FROM call_out_asks a JOIN call_outs c ON c.id = a.call_out_id";

    private const string SelectOne = $"SELECT {Columns} {From} WHERE a.id = $1";

    private const string SelectOfVolunteer = $"""
        SELECT {Columns} {From} WHERE a.call_out_id = $1 AND a.volunteer_id = $2 AND a.holder_id = $3 AND NOT a.is_erased
        """;

    private const string SelectPage = $"""
        SELECT {Columns} {From} WHERE a.call_out_id = $1 AND a.holder_id = $2 AND NOT a.is_erased AND a.id > $3 ORDER BY a.id LIMIT $4
        """;

    private const string SelectNextWaiting = $"""
        SELECT {Columns} {From} WHERE a.call_out_id = $1 AND a.state = 'waiting' ORDER BY a.yes_number LIMIT 1
        """;

    private const string CountHolding = """
        SELECT count(*) FROM call_out_asks WHERE call_out_id = $1 AND state IN ('accepting', 'accepted', 'promoting', 'returning')
        """;

    private const string IsPromotingNow = "SELECT EXISTS (SELECT FROM call_out_asks WHERE call_out_id = $1 AND state = 'promoting')";

    private const string CountPosition = """
        SELECT count(*) FROM call_out_asks other JOIN call_out_asks own ON own.id = $1
        WHERE other.call_out_id = own.call_out_id AND other.state IN ('waiting', 'promoting') AND other.yes_number <= own.yes_number
        """;

    private const string CountStates = """
        SELECT state, count(*) FROM call_out_asks WHERE call_out_id = $1 AND ($2::uuid IS NULL OR holder_id = $2) AND NOT is_erased GROUP BY state
        """;

    // What was returned is never taken again under the same name.
    private const string Move = """
        UPDATE call_out_asks SET state = $3, changed_at = now(),
            yes_number = CASE WHEN $4 THEN nextval('call_out_yes_numbers') ELSE yes_number END,
            reservation_id = CASE WHEN $2 = 'returning' THEN gen_random_uuid() ELSE reservation_id END
        WHERE id = $1 AND state = $2
        """;

    private const string Delete = "DELETE FROM call_out_asks WHERE id = $1 AND state = $2";

    private const string StandDown = """
        UPDATE call_out_asks SET state = 'stoodDown', changed_at = now() WHERE call_out_id = $1 AND state = ANY($2)
        """;

    private const string ClaimUnderWay = $"""
        UPDATE call_out_asks a SET changed_at = now() FROM call_outs c
        WHERE c.id = a.call_out_id AND a.id = ANY (ARRAY(
            SELECT id FROM call_out_asks
            WHERE state IN ('accepting', 'promoting', 'returning') AND changed_at < now() - make_interval(secs => $1)
            ORDER BY changed_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        RETURNING {Columns}
        """;

    private const string EraseHolding = """
        UPDATE call_out_asks SET state = 'returning', is_erased = true, reference = '', changed_at = now()
        WHERE volunteer_id = $1 AND NOT is_test AND state IN ('accepting', 'accepted', 'promoting', 'returning')
        """;

    private const string EraseOthers = "DELETE FROM call_out_asks WHERE volunteer_id = $1 AND NOT is_erased";

    public static async Task<Ask?> FindAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectOne, transaction.Connection, transaction) { Parameters = { new() { Value = id } } };
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    /// <summary>Null also when the volunteer is another holder's, or was not asked.</summary>
    public static async Task<Ask?> FindAsync(NpgsqlConnection connection, Guid callOut, Guid volunteer, Guid holder, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectOfVolunteer, connection)
        {
            Parameters = { new() { Value = callOut }, new() { Value = volunteer }, new() { Value = holder } },
        };
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    public static async Task<List<Ask>> ListAsync(NpgsqlDataSource db, Guid callOut, Guid holder, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPage);
        command.Parameters.Add(new() { Value = callOut });
        command.Parameters.Add(new() { Value = holder });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, ct);
    }

    /// <summary>Whoever said yes first of those who wait.</summary>
    public static async Task<Ask?> NextWaitingAsync(NpgsqlTransaction transaction, Guid callOut, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectNextWaiting, transaction.Connection, transaction) { Parameters = { new() { Value = callOut } } };
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    public static async Task<bool> IsPromotingAsync(NpgsqlTransaction transaction, Guid callOut, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(IsPromotingNow, transaction.Connection, transaction) { Parameters = { new() { Value = callOut } } };
        return await command.ExecuteScalarAsync(ct) is true;
    }

    /// <summary>True when the call-out itself wants no more than those who have a place or are about to.</summary>
    public static async Task<bool> IsCapReachedAsync(NpgsqlTransaction transaction, CallOut callOut, CancellationToken ct)
    {
        if (callOut.Places is not { } places)
        {
            return false;
        }
        await using var command = new NpgsqlCommand(CountHolding, transaction.Connection, transaction) { Parameters = { new() { Value = callOut.Id } } };
        return (long)(await command.ExecuteScalarAsync(ct))! >= places;
    }

    /// <summary>Where somebody stands among those who wait, from 1.</summary>
    public static async Task<int> PositionAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(CountPosition);
        command.Parameters.Add(new() { Value = id });
        return (int)(long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <param name="holder">Null: of everybody.</param>
    public static async Task<Dictionary<AskState, int>> CountAsync(NpgsqlDataSource db, Guid callOut, Guid? holder, CancellationToken ct)
    {
        await using var command = db.CreateCommand(CountStates);
        command.Parameters.Add(new() { Value = callOut });
        command.Parameters.Add(new() { Value = (object?)holder ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new Dictionary<AskState, int>();
        while (await reader.ReadAsync(ct))
        {
            counts[State(reader.GetString(0))] = (int)reader.GetInt64(1);
        }
        return counts;
    }

    /// <summary>From the state it was read in; false when somebody else moved it meanwhile.</summary>
    /// <param name="isYes">Gives it its place in the order of saying yes.</param>
    public static async Task<bool> MoveAsync(NpgsqlTransaction transaction, Ask ask, AskState to, bool isYes, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Move, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = ask.Id }, new() { Value = CallOutStore.Word(ask.State) }, new() { Value = CallOutStore.Word(to) }, new() { Value = isYes },
            },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    public static async Task<bool> RemoveAsync(NpgsqlTransaction transaction, Ask ask, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Delete, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = ask.Id }, new() { Value = CallOutStore.Word(ask.State) } },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    public static async Task StandDownAsync(NpgsqlTransaction transaction, Guid callOut, IEnumerable<AskState> those, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(StandDown, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = callOut }, new() { Value = those.Select(CallOutStore.Word).ToArray() } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Those whose call to needs was cut off; nobody else claims them for as long again.</summary>
    public static async Task<List<Ask>> ClaimUnderWayAsync(NpgsqlDataSource db, TimeSpan age, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(ClaimUnderWay);
        command.Parameters.Add(new() { Value = age.TotalSeconds });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, ct);
    }

    /// <summary>Nothing is left of a volunteer but the places they hold, without their pseudonym, until those are returned.</summary>
    public static async Task EraseAsync(NpgsqlTransaction transaction, Guid volunteer, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(EraseHolding) { Parameters = { new() { Value = volunteer } } },
                new NpgsqlBatchCommand(EraseOthers) { Parameters = { new() { Value = volunteer } } },
            },
        };
        await batch.ExecuteNonQueryAsync(ct);
    }

    internal static AskState State(string word) => Enum.Parse<AskState>(word, ignoreCase: true);

    private static async Task<List<Ask>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Ask>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Ask(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetGuid(3), reader.GetGuid(4), reader.GetString(5), reader.GetDouble(6),
                reader.GetInt32(7), reader.GetBoolean(8), State(reader.GetString(9)), reader.GetGuid(10), reader.GetFieldValue<DateTimeOffset>(11),
                reader.GetFieldValue<DateTimeOffset>(12), reader.GetBoolean(13)));
        }
        return found;
    }
}
