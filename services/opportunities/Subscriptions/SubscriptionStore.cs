using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Opportunities.Filters;

namespace SocialEnzyme.Hub.Opportunities.Subscriptions;

/// <summary>Every statement about subscriptions.</summary>
internal static class SubscriptionStore
{
    private const string Columns = """
        s.id, s.participant_id, s.name, s.filter, s.channel, s.url, s.state, s.version, q.last, p.acknowledged, s.created_at, s.topics
        FROM subscriptions s
        JOIN subscription_sequences q ON q.subscription_id = s.id
        JOIN subscription_progress p ON p.subscription_id = s.id
        """;

    private const string SelectOne = $"SELECT {Columns} WHERE s.id = $1 AND s.participant_id = $2";

    private const string SelectLocked = $"{SelectOne} FOR UPDATE OF s";

    private const string SelectPage = $"SELECT {Columns} WHERE s.participant_id = $1 AND s.id > $2 ORDER BY s.id LIMIT $3";

    // Whoever holds this row is the only one who changes subscriptions: numbers become visible in the order they are drawn.
    private const string NextRevision = "UPDATE subscription_revision SET last = last + 1 RETURNING last";

    private const string Count = "SELECT count(*) FROM subscriptions WHERE participant_id = $1";

    private const string CountActive = """
        SELECT count(*) FROM subscriptions s LEFT JOIN participants t ON t.id = s.participant_id
        WHERE s.id = ANY ($1) AND s.participant_id <> $2 AND s.state = 'active' AND t.is_suspended IS NOT TRUE
        """;

    private const string Insert = """
        INSERT INTO subscriptions (id, participant_id, name, filter, channel, url, state, version, created_at, topics)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        """;

    private const string InsertSequence = "INSERT INTO subscription_sequences (subscription_id, last) VALUES ($1, 0)";

    private const string InsertProgress = "INSERT INTO subscription_progress (subscription_id, acknowledged, attempted) VALUES ($1, 0, 0)";

    private const string InsertVersion =
        "INSERT INTO subscription_versions (revision, subscription_id, version, filter, topics, at) VALUES ($1, $2, $3, $4, $5, $6)";

    private const string Update =
        "UPDATE subscriptions SET name = $2, filter = $3, channel = $4, url = $5, state = $6, version = $7, topics = $8 WHERE id = $1";

    private const string UpdateState = "UPDATE subscriptions SET state = $2 WHERE id = $1";

    // The sequence goes first: a match that holds it finishes, and none comes after.
    private static readonly string[] Delete =
    [
        "DELETE FROM subscription_sequences WHERE subscription_id = $1",
        "DELETE FROM subscription_progress WHERE subscription_id = $1",
        "DELETE FROM endpoints WHERE subscription_id = $1",
        "DELETE FROM subscriptions WHERE id = $1",
    ];

    // Two streams of one subscription may tell of it in any order.
    private const string Advance = """
        UPDATE subscription_progress SET acknowledged = greatest(acknowledged, $2), attempted = greatest(attempted, $3)
        WHERE subscription_id = $1 AND (acknowledged < $2 OR attempted < $3)
        """;

    private const string SelectStanding = """
        SELECT s.state, COALESCE(t.is_suspended, false), q.last, p.acknowledged, p.attempted
        FROM subscriptions s
        JOIN subscription_sequences q ON q.subscription_id = s.id
        JOIN subscription_progress p ON p.subscription_id = s.id
        LEFT JOIN participants t ON t.id = s.participant_id
        WHERE s.id = $1
        """;

    private const string SetSuspended = """
        INSERT INTO participants (id, is_suspended, at) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET is_suspended = excluded.is_suspended, at = excluded.at WHERE participants.at < excluded.at
        """;

    private const string SelectOfParticipant = "SELECT id FROM subscriptions WHERE participant_id = $1";

    /// <summary>Whether events may be sent, and how far they are.</summary>
    public sealed record Standing(SubscriptionState State, bool IsSuspended, long Last, long Acknowledged, long Attempted)
    {
        /// <summary>True when an open stream may go on: an address that is not confirmed is the webhook's affair.</summary>
        public bool MayStream => State != SubscriptionState.Paused && !IsSuspended;
    }

    /// <summary>Null also when it is another's.</summary>
    public static async Task<Subscription?> FindAsync(NpgsqlDataSource db, Guid id, Guid participant, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = participant });
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    /// <summary>The same under the lock that every change takes.</summary>
    public static async Task<(long Revision, Subscription? Subscription)> LockAsync(
        NpgsqlTransaction transaction, Guid id, Guid participant, CancellationToken ct)
    {
        var revision = await NextRevisionAsync(transaction, ct);
        await using var command = new NpgsqlCommand(SelectLocked, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = id }, new() { Value = participant } },
        };
        return (revision, (await ReadAsync(command, ct)).FirstOrDefault());
    }

    public static async Task<List<Subscription>> ListAsync(NpgsqlDataSource db, Guid participant, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPage);
        command.Parameters.Add(new() { Value = participant });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, ct);
    }

    public static async Task<long> NextRevisionAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(NextRevision, transaction.Connection, transaction);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task<long> CountAsync(NpgsqlTransaction transaction, Guid participant, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Count, transaction.Connection, transaction) { Parameters = { new() { Value = participant } } };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task<long> CountAsync(NpgsqlDataSource db, Guid participant, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Count);
        command.Parameters.Add(new() { Value = participant });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>How many of these are sent to just now, and are not this participant's.</summary>
    public static async Task<int> CountActiveAsync(NpgsqlDataSource db, Guid[] ids, Guid except, CancellationToken ct)
    {
        await using var command = db.CreateCommand(CountActive);
        command.Parameters.Add(new() { Value = ids });
        command.Parameters.Add(new() { Value = except });
        return (int)(long)(await command.ExecuteScalarAsync(ct))!;
    }

    public static void Add(NpgsqlBatch batch, Subscription subscription)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Insert)
        {
            Parameters =
            {
                new() { Value = subscription.Id }, new() { Value = subscription.ParticipantId }, new() { Value = subscription.Name },
                new() { Value = FilterJson.ToJson(subscription.Filter) }, new() { Value = Word(subscription.Channel) },
                Text(subscription.Url), new() { Value = Word(subscription.State) }, new() { Value = subscription.Version },
                new() { Value = subscription.CreatedAt }, Words(subscription.Topics),
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertSequence) { Parameters = { new() { Value = subscription.Id } } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertProgress) { Parameters = { new() { Value = subscription.Id } } });
    }

    /// <summary>What matching and every later question about the past will see.</summary>
    public static void AddVersion(NpgsqlBatch batch, long revision, Subscription subscription, DateTimeOffset at) =>
        AddVersion(batch, revision, subscription, FilterJson.ToJson(subscription.Filter), at);

    /// <summary>From here on the subscription is gone.</summary>
    public static void AddEnd(NpgsqlBatch batch, long revision, Subscription last, DateTimeOffset at) =>
        AddVersion(batch, revision, last with { Version = last.Version + 1 }, null, at);

    public static void Change(NpgsqlBatch batch, Subscription subscription) => batch.BatchCommands.Add(new NpgsqlBatchCommand(Update)
    {
        Parameters =
        {
            new() { Value = subscription.Id }, new() { Value = subscription.Name }, new() { Value = FilterJson.ToJson(subscription.Filter) },
            new() { Value = Word(subscription.Channel) }, Text(subscription.Url), new() { Value = Word(subscription.State) },
            new() { Value = subscription.Version }, Words(subscription.Topics),
        },
    });

    public static void ChangeState(NpgsqlBatch batch, Guid id, SubscriptionState state) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(UpdateState) { Parameters = { new() { Value = id }, new() { Value = Word(state) } } });

    public static void Remove(NpgsqlBatch batch, Guid id)
    {
        foreach (var statement in Delete)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement) { Parameters = { new() { Value = id } } });
        }
    }

    /// <summary>Never goes back.</summary>
    public static async Task AdvanceAsync(NpgsqlDataSource db, Guid id, long acknowledged, long attempted, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Advance);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = acknowledged });
        command.Parameters.Add(new() { Value = attempted });
        await command.ExecuteNonQueryAsync(ct);
    }

    public static NpgsqlBatchCommand SelectStandingOf(Guid id) => new(SelectStanding) { Parameters = { new() { Value = id } } };

    /// <summary>What <see cref="SelectStandingOf"/> answered. Null: the subscription is gone.</summary>
    public static async Task<Standing?> ReadStandingAsync(NpgsqlDataReader reader, CancellationToken ct) => await reader.ReadAsync(ct)
        ? new Standing(State(reader.GetString(0)), reader.GetBoolean(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4))
        : null;

    /// <summary>What was said earlier never undoes what was said later.</summary>
    public static async Task SetSuspendedAsync(NpgsqlTransaction transaction, Guid participant, bool isSuspended, DateTimeOffset at, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SetSuspended, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = participant }, new() { Value = isSuspended }, new() { Value = at } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<List<Guid>> OfParticipantAsync(NpgsqlTransaction transaction, Guid participant, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectOfParticipant, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = participant } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            ids.Add(reader.GetGuid(0));
        }
        return ids;
    }

    public static SubscriptionState State(string word) => Enum.Parse<SubscriptionState>(word, ignoreCase: true);

    public static string Word<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static void AddVersion(NpgsqlBatch batch, long revision, Subscription subscription, string? filter, DateTimeOffset at) =>
        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertVersion)
        {
            Parameters =
            {
                new() { Value = revision }, new() { Value = subscription.Id }, new() { Value = subscription.Version },
                Text(filter), Words(subscription.Topics), new() { Value = at },
            },
        });

    private static NpgsqlParameter Words(ImmutableArray<Topic> topics) => new() { Value = topics.Select(Topics.Word).ToArray() };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };

    private static async Task<List<Subscription>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Subscription>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Subscription(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), FilterJson.Parse(reader.GetString(3)),
                Enum.Parse<Channel>(reader.GetString(4), ignoreCase: true), reader.IsDBNull(5) ? null : reader.GetString(5),
                State(reader.GetString(6)), reader.GetInt64(7), reader.GetInt64(8), reader.GetInt64(9),
                reader.GetFieldValue<DateTimeOffset>(10))
            {
                Topics = Topics.Parse(reader.GetFieldValue<string[]>(11)),
            });
        }
        return found;
    }
}
