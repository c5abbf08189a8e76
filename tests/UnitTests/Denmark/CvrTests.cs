using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.UnitTests.Denmark;

public sealed class CvrTests
{
    [Theory]
    [InlineData("13748136")]
    [InlineData("13585628")]
    [InlineData("24256790")]
    [InlineData("27355021")]
    [InlineData("35408002")]
    [InlineData("30715063")]
    [InlineData("90000004")]
    [InlineData("90010131")]
    [InlineData("90020269")]
    [InlineData("90030396")]
    [InlineData("90040529")]
    [InlineData("90050656")]
    [InlineData("90060783")]
    [InlineData("90070916")]
    [InlineData("90081047")]
    [InlineData("90091174")]
    public void A_number_with_the_right_check_digit_is_a_CVR_number(string text) => Assert.Equal(text, Parse(text));

    [Theory]
    [InlineData("13585627")]
    [InlineData("24256791")]
    [InlineData("27355020")]
    [InlineData("1234567")]
    [InlineData("123456789")]
    [InlineData("DK1358562X")]
    [InlineData("00000000")]
    [InlineData("02345671")]
    [InlineData("１３７４８１３６")]
    [InlineData("DK")]
    [InlineData("")]
    [InlineData(null)]
    public void Anything_else_is_none(string? text) => Assert.Null(Parse(text));

    [Fact]
    public void No_number_of_a_series_whose_check_digit_would_be_ten_exists() =>
        Assert.All(Enumerable.Range(0, 10), last => Assert.Null(Parse($"9000008{last}")));

    [Theory]
    [InlineData("13 74 81 36")]
    [InlineData("DK13748136")]
    [InlineData(" dk 13-74-81-36 ")]
    [InlineData("13.748.136")]
    [InlineData("DK-13\u00A07481\u00A036")]
    public void The_ways_people_write_it_mean_the_same(string text) => Assert.Equal("13748136", Parse(text));

    private static string? Parse(string? text) => Cvr.TryParse(text, out var cvr) ? cvr.ToString() : null;
}
