using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>How far the reservations of a partnership are, as it is written down.</summary>
/// <param name="WantedVersion">The partnership's newest version that there was when this was read.</param>
/// <param name="PlannedFor">The hash of the text for which everything was planned; null: for none that is still being worked on.</param>
internal sealed record ActivationRow(
    Guid PartnershipId, long WantedVersion, long Turn, string? PlannedFor, HoldProblem? Problem, bool IsTimeUp, int Failures, IReadOnlyList<Hold> Holds);

/// <summary>Every statement about activations and holds. All times are those of the database's clock.</summary>
internal static class ActivationStore
{
    // A partnership that promises nothing and never did has no row.
    private const string TouchOne = """
        INSERT INTO activations (partnership_id, wanted_version, due_at) VALUES ($1, $2, now())
        ON CONFLICT (partnership_id) DO UPDATE SET wanted_version = greatest(activations.wanted_version, $2), due_at = now()
        """;

    private const string ClaimDue = """
        UPDATE activations SET due_at = now() + make_interval(secs => $2)
        WHERE partnership_id = ANY (ARRAY(
            SELECT partnership_id FROM activations WHERE due_at <= now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED))
        RETURNING partnership_id
        """;

    private const string SelectRow = """
        SELECT wanted_version, turn, planned_for, problem_commitment, problem_code, coalesce(give_up_at <= now(), false), failures
        FROM activations WHERE partnership_id = $1
        """;

    private const string SelectHolds = """
        SELECT reservation_id, commitment, target, by_id, for_id, target_id, contribution, quantity, slot_from, slot_until, state, hold_seconds, is_refused
        FROM holds WHERE partnership_id = $1 ORDER BY number
        """;

    // The lease goes with it: whoever writes something down is at work.
    private const string TakeTurn = """
        UPDATE activations SET turn = turn + 1, failures = 0, due_at = now() + make_interval(secs => $3)
        WHERE partnership_id = $1 AND turn = $2
        """;

    private const string SetPlanned = """
        UPDATE activations SET planned_for = $3, problem_commitment = NULL, problem_code = NULL, give_up_at = now() + make_interval(secs => $2)
        WHERE partnership_id = $1
        """;

    private const string InsertHold = """
        INSERT INTO holds (reservation_id, partnership_id, commitment, target, by_id, for_id, target_id, contribution, quantity, slot_from, slot_until, state, hold_seconds)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'planned', $12)
        """;

    private const string SetState = """
        UPDATE holds SET state = $2, is_refused = is_refused OR $3, changed_at = now() WHERE reservation_id = ANY($1) AND state <> 'returned'
        """;

    private const string SetProblem = "UPDATE activations SET problem_commitment = $2, problem_code = $3 WHERE partnership_id = $1";

    private const string SetSettled = """
        UPDATE activations SET planned_for = NULL, problem_commitment = NULL, problem_code = NULL, give_up_at = NULL WHERE partnership_id = $1
        """;

    // What changed while it was looked at is looked at again.
    private const string SetRest = """
        UPDATE activations SET
            due_at = CASE WHEN wanted_version > $2 THEN now() END,
            planned_for = NULL, problem_commitment = NULL, problem_code = NULL, give_up_at = NULL, failures = 0
        WHERE partnership_id = $1 AND turn = $3
        """;

    private const string SetPause = """
        UPDATE activations SET failures = failures + 1, due_at = CASE WHEN wanted_version > $2 THEN now() ELSE now() + make_interval(secs => $4) END
        WHERE partnership_id = $1 AND turn = $3
        """;

    /// <summary>With every change of a partnership, in its transaction: somebody looks at its reservations.</summary>
    public static void Touch(NpgsqlBatch batch, Guid partnership, long version) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(TouchOne) { Parameters = { new() { Value = partnership }, new() { Value = version } } });

    /// <summary>Takes some that are due, for as long as the lease; another process takes others.</summary>
    public static async Task<List<Guid>> ClaimAsync(NpgsqlDataSource db, int limit, TimeSpan lease, CancellationToken ct)
    {
        await using var command = db.CreateCommand(ClaimDue);
        command.Parameters.AddWithValue(limit);
        command.Parameters.AddWithValue(lease.TotalSeconds);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var claimed = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            claimed.Add(reader.GetGuid(0));
        }
        return claimed;
    }

    public static async Task<ActivationRow?> FindAsync(NpgsqlConnection connection, Guid partnership, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SelectRow) { Parameters = { new() { Value = partnership } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SelectHolds) { Parameters = { new() { Value = partnership } } });
        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }
        var problem = reader.IsDBNull(3) ? null : new HoldProblem(reader.GetString(3), reader.GetString(4));
        var row = new ActivationRow(
            partnership, reader.GetInt64(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetString(2), problem, reader.GetBoolean(5), reader.GetInt32(6), []);
        await reader.NextResultAsync(ct);
        var holds = new List<Hold>();
        while (await reader.ReadAsync(ct))
        {
            holds.Add(ReadHold(reader));
        }
        return row with { Holds = holds };
    }

    /// <summary>Locks the row for the one who decided on its present turn; false: somebody else went on meanwhile.</summary>
    public static async Task<bool> TakeTurnAsync(NpgsqlTransaction transaction, ActivationRow row, TimeSpan lease, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(TakeTurn, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = row.PartnershipId }, new() { Value = row.Turn }, new() { Value = lease.TotalSeconds } },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    public static void Plan(NpgsqlBatch batch, Guid partnership, string hash, IReadOnlyList<Wish> wishes, TimeSpan holdFor)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SetPlanned)
        {
            Parameters = { new() { Value = partnership }, new() { Value = holdFor.TotalSeconds }, new() { Value = hash } },
        });
        foreach (var wish in wishes)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertHold)
            {
                Parameters =
                {
                    new() { Value = Guid.CreateVersion7() }, new() { Value = partnership }, new() { Value = wish.Key }, new() { Value = Word(wish.Target) },
                    new() { Value = wish.By }, new() { Value = wish.For }, new() { Value = wish.TargetId },
                    new() { Value = (object?)wish.Contribution ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text }, new() { Value = wish.Quantity },
                    Time(wish.Slot?.From), Time(wish.Slot?.Until), new() { Value = (int)holdFor.TotalSeconds },
                },
            });
        }
    }

    public static void Change(NpgsqlBatch batch, IEnumerable<Hold> holds, HoldState state, bool isRefused = false) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SetState)
        {
            Parameters = { new() { Value = holds.Select(hold => hold.ReservationId).ToArray() }, new() { Value = Word(state) }, new() { Value = isRefused } },
        });

    /// <summary>All of it is taken back, and this is why.</summary>
    public static void Note(NpgsqlBatch batch, Guid partnership, HoldProblem problem) => batch.BatchCommands.Add(new NpgsqlBatchCommand(SetProblem)
    {
        Parameters = { new() { Value = partnership }, new() { Value = problem.Commitment }, new() { Value = problem.Code } },
    });

    /// <summary>It came to an end, good or bad; the next time begins anew.</summary>
    public static void Settle(NpgsqlBatch batch, Guid partnership) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SetSettled) { Parameters = { new() { Value = partnership } } });

    public static async Task RestAsync(NpgsqlDataSource db, ActivationRow row, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SetRest);
        command.Parameters.AddWithValue(row.PartnershipId);
        command.Parameters.AddWithValue(row.WantedVersion);
        command.Parameters.AddWithValue(row.Turn);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Nobody answered: it is looked at again after a while.</summary>
    public static async Task PauseAsync(NpgsqlDataSource db, ActivationRow row, TimeSpan pause, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SetPause);
        command.Parameters.AddWithValue(row.PartnershipId);
        command.Parameters.AddWithValue(row.WantedVersion);
        command.Parameters.AddWithValue(row.Turn);
        command.Parameters.AddWithValue(pause.TotalSeconds);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static Hold ReadHold(NpgsqlDataReader reader) => new(
        reader.GetGuid(0),
        new Wish(
            reader.GetString(1), reader.GetString(2) == "needs" ? HoldTarget.Needs : HoldTarget.Offers, reader.GetGuid(3), reader.GetGuid(4), reader.GetGuid(5),
            reader.IsDBNull(6) ? null : reader.GetString(6), reader.GetInt64(7),
            reader.IsDBNull(8) ? null : new HoldSlot(reader.GetFieldValue<DateTimeOffset>(8), reader.GetFieldValue<DateTimeOffset>(9))),
        Enum.Parse<HoldState>(reader.GetString(10), ignoreCase: true), reader.GetInt32(11), reader.GetBoolean(12));

    private static string Word(HoldTarget target) => target is HoldTarget.Needs ? "needs" : "offers";

    private static string Word(HoldState state) => state switch
    {
        HoldState.Planned => "planned",
        HoldState.Held => "held",
        HoldState.Confirmed => "confirmed",
        HoldState.Returning => "returning",
        _ => "returned",
    };

    private static NpgsqlParameter Time(DateTimeOffset? time) => new() { Value = (object?)time?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };
}
