using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>Every statement about subjects, their events and who gets them; here those that open a transaction of the log.</summary>
internal static partial class LogStore
{
    // A plan is kept for the session: one that was made while a table was small would read all of it for every commit when it is large. And
    // whoever plans anew each time spends more on that than on the work: all of it goes by keys.
    private const string KeepPlans = "SET LOCAL plan_cache_mode TO force_generic_plan";
    private const string GoByIndex = "SET LOCAL enable_seqscan TO off";

    // Everybody takes the rows in id order, new ones first: no two writers wait for each other in a circle.
    private const string EnsureSubjects = "INSERT INTO subjects (id, version) SELECT unnest($1), 0 ON CONFLICT DO NOTHING";

    // Those that were just added are this transaction's anyhow.
    private const string LockSubjects =
        "SELECT id FROM subjects WHERE id = ANY($1) AND xmin <> pg_current_xact_id()::xid ORDER BY id FOR UPDATE";

    // After the locks: whoever waited for one would else join the row's new version with the event of the old.
    private const string SelectSubjects = """
        SELECT s.id, s.version, s.event_id, e.subscriptions, s.has_matches
        FROM subjects s LEFT JOIN events e ON e.id = s.event_id
        WHERE s.id = ANY($1)
        """;

    // Revisions become visible in order, so what is seen here is complete up to the highest. Who does not follow needs has no filter to ask.
    private const string SubscriptionsSince = """
        SELECT DISTINCT ON (subscription_id) revision, subscription_id, CASE WHEN 'needs' = ANY (topics) THEN filter END
        FROM subscription_versions
        WHERE revision > $1
        ORDER BY subscription_id, revision DESC
        """;

    // One snapshot: the revision is that of the subscriptions beside it.
    private const string SelectAudience = """
        SELECT wanted.event_id, r.last, s.id
        FROM unnest($1, $2, $3) AS wanted (event_id, participant_id, topic)
        CROSS JOIN subscription_revision r
        LEFT JOIN subscriptions s ON s.participant_id = wanted.participant_id AND wanted.topic = ANY (s.topics)
        """;

    /// <param name="Filter">Null: it is gone, or does not follow needs.</param>
    public sealed record Changed(long Revision, Guid SubscriptionId, Filter? Filter);

    /// <summary>The subscriptions that a notice is for, and when they were.</summary>
    public sealed record Audience(List<Guid> Subscriptions, long Revision);

    /// <summary>What is known when the subjects of a batch are locked.</summary>
    /// <param name="Fresh">The messages that were not seen before.</param>
    public sealed record Opened(
        HashSet<Guid> Fresh, Dictionary<Guid, LockedSubject> Subjects, List<Changed> Changes, List<OfferStore.Changed> Offers, Dictionary<Guid, Audience> Audiences);

    /// <summary>
    /// Claims the messages, locks the subjects, reads what changed among subscriptions and offers since the revisions of each, and whom the notices
    /// are for: one round trip.
    /// </summary>
    public static async Task<Opened> OpenAsync(
        NpgsqlTransaction transaction, string consumer, IReadOnlyList<SubjectEvent> events, long revision, long offers, CancellationToken ct)
    {
        Guid[] ids = [.. events.Select(item => item.SubjectId).Distinct().Order()];
        var wanted = events.OfType<Notice>().SelectMany(notice => notice.Audience, (notice, participant) => (Notice: notice, Participant: participant)).ToList();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(KeepPlans),
                new NpgsqlBatchCommand(GoByIndex),
                Inbox.ClaimCommand(consumer, [.. events.Select(item => item.Id).Distinct().Order()]),
                new NpgsqlBatchCommand(OfferStore.EnterMatching),
                new NpgsqlBatchCommand(EnsureSubjects) { Parameters = { Ids(ids) } },
                new NpgsqlBatchCommand(LockSubjects) { Parameters = { Ids(ids) } },
                new NpgsqlBatchCommand(SelectSubjects) { Parameters = { Ids(ids) } },
                new NpgsqlBatchCommand(SubscriptionsSince) { Parameters = { new() { Value = revision } } },
                new NpgsqlBatchCommand(OfferStore.SelectSince) { Parameters = { new() { Value = offers } } },
            },
        };
        if (wanted.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(SelectAudience)
            {
                Parameters =
                {
                    Ids([.. wanted.Select(one => one.Notice.Id)]), Ids([.. wanted.Select(one => one.Participant)]),
                    new() { Value = wanted.Select(one => Topics.Word(one.Notice.Kind.Topic)).ToArray() },
                },
            });
        }
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var fresh = await Inbox.ReadClaimedAsync(reader, ct);
        await reader.NextResultAsync(ct);
        // What the two locks answer is of no interest.
        await reader.NextResultAsync(ct);
        await reader.NextResultAsync(ct);
        var subjects = await ReadSubjectsAsync(reader, ct);
        await reader.NextResultAsync(ct);
        var changes = await ReadChangesAsync(reader, ct);
        await reader.NextResultAsync(ct);
        var changed = await OfferStore.ReadChangesAsync(reader, ct);
        return new Opened(fresh, subjects, changes, changed, await reader.NextResultAsync(ct) ? await ReadAudiencesAsync(reader, ct) : []);
    }

    /// <summary>What changed among the subscriptions since a revision.</summary>
    public static async Task<List<Changed>> ChangesSinceAsync(NpgsqlDataSource db, long revision, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SubscriptionsSince);
        command.Parameters.Add(new() { Value = revision });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadChangesAsync(reader, ct);
    }

    private static async Task<Dictionary<Guid, LockedSubject>> ReadSubjectsAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var subjects = new Dictionary<Guid, LockedSubject>();
        while (await reader.ReadAsync(ct))
        {
            subjects[reader.GetGuid(0)] = new LockedSubject(
                reader.GetGuid(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetGuid(2),
                reader.IsDBNull(3) ? [] : reader.GetFieldValue<Guid[]>(3))
            { HasMatches = reader.GetBoolean(4) };
        }
        return subjects;
    }

    private static async Task<List<Changed>> ReadChangesAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var changes = new List<Changed>();
        while (await reader.ReadAsync(ct))
        {
            changes.Add(new(reader.GetInt64(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : FilterJson.Parse(reader.GetString(2))));
        }
        return changes;
    }

    private static async Task<Dictionary<Guid, Audience>> ReadAudiencesAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var audiences = new Dictionary<Guid, Audience>();
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetGuid(0);
            if (!audiences.TryGetValue(id, out var audience))
            {
                audiences[id] = audience = new Audience([], reader.GetInt64(1));
            }
            if (!reader.IsDBNull(2))
            {
                audience.Subscriptions.Add(reader.GetGuid(2));
            }
        }
        return audiences;
    }

    private static NpgsqlParameter Ids(Guid[] ids) => new() { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    private static NpgsqlParameter Texts(string?[] texts) => new() { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Numbers(long[] numbers) => new() { Value = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
}
