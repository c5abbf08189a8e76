namespace SocialEnzyme.Hub.ServiceDefaults.Denmark;

/// <summary>A place on earth in WGS84 degrees.</summary>
public readonly record struct GeoPoint
{
    /// <summary>The mean radius of the earth (IUGG) in metres.</summary>
    public const double EarthRadius = 6_371_008.8;

    /// <summary>How coarse a public point is, in metres.</summary>
    public const double PublicGrid = 100;

    private const double MetresPerDegree = EarthRadius * Math.PI / 180;

    public GeoPoint(double latitude, double longitude)
    {
        if (!IsValid(latitude, longitude))
        {
            // The value is left out: an exact place belongs in no log.
            throw new ArgumentOutOfRangeException(nameof(latitude), "Latitude must be -90 to 90 and longitude -180 to 180.");
        }

        (Latitude, Longitude) = (latitude, longitude);
    }

    public double Latitude { get; }

    public double Longitude { get; }

    public static bool IsValid(double latitude, double longitude) =>
        Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180; // false for NaN

    public static bool TryCreate(double latitude, double longitude, out GeoPoint point)
    {
        point = IsValid(latitude, longitude) ? new GeoPoint(latitude, longitude) : default;
        return IsValid(latitude, longitude);
    }

    /// <summary>Metres along the great circle (haversine on the mean sphere; within 0.6 % of the ellipsoid).</summary>
    public double DistanceTo(GeoPoint other)
    {
        var (lat1, lat2) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var sinLat = Math.Sin((lat2 - lat1) / 2);
        var sinLon = Math.Sin(double.DegreesToRadians(other.Longitude - Longitude) / 2);
        var h = (sinLat * sinLat) + (Math.Cos(lat1) * Math.Cos(lat2) * sinLon * sinLon);
        // Rounding may lift antipodes a hair above 1, where Asin has no answer.
        return 2 * EarthRadius * Math.Asin(Math.Sqrt(Math.Min(1, h)));
    }

    /// <summary>
    /// The point that may be shown: the nearest crossing of a fixed grid, rows 100 m apart and columns 100 m apart along each row.
    /// The grid never moves, so asking again or publishing a neighbour tells nothing more; the shift is at most 71 m.
    /// </summary>
    public GeoPoint ToPublic()
    {
        const double RowStep = PublicGrid / MetresPerDegree;
        var row = Math.Clamp(Math.Round(Latitude / RowStep) * RowStep, -90, 90);
        // A pole has no columns; elsewhere a degree of longitude shrinks with the row's latitude, not the point's own.
        var metresPerColumnDegree = MetresPerDegree * Math.Cos(double.DegreesToRadians(row));
        if (metresPerColumnDegree < PublicGrid)
        {
            return new GeoPoint(row, 0);
        }

        var columnStep = PublicGrid / metresPerColumnDegree;
        var column = Math.Clamp(Math.Round(Longitude / columnStep) * columnStep, -180, 180);
        // Six decimals are 0.1 m: enough for the crossing, and the same digits on every machine.
        return new GeoPoint(Math.Round(row, 6), Math.Round(column, 6));
    }
}
