using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Every statement that changes a need, and those that read one.</summary>
internal static class NeedStore
{
    internal const string Columns = """
        n.id, n.publisher_id, n.publisher_name, n.status, n.version, n.content, n.places_taken, n.expires_at, n.published_at, n.changed_at,
        n.change, n.changed_by, n.reason
        """;

    private const string Exact = "p.latitude, p.longitude, p.address";

    private const string SelectOne = $"SELECT {Columns}, {Exact} FROM needs n LEFT JOIN need_places p ON p.need_id = n.id WHERE n.id = $1";

    private const string LockOne = SelectOne + " FOR UPDATE OF n";

    private const string SelectByReference = $"""
        SELECT {Columns}, {Exact}
        FROM unnest($1, $2) AS wanted (publisher_id, reference)
        JOIN needs n ON n.publisher_id = wanted.publisher_id AND n.reference = wanted.reference
        LEFT JOIN need_places p ON p.need_id = n.id
        ORDER BY n.id
        """;

    // In id order: two that lock the same rows wait for each other, not both for ever.
    private const string LockByReference = SelectByReference + " FOR UPDATE OF n";

    private const string Insert = """
        INSERT INTO needs (
            id, publisher_id, publisher_name, reference, status, version, content, category, scope, municipality, latitude, longitude,
            wanted_from, wanted_until, places_wanted, places_taken, expires_at, published_at, changed_at, change, changed_by, reason)
        SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
        """;

    private const string InsertPlaces = """
        INSERT INTO need_places (need_id, latitude, longitude, address) SELECT * FROM unnest($1, $2, $3, $4)
        """;

    private const string DeletePlaces = "DELETE FROM need_places WHERE need_id = ANY($1)";

    private const string KeepVersions = """
        INSERT INTO need_versions (need_id, version, status, content, change, changed_by, changed_at, reason)
        SELECT id, version, status, content, change, changed_by, changed_at, reason FROM needs WHERE id = ANY($1)
        """;

    private const string Update = """
        UPDATE needs SET
            publisher_name = new.publisher_name, reference = new.reference, status = new.status, version = new.version, content = new.content,
            category = new.category, scope = new.scope, municipality = new.municipality, latitude = new.latitude, longitude = new.longitude,
            wanted_from = new.wanted_from, wanted_until = new.wanted_until, places_wanted = new.places_wanted, places_taken = new.places_taken,
            expires_at = new.expires_at, published_at = new.published_at, changed_at = new.changed_at, change = new.change,
            changed_by = new.changed_by, reason = new.reason
        FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22) AS new (
            id, publisher_id, publisher_name, reference, status, version, content, category, scope, municipality, latitude, longitude,
            wanted_from, wanted_until, places_wanted, places_taken, expires_at, published_at, changed_at, change, changed_by, reason)
        WHERE needs.id = new.id
        """;

    /// <summary>The constraint that two needs with one reference meet.</summary>
    public const string ReferenceOnce = "needs_reference_once";

    // What is stored was strict when it came in; a later release may have written more than this one knows.
    private static readonly JsonSerializerOptions Stored = new(HubJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>Adds what saves these needs: a first version is inserted, a later one replaces the present one, which is kept.</summary>
    public static void Save(NpgsqlBatch batch, IReadOnlyList<Need> needs)
    {
        Need[] first = [.. needs.Where(need => need.Version == 1)];
        Need[] later = [.. needs.Where(need => need.Version > 1)];
        if (first.Length > 0)
        {
            batch.BatchCommands.Add(Write(Insert, first));
        }
        if (later.Length > 0)
        {
            var ids = later.Select(need => need.Id).ToArray();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(KeepVersions) { Parameters = { new() { Value = ids } } });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(DeletePlaces) { Parameters = { new() { Value = ids } } });
            batch.BatchCommands.Add(Write(Update, later));
        }
        Need[] placed = [.. needs.Where(need => need.Exact is not null)];
        if (placed.Length > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertPlaces)
            {
                Parameters =
                {
                    new() { Value = placed.Select(need => need.Id).ToArray() },
                    new() { Value = placed.Select(need => need.Exact!.Latitude!.Value).ToArray() },
                    new() { Value = placed.Select(need => need.Exact!.Longitude!.Value).ToArray() },
                    Texts(placed, need => need.Exact!.Address),
                },
            });
        }
    }

    /// <summary>The need with its exact place, or null.</summary>
    public static async Task<Need?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        command.Parameters.AddWithValue(id);
        return await FirstAsync(command, ct);
    }

    /// <summary>The same, and nobody else changes it until the transaction ends.</summary>
    public static async Task<Need?> LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockOne, transaction.Connection, transaction) { Parameters = { new() { Value = id } } };
        return await FirstAsync(command, ct);
    }

    /// <summary>The need that a publisher knows by this reference, or null.</summary>
    public static async Task<Need?> FindByReferenceAsync(NpgsqlDataSource db, Guid publisher, string reference, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectByReference);
        command.Parameters.AddWithValue(new[] { publisher });
        command.Parameters.AddWithValue(new[] { reference });
        return await FirstAsync(command, ct);
    }

    /// <summary>The needs that their publishers know by these references; nobody else changes them until the transaction ends.</summary>
    public static async Task<Dictionary<(Guid, string), Need>> LockByReferenceAsync(
        NpgsqlTransaction transaction, IReadOnlyList<(Guid Publisher, string Reference)> references, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockByReference, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = references.Select(wanted => wanted.Publisher).ToArray() },
                new() { Value = references.Select(wanted => wanted.Reference).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new Dictionary<(Guid, string), Need>();
        while (await reader.ReadAsync(ct))
        {
            var need = Read(reader);
            found[(need.PublisherId, need.Content.Reference!)] = need;
        }
        return found;
    }

    private static async Task<Need?> FirstAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    internal static Need Read(NpgsqlDataReader reader, bool hasExact = true) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), Content(reader.GetString(5)),
        hasExact && !reader.IsDBNull(13) ? new NeedPlace(reader.GetDouble(13), reader.GetDouble(14), Text(reader, 15)) : null,
        Status(reader.GetString(3)), reader.GetInt64(4), reader.GetInt32(6), Time(reader, 7)!.Value, Time(reader, 8), Time(reader, 9)!.Value,
        reader.GetString(10), Identity(reader, 11), Text(reader, 12));

    internal static NeedContent Content(string json) => JsonSerializer.Deserialize<NeedContent>(json, Stored)!;

    internal static NeedStatus Status(string word) => Enum.Parse<NeedStatus>(word, ignoreCase: true);

    internal static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    internal static Guid? Identity(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    internal static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    private static NpgsqlBatchCommand Write(string statement, Need[] needs) => new(statement)
    {
        Parameters =
        {
            Values(needs, need => need.Id, NpgsqlDbType.Uuid),
            Values(needs, need => need.PublisherId, NpgsqlDbType.Uuid),
            Texts(needs, need => need.PublisherName),
            Texts(needs, need => need.Content.Reference),
            Texts(needs, need => Need.Word(need.Status)),
            Values(needs, need => need.Version, NpgsqlDbType.Bigint),
            Texts(needs, need => Need.Json(need.Content)),
            Texts(needs, need => CategoryKey(need.Content.Category!)),
            Texts(needs, need => Need.Word(need.Content.Scope!.Value)),
            Texts(needs, need => need.Content.Municipality),
            Values(needs, need => need.Content.Place?.Latitude, NpgsqlDbType.Double),
            Values(needs, need => need.Content.Place?.Longitude, NpgsqlDbType.Double),
            Values(needs, need => need.Content.Window?.From, NpgsqlDbType.TimestampTz),
            Values(needs, need => need.Content.Window?.Until, NpgsqlDbType.TimestampTz),
            Values(needs, need => need.Content.PlacesWanted, NpgsqlDbType.Integer),
            Values(needs, need => need.PlacesTaken, NpgsqlDbType.Integer),
            Values(needs, need => need.ExpiresAt, NpgsqlDbType.TimestampTz),
            Values(needs, need => need.PublishedAt, NpgsqlDbType.TimestampTz),
            Values(needs, need => need.ChangedAt, NpgsqlDbType.TimestampTz),
            Texts(needs, need => need.Change),
            Values(needs, need => need.ChangedBy, NpgsqlDbType.Uuid),
            Texts(needs, need => need.Reason),
        },
    };

    // People write Gæld and gæld: searching knows one.
#pragma warning disable CA1308 // It is a key, not a word for people.
    internal static string CategoryKey(string category) => category.ToLowerInvariant();
#pragma warning restore CA1308

    private static NpgsqlParameter Values<T>(Need[] needs, Func<Need, T> value, NpgsqlDbType type) =>
        new() { Value = Array.ConvertAll(needs, need => value(need)), NpgsqlDbType = NpgsqlDbType.Array | type };

    private static NpgsqlParameter Texts(Need[] needs, Func<Need, string?> value) => Values(needs, value, NpgsqlDbType.Text);
}
