using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>Every statement about reports that changes them, or reads them in order to change them.</summary>
internal static class HoursStore
{
    public const string Columns = """
        h.id, h.batch_id, h.reporter_id, h.reporter_name, h.reference, h.partnership_id, h.party_id, h.kind, h.minutes, h.day, h.activity, h.volunteer,
        h.state, h.version, h.reported_at, h.decided_at, h.decided_by, h.reason, h.correction
        """;

    // Two imports of one reporter wait for each other: a day has 24 hours for both.
    private const string LockReporter = "SELECT pg_advisory_xact_lock(hashtextextended($1::text, 7))";

    private const string ByReference = $"SELECT {Columns} FROM hours h WHERE h.reporter_id = $1 AND h.reference = ANY($2)";

    private const string ById = $"SELECT {Columns} FROM hours h WHERE h.id = ANY($1)";

    private const string Waiting = $"""
        SELECT {Columns} FROM hours h WHERE h.batch_id = $1 AND (h.state IN ('reported', 'questioned') OR h.correction IS NOT NULL) ORDER BY h.id
        """;

    private const string PartnershipsOf = "SELECT DISTINCT partnership_id FROM hours WHERE id = ANY($1)";

    // What waits to be corrected fills a day with the larger of what it says and what it shall say.
    private const string Filled = """
        SELECT volunteer, day, sum(minutes)::integer FROM (
            SELECT w.volunteer, w.day, CASE WHEN h.day = (h.correction -> 'content' ->> 'day')::date
                THEN greatest(h.minutes, (h.correction -> 'content' ->> 'minutes')::integer) ELSE h.minutes END AS minutes
            FROM unnest($2, $3) AS w (volunteer, day)
            JOIN hours h ON h.reporter_id = $1 AND h.volunteer = w.volunteer AND h.day = w.day AND h.state <> 'rejected' AND h.id <> ALL($4)
            UNION ALL
            SELECT w.volunteer, w.day, (h.correction -> 'content' ->> 'minutes')::integer
            FROM unnest($2, $3) AS w (volunteer, day)
            JOIN hours h ON h.reporter_id = $1 AND h.correction IS NOT NULL AND h.volunteer = w.volunteer
                AND h.day <> w.day AND (h.correction -> 'content' ->> 'day')::date = w.day AND h.id <> ALL($4)) AS filled
        GROUP BY 1, 2
        """;

    private const string Rivals = """
        SELECT DISTINCT k.partnership_id, k.twin FROM unnest($2, $3) AS k (partnership_id, twin)
        JOIN hours h ON h.partnership_id = k.partnership_id AND h.twin = k.twin AND h.reporter_id <> $1 AND h.state <> 'rejected'
        """;

    private const string Keep = """
        INSERT INTO hours (id, batch_id, reporter_id, reporter_name, reference, partnership_id, party_id, kind, minutes, day, activity, volunteer,
            twin, state, version, reported_at, decided_at, decided_by, reason, correction)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
        ON CONFLICT (id) DO UPDATE SET batch_id = excluded.batch_id, reporter_name = excluded.reporter_name, party_id = excluded.party_id,
            kind = excluded.kind, minutes = excluded.minutes, day = excluded.day, activity = excluded.activity, volunteer = excluded.volunteer,
            twin = excluded.twin, state = excluded.state, version = excluded.version, reported_at = excluded.reported_at,
            decided_at = excluded.decided_at, decided_by = excluded.decided_by, reason = excluded.reason, correction = excluded.correction
        """;

    // Two systems reported the same: both wait. When only one is left, it waits as any other does.
    private const string Question = """
        UPDATE hours SET state = CASE WHEN asked.is_twin THEN 'questioned' ELSE 'reported' END, version = version + 1
        FROM (
            SELECT h.id, EXISTS (SELECT FROM hours o WHERE o.partnership_id = h.partnership_id AND o.twin = h.twin
                AND o.reporter_id <> h.reporter_id AND o.state <> 'rejected') AS is_twin
            FROM unnest($1, $2) AS k (partnership_id, twin)
            JOIN hours h ON h.partnership_id = k.partnership_id AND h.twin = k.twin AND h.state IN ('reported', 'questioned')) AS asked
        WHERE hours.id = asked.id AND (hours.state = 'questioned') <> asked.is_twin
        """;

    public static async Task LockReporterAsync(NpgsqlTransaction transaction, Guid reporter, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockReporter, transaction.Connection, transaction) { Parameters = { new() { Value = reporter.ToString() } } };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static Task<List<HoursReport>> FindAsync(NpgsqlTransaction transaction, Guid reporter, string[] references, CancellationToken ct) =>
        ReadAsync(new NpgsqlCommand(ByReference, transaction.Connection, transaction) { Parameters = { new() { Value = reporter }, new() { Value = references } } }, ct);

    public static Task<List<HoursReport>> FindAsync(NpgsqlTransaction transaction, Guid[] ids, CancellationToken ct) =>
        ReadAsync(new NpgsqlCommand(ById, transaction.Connection, transaction) { Parameters = { new() { Value = ids } } }, ct);

    /// <summary>Those of a batch that somebody must decide on.</summary>
    public static Task<List<HoursReport>> FindWaitingAsync(NpgsqlTransaction transaction, Guid batch, CancellationToken ct) =>
        ReadAsync(new NpgsqlCommand(Waiting, transaction.Connection, transaction) { Parameters = { new() { Value = batch } } }, ct);

    /// <summary>Where these reports are: they never move.</summary>
    public static async Task<List<Guid>> ListPartnershipsAsync(NpgsqlTransaction transaction, Guid[] ids, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(PartnershipsOf, transaction.Connection, transaction) { Parameters = { new() { Value = ids } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(reader.GetGuid(0));
        }
        return found;
    }

    /// <summary>How much of these days the reporter's reports fill, without those that are left out.</summary>
    public static async Task<Dictionary<(string Volunteer, DateOnly Day), int>> SumDaysAsync(
        NpgsqlTransaction transaction, Guid reporter, IReadOnlyCollection<(string Volunteer, DateOnly Day)> days, Guid[] without, CancellationToken ct)
    {
        var filled = new Dictionary<(string, DateOnly), int>();
        if (days.Count == 0)
        {
            return filled;
        }
        await using var command = new NpgsqlCommand(Filled, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = reporter }, new() { Value = days.Select(day => day.Volunteer).ToArray() },
                new() { Value = days.Select(day => day.Day).ToArray() }, new() { Value = without },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            filled[(reader.GetString(0), reader.GetFieldValue<DateOnly>(1))] = reader.GetInt32(2);
        }
        return filled;
    }

    /// <summary>Which of these another reporter has reported too.</summary>
    public static async Task<HashSet<(Guid Partnership, Guid Twin)>> FindRivalsAsync(
        NpgsqlTransaction transaction, Guid reporter, IReadOnlyCollection<(Guid Partnership, Guid Twin)> keys, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Rivals, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = reporter }, new() { Value = keys.Select(key => key.Partnership).ToArray() }, new() { Value = keys.Select(key => key.Twin).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rivals = new HashSet<(Guid, Guid)>();
        while (await reader.ReadAsync(ct))
        {
            rivals.Add((reader.GetGuid(0), reader.GetGuid(1)));
        }
        return rivals;
    }

    /// <summary>Writes reports as they are now, new ones and changed ones.</summary>
    public static void Save(NpgsqlBatch batch, IReadOnlyCollection<HoursReport> reports)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Keep)
        {
            Parameters =
            {
                Column(reports, hours => hours.Id),
                Column(reports, hours => hours.BatchId),
                Column(reports, hours => hours.ReporterId),
                Column(reports, hours => hours.ReporterName),
                Column(reports, hours => hours.Reference),
                Column(reports, hours => hours.Content.PartnershipId),
                Column(reports, hours => hours.Content.PartyId),
                Column(reports, hours => hours.Content.Kind.Word()),
                Column(reports, hours => hours.Content.Minutes),
                Column(reports, hours => hours.Content.Day),
                Column(reports, hours => hours.Content.Activity),
                Column(reports, hours => hours.Content.Volunteer, NpgsqlDbType.Text),
                Column(reports, hours => hours.Content.Twin),
                Column(reports, hours => hours.State.Word()),
                Column(reports, hours => hours.Version),
                Column(reports, hours => hours.ReportedAt),
                Column(reports, hours => hours.DecidedAt, NpgsqlDbType.TimestampTz),
                Column(reports, hours => hours.DecidedBy, NpgsqlDbType.Uuid),
                Column(reports, hours => hours.Reason, NpgsqlDbType.Text),
                Column(reports, hours => hours.Correction is { } correction ? JsonSerializer.Serialize(correction, Json) : null, NpgsqlDbType.Jsonb),
            },
        });
    }

    /// <summary>Marks what two reporters may both have reported, and unmarks what only one has left.</summary>
    public static void AddQuestions(NpgsqlBatch batch, IReadOnlyCollection<(Guid Partnership, Guid Twin)> keys) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Question)
        {
            Parameters = { new() { Value = keys.Select(key => key.Partnership).ToArray() }, new() { Value = keys.Select(key => key.Twin).ToArray() } },
        });

    public static async Task<List<HoursReport>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var _ = command;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var reports = new List<HoursReport>();
        while (await reader.ReadAsync(ct))
        {
            reports.Add(Read(reader));
        }
        return reports;
    }

    private static HoursReport Read(NpgsqlDataReader row) => new()
    {
        Id = row.GetGuid(0),
        BatchId = row.GetGuid(1),
        ReporterId = row.GetGuid(2),
        ReporterName = row.GetString(3),
        Reference = row.GetString(4),
        Content = new HoursContent(
            row.GetGuid(5), row.GetGuid(6), HoursWords.Kind(row.GetString(7)), row.GetInt32(8), row.GetFieldValue<DateOnly>(9), row.GetString(10),
            row.IsDBNull(11) ? null : row.GetString(11)),
        State = HoursWords.State(row.GetString(12)),
        Version = row.GetInt64(13),
        ReportedAt = row.GetFieldValue<DateTimeOffset>(14),
        DecidedAt = row.IsDBNull(15) ? null : row.GetFieldValue<DateTimeOffset>(15),
        DecidedBy = row.IsDBNull(16) ? null : row.GetGuid(16),
        Reason = row.IsDBNull(17) ? null : row.GetString(17),
        Correction = row.IsDBNull(18) ? null : JsonSerializer.Deserialize<Correction>(row.GetString(18), Json),
    };

    private static readonly JsonSerializerOptions Json = new(HubJson.Options) { UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Skip };

    private static NpgsqlParameter Column<T>(IReadOnlyCollection<HoursReport> reports, Func<HoursReport, T> value, NpgsqlDbType? type = null)
    {
        var parameter = new NpgsqlParameter { Value = reports.Select(value).ToArray() };
        if (type is { } known)
        {
            parameter.NpgsqlDbType = NpgsqlDbType.Array | known;
        }
        return parameter;
    }
}
