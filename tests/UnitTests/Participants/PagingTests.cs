using SocialEnzyme.Hub.Participants;

namespace SocialEnzyme.Hub.UnitTests.Participants;

public sealed class PagingTests
{
    [Fact]
    public void The_cursor_of_a_page_goes_on_after_its_last_row()
    {
        var ids = Enumerable.Range(0, 3).Select(i => Guid.CreateVersion7(Some.Now.AddSeconds(i))).ToList();
        var page = Some.Accepted(Paging.Read(null, 2)).PageOf(ids, id => id);
        Assert.Equal(ids[..2], page.Items);
        Assert.Equal(ids[1], Some.Accepted(Paging.Read(page.Cursor, 2)).After);
    }

    [Fact]
    public void The_last_page_has_no_cursor() =>
        Assert.Null(Some.Accepted(Paging.Read(null, 2)).PageOf([Guid.CreateVersion7(), Guid.CreateVersion7()], id => id).Cursor);

    [Theory]
    [InlineData("not-a-cursor", 1)]
    [InlineData("!!!!!!!!!!!!!!!!!!!!!!", 1)]
    [InlineData(null, 0)]
    [InlineData(null, 201)]
    public void A_cursor_or_limit_that_is_not_ours_is_refused(string? cursor, int limit) => Some.Refused(Paging.Read(cursor, limit));
}
