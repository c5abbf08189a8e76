using System.Collections.Immutable;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Benchmarks.Support;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Benchmarks.Yardsticks;

/// <summary>
/// Matching as one would write it in PostgreSQL: a row for each subscription, GIN on its words and GiST on its area.
/// It only compares bounding boxes, and so does less than is asked for.
/// </summary>
internal sealed class SqlMatch(NpgsqlDataSource db) : IAsyncDisposable
{
    private const string Create = """
        DROP TABLE IF EXISTS wanted;
        CREATE TABLE wanted (
            id uuid NOT NULL, categories text[] NOT NULL, skills text[], municipalities text[], area box NOT NULL, during tstzrange, places integer NOT NULL
        )
        """;

    private const string Indexes = """
        CREATE INDEX wanted_words ON wanted USING gin (categories, skills);
        CREATE INDEX wanted_areas ON wanted USING gist (area);
        ANALYZE wanted
        """;

    private const string Match = """
        SELECT id FROM wanted
        WHERE categories @> ARRAY[$1] AND area @> $2 AND (skills IS NULL OR skills && $3) AND (municipalities IS NULL OR municipalities && ARRAY[$4])
            AND (during IS NULL OR during && tstzrange($5, $6)) AND places <= $7
        """;

    public static async Task<SqlMatch> OpenAsync(Lab lab, IReadOnlyList<(Guid Id, Filter Filter)> filters)
    {
        var db = await lab.YardstickAsync(1);
        await using var connection = await db.OpenConnectionAsync();
        await using (var create = new NpgsqlCommand(Create, connection)) await create.ExecuteNonQueryAsync();
        await using (var copy = await connection.BeginBinaryImportAsync("COPY wanted FROM STDIN (FORMAT BINARY)"))
        {
            foreach (var (id, filter) in filters) await copy.WriteRowAsync(CancellationToken.None, [id, .. Columns(((Filter.All)filter).Filters)]);
            await copy.CompleteAsync();
        }
        await using var index = new NpgsqlCommand(Indexes, connection) { CommandTimeout = 600 };
        await index.ExecuteNonQueryAsync();
        return new SqlMatch(db);
    }

    public async Task<int> FindAsync(PublicNeed need)
    {
        await using var command = db.CreateCommand(Match);
        var point = new NpgsqlPoint(need.Place!.Longitude, need.Place.Latitude);
        foreach (var value in (object[])[need.Category, new NpgsqlBox(point, point), need.Skills.ToArray(), need.Municipality!, need.From!, need.Until!, need.PlacesLeft ?? int.MaxValue])
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }
        await using var reader = await command.ExecuteReaderAsync();
        var found = 0;
        while (await reader.ReadAsync()) found++;
        return found;
    }

    public ValueTask DisposeAsync() => db.DisposeAsync();

    private static object?[] Columns(ImmutableArray<Filter> parts)
    {
        var window = parts.OfType<Filter.Window>().FirstOrDefault();
        return
        [
            parts.OfType<Filter.Category>().Single().Values.ToArray(),
            parts.OfType<Filter.Skills>().FirstOrDefault()?.Values.ToArray(),
            parts.OfType<Filter.Municipality>().FirstOrDefault()?.Codes.ToArray(),
            parts.Select(Area).First(area => area is not null),
            window is null ? null : new NpgsqlRange<DateTime>(window.From!.Value.UtcDateTime, true, window.Until!.Value.UtcDateTime, false),
            parts.OfType<Filter.PlacesLeft>().FirstOrDefault()?.AtLeast ?? 0,
        ];
    }

    private static NpgsqlBox? Area(Filter filter) => filter switch
    {
        Filter.Radius radius => Around(radius.Center, radius.Km),
        Filter.Within within => Cover(within.Polygons.SelectMany(polygon => polygon.Rings).SelectMany(ring => ring.Points)),
        Filter.Municipality municipality => Cover(municipality.Codes.Select(code => Municipalities.All.First(one => one.Code == code).Bounds)
            .SelectMany(box => (GeoPoint[])[new(box.South, box.West), new(box.North, box.East)])),
        Filter.Any any => Cover(any.Filters.Select(Area).SelectMany(box => (GeoPoint[])[new(box!.Value.Bottom, box.Value.Left), new(box.Value.Top, box.Value.Right)])),
        _ => null,
    };

    private static NpgsqlBox Around(GeoPoint center, double km) =>
        new(center.Latitude + (km / 111), center.Longitude + (km / 60), center.Latitude - (km / 111), center.Longitude - (km / 60));

    private static NpgsqlBox Cover(IEnumerable<GeoPoint> points)
    {
        var all = points.ToList();
        return new(all.Max(point => point.Latitude), all.Max(point => point.Longitude), all.Min(point => point.Latitude), all.Min(point => point.Longitude));
    }
}
