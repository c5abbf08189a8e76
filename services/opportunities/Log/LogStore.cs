using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>Every statement about subjects, their events and who gets them.</summary>
internal static class LogStore
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

    // Streams are handed what is committed here; whether one is paused, or whose it is suspended, is told by the database alone, whichever
    // replica heard of it.
    private const string LockSequences = """
        SELECT q.subscription_id, q.last, s.state = 'paused' OR t.is_suspended IS TRUE, s.channel = 'webhook'
        FROM subscription_sequences q
        JOIN subscriptions s ON s.id = q.subscription_id
        LEFT JOIN participants t ON t.id = s.participant_id
        WHERE q.subscription_id = ANY($1)
        ORDER BY q.subscription_id
        FOR UPDATE OF q
        """;

    // Lists do not fit into unnest: those of an event come as their text. The sequences are locked; who is gone from them gets nothing.
    private const string InsertEvents = """
        WITH added AS (
            INSERT INTO events
                (id, subject_id, version, kind, at, expires_at, municipality, traceparent, revision, subscriptions, sequences, superseded_by, data,
                 outside_id, correlation_id)
            SELECT new.id, subject_id, version, kind, at, expires_at, municipality, traceparent, revision, got.subscriptions, got.sequences,
                superseded_by, data, outside_id, correlation_id
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS new
                (id, subject_id, version, kind, at, expires_at, municipality, traceparent, revision, recipients, places, superseded_by, data,
                 outside_id, correlation_id)
            CROSS JOIN LATERAL (
                SELECT COALESCE(array_agg(q.subscription_id), '{}') AS subscriptions, COALESCE(array_agg(q.last + one.place), '{}') AS sequences
                FROM unnest(new.recipients::uuid[], new.places::bigint[]) AS one (id, place)
                JOIN subscription_sequences q ON q.subscription_id = one.id) got
            RETURNING id, subscriptions, sequences)
        INSERT INTO deliveries (subscription_id, sequence, event_id)
        SELECT unnest(subscriptions), unnest(sequences), id FROM added
        """;

    private const string Supersede = """
        UPDATE events SET superseded_by = later.id FROM unnest($1, $2) AS later (supersedes, id) WHERE events.id = later.supersedes
        """;

    private const string RaiseSubjects = """
        UPDATE subjects SET
            version = newest.version, event_id = newest.event_id, is_open = newest.is_open, outcome = newest.outcome,
            owner_id = COALESCE(newest.owner_id, subjects.owner_id)
        FROM unnest($1, $2, $3, $4, $5, $6) AS newest (id, version, event_id, is_open, outcome, owner_id)
        WHERE subjects.id = newest.id
        """;

    private const string RaiseSequences = """
        UPDATE subscription_sequences SET last = last + raised.steps FROM unnest($1, $2) AS raised (id, steps) WHERE subscription_id = raised.id
        """;

    private const string SelectPage = """
        SELECT d.sequence, e.superseded_by, e.id, e.subject_id, e.kind, e.at, e.expires_at, e.municipality, e.traceparent, e.data, e.outside_id, e.correlation_id
        FROM deliveries d JOIN events e ON e.id = d.event_id
        WHERE d.subscription_id = $1 AND d.sequence > $2
        ORDER BY d.sequence
        LIMIT $3
        """;

    private const string SelectEvents = """
        SELECT id, subject_id, kind, at, expires_at, municipality, traceparent, data, outside_id, correlation_id FROM events WHERE id = ANY($1)
        """;

    private const string SelectMatched = "SELECT subscriptions, sequences, revision, superseded_by FROM events WHERE id = $1";

    /// <param name="Filter">Null: it is gone, or does not follow needs.</param>
    public sealed record Changed(long Revision, Guid SubscriptionId, Filter? Filter);

    /// <summary>The subscriptions that a notice is for, and when they were.</summary>
    public sealed record Audience(List<Guid> Subscriptions, long Revision);

    /// <summary>What is known when the subjects of a batch are locked.</summary>
    /// <param name="Fresh">The messages that were not seen before.</param>
    public sealed record Opened(
        HashSet<Guid> Fresh, Dictionary<Guid, LockedSubject> Subjects, List<Changed> Changes, List<OfferStore.Changed> Offers, Dictionary<Guid, Audience> Audiences);

    /// <summary>Subscriptions that nobody else delivers to until the commit.</summary>
    /// <param name="Last">The newest sequence of each that still exists.</param>
    /// <param name="Paused">Which of them are paused, or belong to somebody who is suspended.</param>
    /// <param name="HasWebhooks">One of them at least is a webhook.</param>
    public sealed record Recipients(Dictionary<Guid, long> Last, HashSet<Guid> Paused, bool HasWebhooks);

    public sealed record Row(long Sequence, LogEvent Event, Guid? SupersededBy);

    public sealed record Matched(Guid[] Subscriptions, long[] Sequences, long Revision, Guid? SupersededBy);

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

    public static async Task<Recipients> LockRecipientsAsync(NpgsqlTransaction transaction, Guid[] subscriptions, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockSequences, transaction.Connection, transaction) { Parameters = { Ids(subscriptions) } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadRecipientsAsync(reader, ct);
    }

    /// <summary>Locks whom the events are for, writes the events and what they raise, and commits: one round trip.</summary>
    /// <returns>The recipients as they were before.</returns>
    public static async Task<Recipients> CommitAsync(NpgsqlTransaction transaction, LogBatch log, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand(LockSequences) { Parameters = { Ids([.. log.Raises.Keys.Order()]) } },
                Insert(log),
            },
        };
        var supersedes = log.Entries.Where(entry => entry.Supersedes is not null && !log.Holds(entry.Supersedes.Value)).ToList();
        if (supersedes.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Supersede)
            {
                Parameters = { Ids([.. supersedes.Select(entry => entry.Supersedes!.Value)]), Ids([.. supersedes.Select(entry => entry.Event.Id)]) },
            });
        }
        batch.BatchCommands.Add(new NpgsqlBatchCommand(RaiseSubjects)
        {
            Parameters =
            {
                Ids([.. log.Subjects.Select(subject => subject.Id)]), Numbers([.. log.Subjects.Select(subject => subject.Version)]),
                Ids([.. log.Subjects.Select(subject => subject.EventId!.Value)]),
                new() { Value = log.Subjects.Select(subject => subject.Need is not null).ToArray() },
                Texts([.. log.Subjects.Select(subject => subject.Need?.Outcome is { } outcome ? Words.InCapitals(outcome) : null)]),
                new()
                {
                    Value = log.Subjects.Select(subject => subject.Need?.PublisherId).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid,
                },
            },
        });
        if (log.Raises.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(RaiseSequences)
            {
                Parameters = { Ids([.. log.Raises.Keys]), Numbers([.. log.Raises.Values]) },
            });
        }
        // Where a statement before it fails, the server skips the rest, this among it; the transaction is then rolled back when it is disposed.
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var recipients = await ReadRecipientsAsync(reader, ct);
        // To the end: only then is it known that it was committed.
        while (await reader.NextResultAsync(ct))
        {
        }
        return recipients;
    }

    private static async Task<Recipients> ReadRecipientsAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var (last, paused, hasWebhooks) = (new Dictionary<Guid, long>(), new HashSet<Guid>(), false);
        while (await reader.ReadAsync(ct))
        {
            last[reader.GetGuid(0)] = reader.GetInt64(1);
            if (reader.GetBoolean(2))
            {
                paused.Add(reader.GetGuid(0));
            }
            hasWebhooks |= reader.GetBoolean(3);
        }
        return new(last, paused, hasWebhooks);
    }

    /// <summary>The next rows of a subscription with their events; those that the cache holds are not read twice.</summary>
    public static async Task<List<Row>> PageAsync(NpgsqlDataSource db, EventCache cache, Guid subscription, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPage);
        command.Parameters.Add(new() { Value = subscription });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<Row>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(new(reader.GetInt64(0), cache.Find(reader.GetGuid(2)) ?? cache.Add(ReadEvent(reader, 2)), reader.IsDBNull(1) ? null : reader.GetGuid(1)));
        }
        return rows;
    }

    public static async Task<List<LogEvent>> EventsAsync(NpgsqlDataSource db, Guid[] ids, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectEvents);
        command.Parameters.Add(Ids(ids));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<LogEvent>();
        while (await reader.ReadAsync(ct))
        {
            events.Add(ReadEvent(reader, 0));
        }
        return events;
    }

    /// <summary>Null: there is no such event.</summary>
    public static async Task<Matched?> MatchedAsync(NpgsqlDataSource db, Guid eventId, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectMatched);
        command.Parameters.Add(new() { Value = eventId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Matched(
                reader.GetFieldValue<Guid[]>(0), reader.GetFieldValue<long[]>(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetGuid(3))
            : null;
    }

    private static LogEvent ReadEvent(NpgsqlDataReader row, int from) => new(
        row.GetGuid(from), row.GetGuid(from + 1), EventKind.Parse(row.GetString(from + 2)),
        row.GetFieldValue<DateTimeOffset>(from + 3), row.IsDBNull(from + 4) ? null : row.GetFieldValue<DateTimeOffset>(from + 4),
        row.IsDBNull(from + 5) ? null : row.GetString(from + 5), row.IsDBNull(from + 6) ? null : row.GetString(from + 6),
        row.GetFieldValue<byte[]>(from + 7))
    {
        OutsideId = row.IsDBNull(from + 8) ? null : row.GetGuid(from + 8),
        CorrelationId = row.IsDBNull(from + 9) ? null : row.GetGuid(from + 9),
    };

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

    private static NpgsqlBatchCommand Insert(LogBatch log)
    {
        return new NpgsqlBatchCommand(InsertEvents)
        {
            Parameters =
            {
                Column(entry => entry.Event.Id, NpgsqlDbType.Uuid), Column(entry => entry.Event.SubjectId, NpgsqlDbType.Uuid),
                Column(entry => entry.Version, NpgsqlDbType.Bigint), Column(entry => entry.Event.Kind.Word, NpgsqlDbType.Text),
                Column(entry => entry.Event.At, NpgsqlDbType.TimestampTz), Column(entry => entry.Event.ExpiresAt, NpgsqlDbType.TimestampTz),
                Column(entry => entry.Event.Municipality, NpgsqlDbType.Text), Column(entry => entry.Event.Traceparent, NpgsqlDbType.Text),
                Column(entry => entry.Revision, NpgsqlDbType.Bigint),
                Texts([.. log.Entries.Select(entry => $"{{{string.Join(',', entry.Recipients)}}}")]),
                Texts([.. log.Entries.Select(entry => $"{{{string.Join(',', log.PlacesOf(entry))}}}")]),
                Column(log.SupersederOf, NpgsqlDbType.Uuid), Column(entry => entry.Event.Data, NpgsqlDbType.Text),
                Column(entry => entry.Event.OutsideId, NpgsqlDbType.Uuid), Column(entry => entry.Event.CorrelationId, NpgsqlDbType.Uuid),
            },
        };

        NpgsqlParameter Column<T>(Func<LogEntry, T> value, NpgsqlDbType type) =>
            new() { Value = log.Entries.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
    }

    private static NpgsqlParameter Ids(Guid[] ids) => new() { Value = ids, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid };

    private static NpgsqlParameter Texts(string?[] texts) => new() { Value = texts, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Numbers(long[] numbers) => new() { Value = numbers, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
}
