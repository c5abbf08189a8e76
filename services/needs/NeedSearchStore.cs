using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using static SocialEnzyme.Hub.Needs.NeedStore;

namespace SocialEnzyme.Hub.Needs;

/// <summary>The statements that find needs and their earlier versions: by the public point, never by the exact place.</summary>
internal static class NeedSearchStore
{
    private const string Meets = """
        n.status = ANY($1)
        AND CASE WHEN $2::uuid IS NULL THEN n.published_at IS NOT NULL ELSE n.publisher_id = $2 END
        AND (n.status <> 'published' OR n.expires_at > now() OR $2::uuid IS NOT NULL)
        AND ($3::text IS NULL OR n.category = $3)
        AND ($4::text IS NULL OR n.municipality = $4 OR n.scope = 'national')
        AND ($5::timestamptz IS NULL OR n.wanted_until IS NULL OR n.wanted_until > $5)
        AND ($6::timestamptz IS NULL OR n.wanted_from IS NULL OR n.wanted_from < $6)
        """;

    private const string Newest = $"""
        SELECT {Columns}
        FROM needs n
        WHERE {Meets} AND ($7::uuid IS NULL OR n.id < $7)
        ORDER BY n.id DESC
        LIMIT $8
        """;

    // Haversine on the mean sphere, as GeoPoint.DistanceTo; the box before it is what the index can answer.
    private const string Nearest = $"""
        SELECT found.* FROM (
            SELECT {Columns}, 2 * $9 * asin(sqrt(least(1,
                sin(radians(n.latitude - $10) / 2) ^ 2
                + cos(radians($10)) * cos(radians(n.latitude)) * sin(radians(n.longitude - $11) / 2) ^ 2))) AS distance
            FROM needs n
            WHERE {Meets} AND n.latitude BETWEEN $12 AND $13 AND n.longitude BETWEEN $14 AND $15) AS found
        WHERE found.distance <= $16 AND ($17::double precision IS NULL OR (found.distance, found.id) > ($17, $7))
        ORDER BY found.distance, found.id
        LIMIT $8
        """;

    // The present version stands in needs, the earlier ones in need_versions; others see none of before it was published.
    private const string Versions = """
        WITH versions AS (
            SELECT version, status, content, change, changed_by, changed_at, reason FROM need_versions WHERE need_id = $1
            UNION ALL
            SELECT version, status, content, change, changed_by, changed_at, reason FROM needs WHERE id = $1)
        SELECT version, status, content, change, changed_by, changed_at, reason
        FROM versions
        WHERE version > $2
          AND ($3 OR (status <> 'draft' AND version >= (SELECT min(version) FROM versions WHERE change = 'published')))
        ORDER BY version
        LIMIT $4
        """;

    /// <summary>One page of what is looked for.</summary>
    public static async Task<NeedPage> SearchAsync(NpgsqlDataSource db, NeedSearch search, Guid caller, CancellationToken ct)
    {
        await using var command = db.CreateCommand(search.Near is null ? Newest : Nearest);
        var parameters = command.Parameters;
        parameters.AddWithValue(search.Statuses.Select(Need.Word).ToArray());
        Add<Guid?>(parameters, search.IsMine ? caller : null, NpgsqlDbType.Uuid);
        Add(parameters, search.Category is { } category ? CategoryKey(category) : null, NpgsqlDbType.Text);
        Add(parameters, search.Municipality, NpgsqlDbType.Text);
        Add(parameters, search.From, NpgsqlDbType.TimestampTz);
        Add(parameters, search.Until, NpgsqlDbType.TimestampTz);
        Add(parameters, search.After?.Id, NpgsqlDbType.Uuid);
        parameters.AddWithValue(search.Limit + 1);
        if (search.Near is { } near)
        {
            AddCircle(parameters, near, search.RadiusKm * 1_000);
            Add(parameters, search.After?.Distance, NpgsqlDbType.Double);
        }
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<FoundNeed>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new FoundNeed(Read(reader, hasExact: false), search.Near is null ? null : reader.GetDouble(After)));
        }
        // One more than was asked for tells that there is a next page.
        if (found.Count <= search.Limit)
        {
            return new NeedPage(found, null);
        }
        found.RemoveAt(search.Limit);
        return new NeedPage(found, new NeedCursor(found[^1].Distance, found[^1].Need.Id));
    }

    /// <summary>The versions after one, oldest first.</summary>
    /// <param name="isOwner">Others see neither drafts nor who made a change.</param>
    public static async Task<List<NeedVersion>> ListVersionsAsync(NpgsqlDataSource db, Guid id, bool isOwner, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Versions);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(isOwner);
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var versions = new List<NeedVersion>();
        while (await reader.ReadAsync(ct))
        {
            versions.Add(new NeedVersion(
                reader.GetInt64(0), reader.GetString(3), Time(reader, 5)!.Value, isOwner ? Identity(reader, 4) : null,
                Status(reader.GetString(1)), Text(reader, 6), Content(reader.GetString(2))));
        }
        return versions;
    }

    private static void AddCircle(NpgsqlParameterCollection parameters, GeoPoint centre, double metres)
    {
        var latitudes = double.RadiansToDegrees(metres / GeoPoint.EarthRadius);
        var (south, north) = (centre.Latitude - latitudes, centre.Latitude + latitudes);
        // A circle bulges widest nearer the pole than its centre; around the pole or over the date line the box is the whole row.
        var sine = Math.Sin(metres / GeoPoint.EarthRadius) / Math.Cos(double.DegreesToRadians(centre.Latitude));
        var longitudes = south <= -90 || north >= 90 || sine >= 1 ? 360 : double.RadiansToDegrees(Math.Asin(sine));
        var crosses = centre.Longitude - longitudes < -180 || centre.Longitude + longitudes > 180;
        parameters.AddWithValue(GeoPoint.EarthRadius);
        parameters.AddWithValue(centre.Latitude);
        parameters.AddWithValue(centre.Longitude);
        parameters.AddWithValue(south);
        parameters.AddWithValue(north);
        parameters.AddWithValue(crosses ? -180 : centre.Longitude - longitudes);
        parameters.AddWithValue(crosses ? 180 : centre.Longitude + longitudes);
        parameters.AddWithValue(metres);
    }

    private static void Add<T>(NpgsqlParameterCollection parameters, T? value, NpgsqlDbType type) =>
        parameters.Add(new NpgsqlParameter { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = type });
}
