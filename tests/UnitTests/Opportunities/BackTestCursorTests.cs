using SocialEnzyme.Hub.Opportunities.BackTesting;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class BackTestCursorTests
{
    [Fact]
    public void A_cursor_comes_back_as_it_was_given()
    {
        var at = new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
        var cursor = new BackTestCursor(at, 412, new(at.AddDays(-3), Guid.CreateVersion7()));
        Assert.Equal(cursor, BackTestCursor.Parse(cursor.ToString()));
    }

    [Theory]
    [InlineData("elsewhere")]
    [InlineData("______________________________________________________")]
    [InlineData("f_____________________________________________________")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_cursor_of_ours_is_none(string text) => Assert.Null(BackTestCursor.Parse(text));
}
