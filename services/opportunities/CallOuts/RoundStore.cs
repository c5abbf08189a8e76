using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Matching;
using SocialEnzyme.Hub.Opportunities.Volunteers;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Every statement about whom a round asks, and what the log knows of its need.</summary>
internal static class RoundStore
{
    private const string AskedThisWeek = """
        (SELECT count(*) FROM call_out_asks w WHERE w.volunteer_id = v.id AND w.asked_at > now() - interval '7 days' AND NOT w.is_test)
        """;

    // A box by index; the distance itself is computed outside. Whoever has a place at the same need by an earlier call-out is not asked for it again.
    private const string SelectCandidates = $"""
        SELECT v.id, v.holder_id, v.reference, v.latitude, v.longitude, v.radius_km, v.categories, v.skills, v.quiet_from, v.quiet_until,
            v.weekly_limit, {AskedThisWeek}
        FROM volunteers v
        WHERE v.latitude BETWEEN $3 AND $4 AND v.longitude BETWEEN $5 AND $6
            AND NOT EXISTS (SELECT FROM participants p WHERE p.id = v.holder_id AND p.is_suspended)
            AND NOT EXISTS (
                SELECT FROM call_out_asks a JOIN call_outs c ON c.id = a.call_out_id
                WHERE a.volunteer_id = v.id AND (a.call_out_id = $1 OR (c.need_id = $2 AND a.state = 'accepted' AND NOT a.is_test)))
        """;

    // Two call-outs that ask the same volunteer do it one after the other, so that the second sees the first against the weekly limit.
    private const string LockVolunteers = "SELECT id FROM volunteers WHERE id = ANY($1) ORDER BY id FOR UPDATE";

    private const string InsertAsks = $"""
        INSERT INTO call_out_asks (
            id, call_out_id, volunteer_id, holder_id, reference, distance_km, round, is_test, state, reservation_id, asked_at, changed_at)
        SELECT a.id, $1, v.id, v.holder_id, v.reference, a.km, $2, $3, 'asked', a.id, now(), now()
        FROM unnest($4, $5, $6) AS a (id, volunteer_id, km) JOIN volunteers v ON v.id = a.volunteer_id
        WHERE {AskedThisWeek} < v.weekly_limit
        ORDER BY a.id
        RETURNING holder_id
        """;

    private const string SelectNewest = "SELECT kind, version FROM events WHERE subject_id = $1 ORDER BY version DESC LIMIT 1";

    private const string SelectNewestWithData = """
        SELECT data FROM events WHERE subject_id = $1 AND kind IN ('need.published', 'need.updated', 'need.reopened') ORDER BY version DESC LIMIT 1
        """;

    /// <summary>What the log knows of a need.</summary>
    /// <param name="Kind">Of its newest event.</param>
    /// <param name="Need">Null: nothing but its end is known.</param>
    public sealed record KnownNeed(EventKind Kind, long Version, PublicNeed? Need);

    /// <summary>Null: the log knows nothing of it.</summary>
    public static async Task<KnownNeed?> FindNeedAsync(NpgsqlConnection connection, Guid need, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(SelectNewest) { Parameters = { new() { Value = need } } },
                new NpgsqlBatchCommand(SelectNewestWithData) { Parameters = { new() { Value = need } } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }
        var known = new KnownNeed(EventKind.Parse(reader.GetString(0)), reader.GetInt64(1), null);
        await reader.NextResultAsync(ct);
        return await reader.ReadAsync(ct)
            ? known with { Need = JsonSerializer.Deserialize<PublicNeed>(reader.GetString(0), EventCatalog.Json) }
            : known;
    }

    /// <summary>Shows everyone in the box to the chooser, one at a time.</summary>
    public static async Task ShowCandidatesAsync(
        NpgsqlTransaction transaction, CallOut callOut, GeoBox box, Action<Candidate> consider, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectCandidates, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = callOut.Id }, new() { Value = callOut.NeedId }, new() { Value = box.South }, new() { Value = box.North },
                new() { Value = box.West }, new() { Value = box.East },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            consider(new Candidate(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), new GeoPoint(reader.GetDouble(3), reader.GetDouble(4)), reader.GetDouble(5),
                reader.GetFieldValue<string[]>(6), reader.GetFieldValue<string[]>(7),
                reader.IsDBNull(8) ? null : new QuietHours(reader.GetFieldValue<TimeOnly>(8), reader.GetFieldValue<TimeOnly>(9)),
                reader.GetInt32(10), (int)reader.GetInt64(11)));
        }
    }

    /// <summary>Writes the asks, nearest first.</summary>
    /// <returns>The holder of each who was asked.</returns>
    public static async Task<List<Guid>> AskAsync(
        NpgsqlTransaction transaction, CallOut callOut, int round, IReadOnlyList<Chosen> chosen, CancellationToken ct)
    {
        var volunteers = chosen.Select(one => one.Volunteer.Id).ToArray();
        await using var locking = new NpgsqlCommand(LockVolunteers, transaction.Connection, transaction) { Parameters = { new() { Value = volunteers } } };
        await locking.ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand(InsertAsks, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = callOut.Id }, new() { Value = round }, new() { Value = callOut.IsTest },
                new() { Value = chosen.Select(_ => Guid.CreateVersion7()).Order().ToArray() }, new() { Value = volunteers },
                new() { Value = chosen.Select(one => one.DistanceKm).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var holders = new List<Guid>(chosen.Count);
        while (await reader.ReadAsync(ct))
        {
            holders.Add(reader.GetGuid(0));
        }
        return holders;
    }
}
