using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.UnitTests.Denmark;

public sealed class MunicipalitiesTests
{
    [Fact]
    public void There_are_98_and_each_holds_its_own_centre()
    {
        Assert.Equal(98, Municipalities.All.Length);
        Assert.All(Municipalities.All, m => Assert.Matches("^0[1-8][0-9]{2}$", m.Code));
        Assert.All(Municipalities.All, m => Assert.True(Municipalities.Contains(m.Code, m.Centre.Latitude, m.Centre.Longitude), m.Name));
    }

    [Theory]
    [InlineData("0101", "København")]
    [InlineData("101", "København")]
    [InlineData("0400", "Bornholm")]
    [InlineData("851", "Aalborg")]
    public void A_code_is_known_with_or_without_its_first_zero(string code, string name)
    {
        Assert.True(Municipalities.TryGet(code, out var municipality));
        Assert.Equal((name, code.PadLeft(4, '0')), (municipality.Name, municipality.Code));
    }

    [Theory]
    [InlineData("0411")] // Christiansø lies outside the municipalities
    [InlineData("0999")]
    [InlineData("0099")]
    [InlineData("00101")]
    [InlineData("01")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_codes_are_unknown(string? code)
    {
        Assert.False(Municipalities.TryGet(code, out _));
        Assert.False(Municipalities.Contains(code, 55.7, 12.5));
    }

    [Theory]
    [InlineData("Aarhus", "0751")]
    [InlineData("ærø", "0492")]
    [InlineData("Vesthimmerland", "0820")]
    [InlineData("Vesthimmerlands Kommune", "0820")]
    [InlineData("Københavns Kommune", "0101")]
    public void A_name_is_known_as_people_write_it(string name, string code)
    {
        Assert.True(Municipalities.TryGetByName(name, out var municipality));
        Assert.Equal(code, municipality.Code);
    }

    [Fact]
    public void A_place_outside_the_box_is_not_in_the_municipality()
    {
        Assert.True(Municipalities.Contains("0147", 55.6780, 12.5320));
        Assert.False(Municipalities.Contains("0751", 55.6780, 12.5320));
        Assert.False(Municipalities.Contains("0101", 12.5320, 55.6780));
        Assert.False(Municipalities.Contains("0101", double.NaN, 12.5));
    }

    [Fact]
    public void The_data_carries_its_credit() => Assert.Contains("DAGI", Municipalities.Attribution, StringComparison.Ordinal);
}
