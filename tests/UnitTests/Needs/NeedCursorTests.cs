using SocialEnzyme.Hub.Needs;

namespace SocialEnzyme.Hub.UnitTests.Needs;

public sealed class NeedCursorTests
{
    [Theory]
    [InlineData(null)]
    [InlineData(0.0)]
    [InlineData(1234.5678901234567)]
    [InlineData(19_999_999.123456789)]
    public void A_cursor_leads_back_to_where_it_was_given(double? distance)
    {
        var cursor = new NeedCursor(distance, Guid.CreateVersion7());
        Assert.Equal(cursor, NeedCursor.Parse(cursor.ToString()));
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("!!!")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_cursor_is_none(string text) => Assert.Null(NeedCursor.Parse(text));
}
