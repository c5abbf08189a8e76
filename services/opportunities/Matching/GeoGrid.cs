using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>
/// Grids over the earth, each with cells half as wide as those of the one before. A cell is twice as many degrees wide as high,
/// which makes it nearly square at Danish latitudes.
/// </summary>
internal static class GeoGrid
{
    /// <summary>The finest grid has cells of about 300 m; the coarsest has sixteen in all.</summary>
    public const int Levels = 15;

    private const double CoarsestHeight = 45;

    public static long CellOf(GeoPoint place, int level) => Cell(Row(place.Latitude, level), Column(place.Longitude, level));

    /// <summary>The cells of the finest grid of which at most so many are needed to hold the shape; false when there is no such grid.</summary>
    public static bool TryCover(GeoShape shape, int most, List<long> cells, out int level)
    {
        for (level = Levels - 1; level >= 0; level--)
        {
            var (south, north) = (Row(shape.Box.South, level), Row(shape.Box.North, level));
            var (west, east) = (Column(shape.Box.West, level), Column(shape.Box.East, level));
            // Of the box around a shape a good part may be needless; more than half hardly ever is.
            if ((north - south + 1) * (east - west + 1) <= 2 * most && TryCover(shape, most, cells, level, (south, north, west, east)))
            {
                return true;
            }
        }
        return false;
    }

    private static bool TryCover(GeoShape shape, int most, List<long> cells, int level, (long South, long North, long West, long East) range)
    {
        var height = CoarsestHeight / (1 << level);
        var before = cells.Count;
        for (var row = range.South; row <= range.North; row++)
        {
            for (var column = range.West; column <= range.East; column++)
            {
                var (south, west) = ((row * height) - 90, (column * 2 * height) - 180);
                if (shape.MayMeet(new GeoBox(south, west, south + height, west + (2 * height))))
                {
                    cells.Add(Cell(row, column));
                }
            }
        }
        if (cells.Count - before <= most)
        {
            return true;
        }
        cells.RemoveRange(before, cells.Count - before);
        return false;
    }

    // Rising with the degrees, so that what lies between two degrees lies between their rows.
    private static long Row(double latitude, int level) => (long)Math.Floor((Math.Clamp(latitude, -90, 90) + 90) / (CoarsestHeight / (1 << level)));

    private static long Column(double longitude, int level) =>
        (long)Math.Floor((Math.Clamp(longitude, -180, 180) + 180) / (2 * CoarsestHeight / (1 << level)));

    private static long Cell(long row, long column) => (row << 32) | column;
}
