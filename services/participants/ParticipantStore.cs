using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Participants;

/// <summary>Every statement about participants.</summary>
internal static class ParticipantStore
{
    private const string Insert = """
        INSERT INTO participants (id, name, sector, kind, cvr, municipality, contact_role, registered_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    private const string Select = """
        SELECT id, name, sector, kind, cvr, municipality, contact_role, suspended_at IS NOT NULL, registered_at
        FROM participants
        """;

    private const string SelectOne = Select + " WHERE id = $1";

    private const string SelectForUpdate = SelectOne + " FOR UPDATE";

    private const string SelectPage = Select + " WHERE id > $1 ORDER BY id LIMIT $2";

    private const string Suspend = "UPDATE participants SET suspended_at = $2, suspended_for = $3 WHERE id = $1";

    private const string Resume = "UPDATE participants SET suspended_at = NULL, suspended_for = NULL WHERE id = $1";

    private const string CloseBootstrap = "INSERT INTO bootstrap (done_at) VALUES ($1) ON CONFLICT DO NOTHING";

    /// <summary>The constraint that a second participant with the same CVR number violates.</summary>
    public const string OnePerCvr = "participants_share_no_cvr";

    public static NpgsqlBatchCommand Inserting(Participant participant) => new(Insert)
    {
        Parameters =
        {
            new() { Value = participant.Id },
            new() { Value = participant.Name },
            new() { Value = Words.Of(participant.Sector) },
            new() { Value = Words.Of(participant.Kind) },
            Text(participant.Cvr),
            Text(participant.Municipality),
            Text(participant.ContactRole),
            new() { Value = participant.RegisteredAt },
        },
    };

    public static NpgsqlBatchCommand Suspending(Guid id, string? reason, DateTimeOffset now) => new(Suspend)
    {
        Parameters = { new() { Value = id }, new() { Value = now }, Text(reason) },
    };

    public static NpgsqlBatchCommand Resuming(Guid id) => new(Resume) { Parameters = { new() { Value = id } } };

    public static async Task<Participant?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        command.Parameters.AddWithValue(id);
        return (await ReadAsync(command, ct)).SingleOrDefault();
    }

    /// <summary>The participant, which nobody else changes until this transaction ends.</summary>
    public static async Task<Participant?> LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectForUpdate, transaction.Connection, transaction) { Parameters = { new() { Value = id } } };
        return (await ReadAsync(command, ct)).SingleOrDefault();
    }

    public static async Task<List<Participant>> PageAsync(NpgsqlDataSource db, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPage);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, ct);
    }

    /// <summary>False when the first operator was made before.</summary>
    public static async Task<bool> TryCloseBootstrapAsync(NpgsqlTransaction transaction, DateTimeOffset now, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(CloseBootstrap, transaction.Connection, transaction) { Parameters = { new() { Value = now } } };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private static NpgsqlParameter Text(string? text) => new() { Value = (object?)text ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static async Task<List<Participant>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Participant>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new Participant(
                reader.GetGuid(0), reader.GetString(1), Words.Parse<Sector>(reader.GetString(2)), Words.Parse<ParticipantKind>(reader.GetString(3)),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5),
                reader.IsDBNull(6) ? null : reader.GetString(6),
                reader.GetBoolean(7) ? ParticipantState.Suspended : ParticipantState.Active,
                reader.GetFieldValue<DateTimeOffset>(8)));
        }
        return rows;
    }
}
