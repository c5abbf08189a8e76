using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>What a condition on the place looks like from the grid: a box, and which cells in it are surely not met.</summary>
internal abstract class GeoShape(GeoBox box)
{
    public GeoBox Box => box;

    /// <summary>May be wrong in saying yes, never in saying no.</summary>
    public abstract bool MayMeet(GeoBox cell);

    /// <summary>Many shapes as one, where covering each alone would take too many cells.</summary>
    internal sealed class Several(GeoShape[] parts) : GeoShape(parts.Select(part => part.Box).Aggregate((a, b) => a.Union(b)))
    {
        public override bool MayMeet(GeoBox cell) => parts.Any(part => part.Box.Meets(cell) && part.MayMeet(cell));
    }

    internal sealed class Circle(GeoPoint center, double km) : GeoShape(GeoBox.Around(center, km))
    {
        // The nearest place of a cell is taken to be where its rows and columns come nearest, which is up to 1 % too far
        // within these limits, for meridians bend; beyond them no cell is left out.
        private const double Slack = 0.98;
        private const double FarthestLatitude = 75;
        private const double WidestTurn = 15;

        public override bool MayMeet(GeoBox cell)
        {
            var latitude = Math.Clamp(center.Latitude, cell.South, cell.North);
            var longitude = Math.Clamp(center.Longitude, cell.West, cell.East);
            var isFlat = Math.Abs(center.Latitude) <= FarthestLatitude && Math.Abs(center.Longitude - longitude) <= WidestTurn
                && Box is not { West: <= -180, East: >= 180 };
            return !isFlat || !GeoPoint.TryCreate(latitude, longitude, out var nearest)
                || center.DistanceTo(nearest) * Slack <= km * 1_000;
        }
    }

    internal sealed class Area(Polygon polygon) : GeoShape(GeoBox.Around(polygon.Rings[0].Points.AsSpan()))
    {
        // A cell that only just misses an edge is kept.
        private const double Margin = 1e-6;

        public override bool MayMeet(GeoBox cell)
        {
            var wide = new GeoBox(cell.South - Margin, cell.West - Margin, cell.North + Margin, cell.East + Margin);
            foreach (var ring in polygon.Rings)
            {
                for (var i = 1; i < ring.Points.Length; i++)
                {
                    if (MayCross(ring.Points[i - 1], ring.Points[i], wide))
                    {
                        return true;
                    }
                }
            }
            // No edge comes near: the cell is all inside or all outside, of the border and of each hole.
            return !GeoPoint.TryCreate((cell.South + cell.North) / 2, (cell.West + cell.East) / 2, out var middle)
                || (RingGeometry.Locate(polygon.Rings[0].Points.AsSpan(), middle) != Side.Outside
                    && !polygon.Rings.Skip(1).Any(hole => RingGeometry.Locate(hole.Points.AsSpan(), middle) == Side.Inside));
        }

        // An edge misses a box that lies beside it, or all on one side of its line.
        private static bool MayCross(GeoPoint a, GeoPoint b, GeoBox box)
        {
            if (Math.Max(a.Latitude, b.Latitude) < box.South || Math.Min(a.Latitude, b.Latitude) > box.North
                || Math.Max(a.Longitude, b.Longitude) < box.West || Math.Min(a.Longitude, b.Longitude) > box.East)
            {
                return false;
            }
            var (dx, dy) = (b.Longitude - a.Longitude, b.Latitude - a.Latitude);
            var sw = (dx * (box.South - a.Latitude)) - (dy * (box.West - a.Longitude));
            var se = (dx * (box.South - a.Latitude)) - (dy * (box.East - a.Longitude));
            var nw = (dx * (box.North - a.Latitude)) - (dy * (box.West - a.Longitude));
            var ne = (dx * (box.North - a.Latitude)) - (dy * (box.East - a.Longitude));
            return !(sw > 0 && se > 0 && nw > 0 && ne > 0) && !(sw < 0 && se < 0 && nw < 0 && ne < 0);
        }
    }
}
