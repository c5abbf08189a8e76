using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class TailTests
{
    private readonly Tail _tail = new();

    [Fact]
    public void What_follows_without_a_gap_is_taken_once()
    {
        Add(7);
        Add(8);
        Assert.Equal([7, 8], Take(after: 6));
        Assert.Empty(Take(after: 8));
    }

    [Fact]
    public void Behind_a_gap_nothing_is_taken_until_the_gap_was_read_elsewhere()
    {
        Add(7);
        Add(9);
        Assert.Equal([7], Take(after: 6));
        Assert.Empty(Take(after: 7));
        Assert.Equal([9], Take(after: 8));
    }

    [Fact]
    public void Nothing_is_taken_from_before_where_the_stream_is()
    {
        Add(7);
        Add(8);
        Assert.Equal([8], Take(after: 7));
    }

    [Fact]
    public void What_waited_too_long_is_left_to_the_database_and_so_is_what_follows_it()
    {
        Add(7, at: 100);
        Add(8, at: 200);
        Assert.Empty(_tail.Take(6, 10, notBefore: 150));
        Assert.Equal(8, Assert.Single(_tail.Take(7, 10, notBefore: 150)).Sequence);
    }

    [Fact]
    public void What_was_overtaken_while_it_waited_says_by_what()
    {
        var first = Add(7);
        var second = Add(8, supersedes: first.Id);
        var taken = _tail.Take(6, 10, 0);
        Assert.Equal([second.Id, null], taken.Select(entry => entry.SupersededBy));
    }

    [Fact]
    public void In_doubt_nothing_is_taken_until_the_stream_has_asked()
    {
        Add(7);
        _tail.Doubt();
        Assert.Empty(Take(after: 6));
        Assert.True(_tail.Trust());
        Assert.Equal([7], Take(after: 6));
        Assert.False(_tail.Trust());
    }

    [Fact]
    public void Of_more_than_there_is_room_for_the_oldest_go()
    {
        for (var sequence = 1; sequence <= 1_000; sequence++)
        {
            Add(sequence);
        }
        Assert.Empty(Take(after: 0));
        Assert.Equal(1_000, Take(after: 900).Last());
    }

    private LogEvent Add(long sequence, Guid? supersedes = null, long at = 100)
    {
        var @event = new LogEvent(Guid.CreateVersion7(), Guid.CreateVersion7(), EventKind.NeedPublished, DateTimeOffset.UnixEpoch, null, null, null, []);
        _tail.Add(sequence, @event, supersedes, at);
        return @event;
    }

    private IEnumerable<long> Take(long after) => _tail.Take(after, 1_000, 0).Select(entry => entry.Sequence);
}
