using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.UnitTests.ServiceDefaults;

public sealed class PageTests
{
    [Fact]
    public void The_cursor_of_numbered_rows_goes_on_after_the_last_of_them()
    {
        var (items, cursor) = Page.OfNumbered([7L, 8L, 9L], 2, number => number);
        Assert.Equal([7L, 8L], items);
        Assert.False(Page.ReadNumbered("2", cursor).IsRejected(out _, out var next));
        Assert.Equal((2, 8L), next);
    }

    [Fact]
    public void A_page_that_holds_all_that_was_found_has_no_cursor() => Assert.Null(Page.OfNumbered([7L, 8L], 2, number => number).Cursor);

    [Fact]
    public void No_cursor_of_numbered_rows_can_pass_for_a_CPR_number() =>
        Assert.DoesNotMatch("^[0-9]{10}$", Page.OfNumbered([0101010101L, 1], 1, number => number).Cursor);

    [Theory]
    [InlineData("12", null)]
    [InlineData("n-1", null)]
    [InlineData("n99999999999999999999", null)]
    [InlineData(null, "0")]
    [InlineData(null, "201")]
    [InlineData(null, "all")]
    public void A_cursor_or_limit_that_is_not_ours_is_refused(string? cursor, string? limit) =>
        Assert.True(Page.ReadNumbered(limit, cursor).IsRejected(out _, out _));

    [Fact]
    public void All_that_is_wrong_with_an_address_is_told_at_once()
    {
        var errors = new List<FieldError>();
        Page.Read("0", "elsewhere", errors);
        Assert.Equal(["#/limit", "#/cursor"], errors.Select(error => error.Pointer));
    }
}
