using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Opportunities.Filters;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>The statements that write events and who gets them.</summary>
internal static partial class LogStore
{
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

    /// <summary>Subscriptions that nobody else delivers to until the commit.</summary>
    /// <param name="Last">The newest sequence of each that still exists.</param>
    /// <param name="Paused">Which of them are paused, or belong to somebody who is suspended.</param>
    /// <param name="HasWebhooks">One of them at least is a webhook.</param>
    public sealed record Recipients(Dictionary<Guid, long> Last, HashSet<Guid> Paused, bool HasWebhooks);

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
}
