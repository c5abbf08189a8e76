using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.UnitTests.Denmark;

public sealed class GeoPointTests
{
    private static readonly GeoPoint CityHall = new(55.676098, 12.568337);

    [Theory]
    [InlineData(90.1, 0)]
    [InlineData(-90.1, 0)]
    [InlineData(0, 180.1)]
    [InlineData(0, -180.1)]
    [InlineData(double.NaN, 0)]
    [InlineData(0, double.PositiveInfinity)]
    public void A_place_off_the_earth_is_refused(double latitude, double longitude)
    {
        Assert.False(GeoPoint.TryCreate(latitude, longitude, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeoPoint(latitude, longitude));
    }

    [Theory]
    [InlineData(56.162939, 10.203921, 156_879)] // Copenhagen to Aarhus
    [InlineData(55.676098, 12.568337, 0)]
    [InlineData(-55.676098, -167.431663, 20_015_115)] // the antipode: half way round
    public void Distance_follows_the_great_circle(double latitude, double longitude, double metres) =>
        Assert.Equal(metres, CityHall.DistanceTo(new GeoPoint(latitude, longitude)), 100d);

    [Fact]
    public void A_degree_along_a_meridian_is_111195_metres_also_across_the_date_line()
    {
        Assert.Equal(111_195.08, new GeoPoint(55, 12).DistanceTo(new GeoPoint(56, 12)), 0.01);
        Assert.Equal(111_195.08, new GeoPoint(0, 179.5).DistanceTo(new GeoPoint(0, -179.5)), 0.01);
    }

    [Fact]
    public void The_public_point_is_at_most_71_metres_off_and_rounding_it_again_changes_nothing()
    {
        var random = new Random(1);
        for (var i = 0; i < 5000; i++)
        {
            var point = new GeoPoint(54.5 + (random.NextDouble() * 3.3), 8 + (random.NextDouble() * 7.2));
            var shown = point.ToPublic();
            Assert.InRange(point.DistanceTo(shown), 0, 71);
            Assert.Equal(shown, shown.ToPublic());
        }
    }

    [Fact]
    public void Neighbours_share_a_public_point_a_hundred_metres_from_the_next()
    {
        var here = CityHall.ToPublic();
        Assert.Equal(here, new GeoPoint(here.Latitude + 0.0004, here.Longitude - 0.0007).ToPublic());
        var east = new GeoPoint(here.Latitude, here.Longitude + 0.0016).ToPublic();
        Assert.Equal(100, here.DistanceTo(east), 0.2);
        var north = new GeoPoint(here.Latitude + 0.0009, here.Longitude).ToPublic();
        Assert.Equal(100, GeoPoint.EarthRadius * (north.Latitude - here.Latitude) * Math.PI / 180, 0.2);
    }

    [Fact]
    public void The_poles_and_the_date_line_have_public_points()
    {
        Assert.InRange(new GeoPoint(90, 17).ToPublic().Latitude, 89.99, 90);
        Assert.InRange(new GeoPoint(10, 180).ToPublic().Longitude, 179.99, 180);
    }
}
