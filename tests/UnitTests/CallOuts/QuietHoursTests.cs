using System.Globalization;
using SocialEnzyme.Hub.Opportunities.Volunteers;

namespace SocialEnzyme.Hub.UnitTests.CallOuts;

public sealed class QuietHoursTests
{
    [Theory]
    [InlineData("21:00", "08:00", "2026-01-15T19:59:59Z", false)] // 20:59:59 in winter
    [InlineData("21:00", "08:00", "2026-01-15T20:00:00Z", true)]
    [InlineData("21:00", "08:00", "2026-01-16T06:59:59Z", true)]
    [InlineData("21:00", "08:00", "2026-01-16T07:00:00Z", false)]
    [InlineData("21:00", "08:00", "2026-07-15T19:00:00Z", true)] // 21:00 in summer
    [InlineData("21:00", "08:00", "2026-07-16T06:00:00Z", false)]
    [InlineData("12:00", "13:30", "2026-07-15T10:00:00Z", true)]
    [InlineData("12:00", "13:30", "2026-07-15T11:30:00Z", false)]
    [InlineData("00:00", "06:00", "2026-01-14T23:00:00Z", true)]
    public void It_is_quiet_by_the_clocks_of_Denmark(string from, string until, string now, bool isQuiet) => Assert.Equal(isQuiet, Hold(from, until, now));

    [Theory]
    // 29 March 2026: 02:00 becomes 03:00 at 01:00 UTC.
    [InlineData("2026-03-29T00:59:59Z", false)]
    [InlineData("2026-03-29T01:00:00Z", true)]
    [InlineData("2026-03-29T05:59:59Z", true)]
    [InlineData("2026-03-29T06:00:00Z", false)]
    public void In_spring_the_clock_springs_into_quiet_hours_and_they_end_an_hour_earlier(string now, bool isQuiet) =>
        Assert.Equal(isQuiet, Hold("02:30", "08:00", now));

    [Theory]
    // 25 October 2026: 03:00 becomes 02:00 at 01:00 UTC.
    [InlineData("2026-10-25T00:29:59Z", false)]
    [InlineData("2026-10-25T00:30:00Z", true)] // 02:30, the first time
    [InlineData("2026-10-25T01:00:00Z", false)] // 02:00 again
    [InlineData("2026-10-25T01:30:00Z", true)] // 02:30, the second time
    [InlineData("2026-10-25T02:00:00Z", false)]
    public void In_autumn_an_hour_that_comes_twice_is_quiet_twice(string now, bool isQuiet) => Assert.Equal(isQuiet, Hold("02:30", "03:00", now));

    private static bool Hold(string from, string until, string now) =>
        new QuietHours(Time(from), Time(until)).Hold(DateTimeOffset.Parse(now, CultureInfo.InvariantCulture));

    private static TimeOnly Time(string text) => TimeOnly.Parse(text, CultureInfo.InvariantCulture);
}
