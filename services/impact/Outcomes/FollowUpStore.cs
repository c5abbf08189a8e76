using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>Finds measures whose follow-up is due.</summary>
internal static class FollowUpStore
{
    // What stopped on the way has nothing to be followed; what was completed has most of all.
    private const string ListDue = """
        SELECT p.id, p.title, m.participant_id, m.key, m.what, m.unit, f.months, f.due
        FROM partnerships p JOIN agreed_measures m ON m.partnership_id = p.id
        CROSS JOIN LATERAL (
            SELECT months, ((m.agreed_at AT TIME ZONE 'Europe/Copenhagen')::date + make_interval(months => months))::date AS due
            FROM unnest(ARRAY[12, 36]) AS months) f
        WHERE f.due <= $2 AND p.state IN ('active', 'completed')
          AND EXISTS (
              SELECT FROM partnership_parties me
              WHERE me.partnership_id = p.id AND me.participant_id = $1 AND me.until IS NULL AND me.standing IN ('joined', 'consented'))
          AND NOT EXISTS (
              SELECT FROM results r
              WHERE r.partnership_id = p.id AND r.owner_id = m.participant_id AND r.measure_key = m.key AND r.follow_up = f.months)
        ORDER BY f.due, p.id, m.key, f.months, m.participant_id
        OFFSET $3 LIMIT $4
        """;

    /// <summary>Those of the partnerships at whose table the caller is.</summary>
    public static async Task<List<DueFollowUp>> ListDueAsync(NpgsqlDataSource db, Caller caller, DateOnly dueBy, int skip, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(ListDue);
        command.Parameters.Add(new() { Value = caller.ParticipantId });
        command.Parameters.Add(new() { Value = dueBy });
        command.Parameters.Add(new() { Value = skip });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<DueFollowUp>();
        while (await reader.ReadAsync(ct))
        {
            due.Add(new DueFollowUp(
                reader.GetGuid(0), reader.GetString(1), reader.GetGuid(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
                reader.GetInt32(6), reader.GetFieldValue<DateOnly>(7))
            { Number = skip + due.Count + 1 });
        }
        return due;
    }
}
