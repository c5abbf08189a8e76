using SocialEnzyme.Hub.Opportunities.Subscriptions;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class CursorTests
{
    private static readonly Guid Subscription = Guid.CreateVersion7();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void A_cursor_is_read_as_it_was_written(long sequence)
    {
        Assert.True(Cursor.TryRead(Cursor.Write(Subscription, sequence), Subscription, out var read));
        Assert.Equal(sequence, read);
    }

    [Fact]
    public void The_cursor_of_another_subscription_is_none() =>
        Assert.False(Cursor.TryRead(Cursor.Write(Guid.CreateVersion7(), 1), Subscription, out _));

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("æøå")]
    [InlineData("================================")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void Anything_else_is_no_cursor(string text) => Assert.False(Cursor.TryRead(text, Subscription, out _));

    [Fact]
    public void A_negative_sequence_is_no_cursor() => Assert.False(Cursor.TryRead(Cursor.Write(Subscription, -1), Subscription, out _));

    [Fact]
    public void Sequences_sort_as_text() =>
        Assert.True(string.CompareOrdinal(Cursor.Sequence(9), Cursor.Sequence(10)) < 0);
}
