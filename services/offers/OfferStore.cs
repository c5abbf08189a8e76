using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Offers;

/// <summary>An offer that nobody else changes until the transaction ends.</summary>
/// <param name="Now">By the clock of the database, read under the lock.</param>
/// <param name="Due">Its holds whose time is up.</param>
internal sealed record LockedOffer(Offer Offer, DateTimeOffset Now, IReadOnlyList<Reservation> Due)
{
    public Drawing Drawing => new(Offer, Due, Now);
}

/// <summary>The statements that read and change offers.</summary>
internal static class OfferStore
{
    internal const string Columns = """
        o.id, o.owner_id, o.owner_name, o.owner_sector, o.status, o.version, o.movements, o.content, o.expires_at, o.published_at, o.changed_at, o.reason
        """;

    // The sums of one offer as two arrays; for reading without a lock.
    internal const string Sums = """
        ARRAY(SELECT c.key FROM offer_contributions c WHERE c.offer_id = o.id ORDER BY c.key),
        ARRAY(SELECT unnest(ARRAY[c.held, c.confirmed]) FROM offer_contributions c WHERE c.offer_id = o.id ORDER BY c.key)
        """;

    private const string SelectOne = $"SELECT {Columns}, {Sums} FROM offers o WHERE o.id = $1";

    private const string SelectByReference = $"SELECT {Columns}, {Sums} FROM offers o WHERE o.owner_id = $1 AND o.reference = $2";

    private const string Lock = $"SELECT {Columns} FROM offers o WHERE o.id = $1 FOR UPDATE";

    private const string LockByReference = "SELECT o.id FROM offers o WHERE o.owner_id = $1 AND o.reference = $2 FOR UPDATE";

    // Each of these is a statement after the lock, and so sees what was committed before it was granted.
    private const string SelectSums = "SELECT key, held, confirmed FROM offer_contributions WHERE offer_id = $1";

    private const string Clock = "SELECT clock_timestamp()";

    private const string Insert = """
        INSERT INTO offers (
            id, owner_id, owner_name, owner_sector, reference, status, version, movements, content, categories, kinds, municipalities, shown_to,
            expires_at, published_at, changed_at, reason)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        """;

    private const string Update = """
        UPDATE offers SET
            owner_name = $3, owner_sector = $4, reference = $5, status = $6, version = $7, movements = $8, content = $9, categories = $10, kinds = $11,
            municipalities = $12, shown_to = $13, expires_at = $14, published_at = $15, changed_at = $16, reason = $17
        WHERE id = $1 AND owner_id = $2
        """;

    private const string SaveSums = """
        INSERT INTO offer_contributions (offer_id, key, lent, quantity, held, confirmed)
        SELECT $1, * FROM unnest($2, $3, $4, $5, $6)
        ON CONFLICT (offer_id, key) DO UPDATE SET
            lent = EXCLUDED.lent, quantity = EXCLUDED.quantity, held = EXCLUDED.held, confirmed = EXCLUDED.confirmed
        """;

    private const string DeleteSums = "DELETE FROM offer_contributions WHERE offer_id = $1 AND key <> ALL($2)";

    private const string KeepVersion = """
        INSERT INTO offer_versions (offer_id, version, change, status, content, changed_by, changed_at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """;

    /// <summary>The constraint that two offers with one reference meet.</summary>
    public const string ReferenceOnce = "offers_reference_once";

    // What is stored was strict when it came in; a later release may have written more than this one knows.
    private static readonly JsonSerializerOptions Stored = new(HubJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>The offer, or null.</summary>
    public static async Task<Offer?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        command.Parameters.AddWithValue(id);
        return await FirstAsync(command, ct);
    }

    /// <summary>The offer that an owner knows by this reference, or null.</summary>
    public static async Task<Offer?> FindByReferenceAsync(NpgsqlDataSource db, Guid owner, string reference, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectByReference);
        command.Parameters.AddWithValue(owner);
        command.Parameters.AddWithValue(reference);
        return await FirstAsync(command, ct);
    }

    /// <summary>The offer, or null; nobody else changes it until the transaction ends.</summary>
    public static async Task<LockedOffer?> LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        foreach (var statement in (string[])[Lock, SelectSums, ReservationStore.Due])
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(statement) { Parameters = { new() { Value = id } } });
        }
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Clock));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }
        var offer = Read(reader);
        await reader.NextResultAsync(ct);
        var counts = new Dictionary<string, Count>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            counts[reader.GetString(0)] = new Count(reader.GetInt64(1), reader.GetInt64(2));
        }
        await reader.NextResultAsync(ct);
        var due = await ReservationStore.ReadAllAsync(reader, ct);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return new LockedOffer(offer with { Counts = counts }, Time(reader, 0)!.Value, due);
    }

    /// <summary>The same for the offer that an owner knows by this reference.</summary>
    public static async Task<LockedOffer?> LockByReferenceAsync(NpgsqlTransaction transaction, Guid owner, string reference, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockByReference, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = owner }, new() { Value = reference } },
        };
        return await command.ExecuteScalarAsync(ct) is Guid id ? await LockAsync(transaction, id, ct) : null;
    }

    /// <summary>Adds what saves this change: the offer with its sums, what the owner did, and what was drawn.</summary>
    public static void Save(NpgsqlBatch batch, OfferChange change)
    {
        var offer = change.Offer;
        batch.BatchCommands.Add(Write(offer.Version == 1 ? Insert : Update, offer));
        var keys = offer.Contributions.Select(contribution => contribution.Key!).ToArray();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(SaveSums)
        {
            Parameters =
            {
                new() { Value = offer.Id },
                new() { Value = keys },
                new() { Value = offer.Contributions.Select(contribution => contribution.IsLent).ToArray() },
                new() { Value = offer.Contributions.Select(contribution => contribution.Quantity!.Value).ToArray() },
                new() { Value = Array.ConvertAll(keys, key => offer.Counts.GetValueOrDefault(key).Held) },
                new() { Value = Array.ConvertAll(keys, key => offer.Counts.GetValueOrDefault(key).Confirmed) },
            },
        });
        if (change.Change is { } what)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(DeleteSums) { Parameters = { new() { Value = offer.Id }, new() { Value = keys } } });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(KeepVersion)
            {
                Parameters =
                {
                    new() { Value = offer.Id },
                    new() { Value = offer.Version },
                    new() { Value = what },
                    new() { Value = Offer.Word(offer.Status) },
                    new() { Value = Offer.Json(offer.Content) },
                    Nullable(change.ChangedBy, NpgsqlDbType.Uuid),
                    new() { Value = offer.ChangedAt },
                    Nullable(offer.Reason, NpgsqlDbType.Text),
                },
            });
        }
        ReservationStore.Save(batch, offer.Id, change.Reservations, change.Movements);
    }

    internal static Offer Read(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), Content(reader.GetString(7)), new Dictionary<string, Count>(),
        Enum.Parse<OfferStatus>(reader.GetString(4), ignoreCase: true), reader.GetInt64(5), reader.GetInt64(6),
        Time(reader, 8)!.Value, Time(reader, 9)!.Value, Time(reader, 10)!.Value, reader.IsDBNull(11) ? null : reader.GetString(11));

    internal static Offer ReadWithSums(NpgsqlDataReader reader)
    {
        var (keys, sums) = (reader.GetFieldValue<string[]>(12), reader.GetFieldValue<long[]>(13));
        return Read(reader) with { Counts = keys.Index().ToDictionary(key => key.Item, key => new Count(sums[2 * key.Index], sums[(2 * key.Index) + 1]), StringComparer.Ordinal) };
    }

    internal static OfferContent Content(string json) => JsonSerializer.Deserialize<OfferContent>(json, Stored)!;

    internal static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    internal static NpgsqlParameter Nullable<T>(T? value, NpgsqlDbType type) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = type };

    // People write Gæld and gæld: listing knows one.
#pragma warning disable CA1308 // It is a key, not a word for people.
    internal static string CategoryKey(string category) => category.ToLowerInvariant();
#pragma warning restore CA1308

    private static async Task<Offer?> FirstAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? ReadWithSums(reader) : null;
    }

    private static NpgsqlBatchCommand Write(string statement, Offer offer) => new(statement)
    {
        Parameters =
        {
            new() { Value = offer.Id },
            new() { Value = offer.OwnerId },
            new() { Value = offer.OwnerName },
            new() { Value = offer.OwnerSector },
            Nullable(offer.Content.Reference, NpgsqlDbType.Text),
            new() { Value = Offer.Word(offer.Status) },
            new() { Value = offer.Version },
            new() { Value = offer.Movements },
            new() { Value = Offer.Json(offer.Content) },
            new() { Value = (offer.Content.Categories ?? []).Select(CategoryKey).ToArray() },
            new() { Value = offer.Contributions.Select(contribution => Offer.Word(contribution.Kind!.Value)).Distinct().ToArray() },
            Nullable(Reach.Of(offer.Content.Area!)?.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
            // Visible to municipalities alone: no participant is named.
            Nullable(offer.Content.Visibility is { } visibility ? (visibility.Participants ?? []).ToArray() : null, NpgsqlDbType.Array | NpgsqlDbType.Uuid),
            new() { Value = offer.ExpiresAt },
            new() { Value = offer.PublishedAt },
            new() { Value = offer.ChangedAt },
            Nullable(offer.Reason, NpgsqlDbType.Text),
        },
    };
}
