using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Needs;

/// <summary>The statements that save needs.</summary>
internal static partial class NeedStore
{
    private const string Insert = """
        INSERT INTO needs (
            id, publisher_id, publisher_name, reference, status, version, content, category, scope, municipality, latitude, longitude,
            wanted_from, wanted_until, places_wanted, places_taken, expires_at, published_at, changed_at, change, changed_by, reason,
            publisher_sector, publisher_kind)
        SELECT * FROM unnest(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
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
            changed_by = new.changed_by, reason = new.reason, publisher_sector = new.publisher_sector, publisher_kind = new.publisher_kind
        FROM unnest(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24) AS new (
            id, publisher_id, publisher_name, reference, status, version, content, category, scope, municipality, latitude, longitude,
            wanted_from, wanted_until, places_wanted, places_taken, expires_at, published_at, changed_at, change, changed_by, reason,
            publisher_sector, publisher_kind)
        WHERE needs.id = new.id
        """;

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
            Texts(needs, need => need.PublisherSector),
            Texts(needs, need => need.PublisherKind),
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
