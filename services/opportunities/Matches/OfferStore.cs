using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>Every statement about offers as this service knows them.</summary>
internal static class OfferStore
{
    // Any number that no other lock of this database has.
    private const string Gate = "5417";

    /// <summary>Held by those who match needs, from before they read the offers until they commit.</summary>
    public const string EnterMatching = $"SELECT pg_advisory_xact_lock_shared({Gate})";

    // Comes through when everyone who began before is done: whoever comes later sees what was committed before this.
    private const string AwaitMatching = $"SELECT pg_advisory_xact_lock({Gate})";

    /// <summary>$1: a revision. Revisions become visible in order, so what is seen is complete up to the highest.</summary>
    public const string SelectSince = """
        SELECT revision, id, CASE WHEN is_open AND NOT is_taken THEN offer END
        FROM offers WHERE revision > $1 AND ($1 > 0 OR (is_open AND NOT is_taken))
        """;

    private const string Ensure = "INSERT INTO offers (id, version, revision, owner_id, is_open) VALUES ($1, 0, 0, $2, false) ON CONFLICT DO NOTHING";

    private const string LockVersion = "SELECT version FROM offers WHERE id = $1 FOR UPDATE";

    // Whoever holds this row is the only one who changes offers: numbers become visible in the order they are drawn.
    private const string NextRevision = "UPDATE offer_revision SET last = last + 1 RETURNING last";

    private const string UpdateContent =
        "UPDATE offers SET version = $2, revision = $3, offer = $4, is_open = $5, owner_id = $6, end_reason = NULL WHERE id = $1";

    private const string UpdateEnd = "UPDATE offers SET version = $2, revision = $3, is_open = false, end_reason = $4 WHERE id = $1";

    private const string UpdateTaken = "UPDATE offers SET revision = $2, is_taken = $3 WHERE id = $1";

    private const string IsAgreed = "SELECT EXISTS (SELECT FROM matches WHERE offer_id = $1 AND state = 'agreed')";

    private const string Columns = "id, version, offer, is_open, is_taken, end_reason FROM offers";

    private const string SelectOne = $"SELECT {Columns} WHERE id = $1 AND offer IS NOT NULL";

    private const string ShareMany = $"SELECT {Columns} WHERE id = ANY($1) AND offer IS NOT NULL ORDER BY id FOR SHARE";

    private const string LockOne = $"{SelectOne} FOR UPDATE";

    /// <param name="Offer">Null: it is not to be matched, or no more.</param>
    public sealed record Changed(long Revision, Guid Id, PublicOffer? Offer);

    /// <summary>An offer as it stands.</summary>
    /// <param name="IsTaken">A one-off offer of which a match was agreed.</param>
    /// <param name="EndReason">How it ended; null while it is open or paused.</param>
    public sealed record Known(Guid Id, long Version, PublicOffer Offer, bool IsOpen, bool IsTaken, string? EndReason)
    {
        /// <summary>May be suggested.</summary>
        public bool IsFree => IsOpen && !IsTaken;

        /// <summary>Why its suggestions go: null when they may stay.</summary>
        public string? Reason => EndReason ?? (!IsOpen ? WithdrawalReasons.OfferPaused : IsTaken ? WithdrawalReasons.OfferTaken : null);
    }

    /// <summary>Keeps an offer's new version. A late older one changes nothing.</summary>
    /// <param name="offer">Null: it ended, and the reason says how.</param>
    public static async Task KeepAsync(NpgsqlDataSource db, Guid id, long version, PublicOffer? offer, string? endReason, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunAsync(transaction, Ensure, ct, id, offer?.OwnerId ?? Guid.Empty);
        if (version <= (long)(await ScalarAsync(transaction, LockVersion, ct, id))!)
        {
            return;
        }
        var revision = (long)(await ScalarAsync(transaction, NextRevision, ct))!;
        if (offer is null)
        {
            await RunAsync(transaction, UpdateEnd, ct, id, version, revision, endReason!);
        }
        else
        {
            await RunAsync(transaction, UpdateContent, ct,
                id, version, revision, JsonSerializer.Serialize(offer, EventCatalog.Json), offer.Status == PairMatch.Open, offer.OwnerId);
        }
        await transaction.CommitAsync(ct);
    }

    /// <summary>Returns when every need that was matched without what was committed before this call is committed itself.</summary>
    public static async Task AwaitMatchingAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        await using var command = db.CreateCommand(AwaitMatching);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A one-off offer is taken by an agreed match, or free again. The caller holds its row.</summary>
    public static async Task SetTakenAsync(NpgsqlTransaction transaction, Guid id, bool isTaken, CancellationToken ct) =>
        await RunAsync(transaction, UpdateTaken, ct, id, (long)(await ScalarAsync(transaction, NextRevision, ct))!, isTaken);

    /// <summary>What changed since a revision.</summary>
    public static async Task<List<Changed>> SinceAsync(NpgsqlTransaction transaction, long revision, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectSince, transaction.Connection, transaction) { Parameters = { new() { Value = revision } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadChangesAsync(reader, ct);
    }

    /// <inheritdoc cref="SinceAsync(NpgsqlTransaction, long, CancellationToken)"/>
    public static async Task<List<Changed>> SinceAsync(NpgsqlDataSource db, long revision, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectSince);
        command.Parameters.Add(new() { Value = revision });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await ReadChangesAsync(reader, ct);
    }

    /// <summary>The rows of <see cref="SelectSince"/>.</summary>
    public static async Task<List<Changed>> ReadChangesAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var changes = new List<Changed>();
        while (await reader.ReadAsync(ct))
        {
            changes.Add(new(reader.GetInt64(0), reader.GetGuid(1), reader.IsDBNull(2) ? null : Parse(reader.GetString(2))));
        }
        return changes;
    }

    /// <summary>Null: it was never heard of, or only its end was.</summary>
    public static async Task<Known?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    /// <inheritdoc cref="FindAsync(NpgsqlDataSource, Guid, CancellationToken)"/>
    public static Task<Known?> FindAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct) => OneAsync(transaction, SelectOne, id, ct);

    /// <summary>The same, and nobody else changes it until the transaction ends.</summary>
    public static Task<Known?> LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct) => OneAsync(transaction, LockOne, id, ct);

    /// <summary>A one-off offer may be suggested again, unless another match of it is agreed.</summary>
    public static async Task FreeAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await LockAsync(transaction, id, ct) is { IsTaken: true } && await ScalarAsync(transaction, IsAgreed, ct, id) is false)
        {
            await SetTakenAsync(transaction, id, false, ct);
            await transaction.CommitAsync(ct);
        }
    }

    /// <summary>These offers; nobody changes them until the transaction ends, and many may hold them so.</summary>
    public static async Task<Dictionary<Guid, Known>> ShareAsync(NpgsqlTransaction transaction, IEnumerable<Guid> ids, CancellationToken ct)
    {
        Guid[] wanted = [.. ids.Distinct().Order()];
        if (wanted.Length == 0)
        {
            return [];
        }
        await using var command = new NpgsqlCommand(ShareMany, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = wanted, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var offers = new Dictionary<Guid, Known>();
        while (await reader.ReadAsync(ct))
        {
            offers[reader.GetGuid(0)] = Read(reader);
        }
        return offers;
    }

    private static async Task<Known?> OneAsync(NpgsqlTransaction transaction, string statement, Guid id, CancellationToken ct)
    {
        await using var command = Command(transaction, statement, [id]);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    private static Known Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetInt64(1), Parse(reader.GetString(2)), reader.GetBoolean(3), reader.GetBoolean(4),
        reader.IsDBNull(5) ? null : reader.GetString(5));

    private static PublicOffer Parse(string json) => JsonSerializer.Deserialize<PublicOffer>(json, EventCatalog.Json)!;

    private static async Task RunAsync(NpgsqlTransaction transaction, string statement, CancellationToken ct, params object[] values)
    {
        await using var command = Command(transaction, statement, values);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<object?> ScalarAsync(NpgsqlTransaction transaction, string statement, CancellationToken ct, params object[] values)
    {
        await using var command = Command(transaction, statement, values);
        return await command.ExecuteScalarAsync(ct);
    }

    private static NpgsqlCommand Command(NpgsqlTransaction transaction, string statement, object[] values)
    {
#pragma warning disable CA2100 // The statements above.
        var command = new NpgsqlCommand(statement, transaction.Connection, transaction);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }
        return command;
    }
}
