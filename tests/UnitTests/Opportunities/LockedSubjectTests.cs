using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.UnitTests.Opportunities;

public sealed class LockedSubjectTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);
    private static readonly Guid First = Guid.CreateVersion7(), Second = Guid.CreateVersion7();

    private readonly LockedSubject _need = new(Guid.CreateVersion7(), 0, null, []);

    [Fact]
    public void A_late_older_version_is_dropped()
    {
        Assert.NotNull(_need.Take(Event(EventKind.NeedUpdated, 2), [First], 1));
        Assert.Null(_need.Take(Event(EventKind.NeedPublished, 1), [First], 1));
    }

    [Fact]
    public void The_same_version_counts_once()
    {
        Assert.NotNull(_need.Take(Event(EventKind.NeedPublished, 1), [First], 1));
        Assert.Null(_need.Take(Event(EventKind.NeedPublished, 1), [First], 1));
    }

    [Fact]
    public void A_publish_after_its_end_is_dead_on_arrival()
    {
        Assert.Empty(_need.Take(Event(EventKind.NeedWithdrawn, 2), [], 1)!.Recipients);
        Assert.Null(_need.Take(Event(EventKind.NeedPublished, 1), [First], 1));
    }

    [Fact]
    public void A_later_event_goes_to_all_who_got_an_earlier_one_and_overtakes_it()
    {
        var published = _need.Take(Event(EventKind.NeedPublished, 1), [First], 1)!;
        var updated = _need.Take(Event(EventKind.NeedUpdated, 2), [Second], 2)!;
        var ended = _need.Take(Event(EventKind.NeedExpired, 3), [], 3)!;
        Assert.Equal(new[] { First, Second }.Order(), updated.Recipients);
        Assert.Equal(updated.Recipients, ended.Recipients);
        Assert.Equal((published.Event.Id, updated.Event.Id), (updated.Supersedes, ended.Supersedes));
    }

    [Fact]
    public void Sequences_go_on_without_a_gap_and_who_is_gone_gets_none()
    {
        var entries = new[]
        {
            _need.Take(Event(EventKind.NeedPublished, 1), [First, Second], 1)!,
            _need.Take(Event(EventKind.NeedUpdated, 2), [First], 1)!,
        };
        var batch = new LogBatch(entries, [_need]);
        Assert.Equal([1L, 1L], batch.PlacesOf(entries[0]));
        Assert.Equal(2, batch.Raises[First]);
        batch.Deliver(new Dictionary<Guid, long> { [First] = 7 });
        Assert.Equal([(First, 8L), (First, 9L)], entries.SelectMany(entry => batch.RecipientsOf(entry).Subscriptions.Zip(batch.RecipientsOf(entry).Sequences)));
        Assert.Equal(entries[1].Event.Id, batch.SupersederOf(entries[0]));
    }

    [Fact]
    public void What_was_overtaken_or_is_out_of_time_goes_without_data()
    {
        var open = Event(EventKind.NeedPublished, 1).ToLogEvent();
        var by = Guid.CreateVersion7();
        Assert.Null(Delivery.At(Now, First, 1, open, null).SupersededBy);
        Assert.Equal(by.ToString(), Delivery.At(Now, First, 1, open, by).SupersededBy);
        Assert.Equal(Delivery.Expired, Delivery.At(Now.AddDays(2), First, 1, open, null).SupersededBy);
        Assert.Null(Delivery.At(Now.AddDays(2), First, 1, Event(EventKind.NeedExpired, 2).ToLogEvent(), null).SupersededBy);
    }

    [Fact]
    public void The_data_say_id_version_and_what_the_world_may_know()
    {
        using var open = System.Text.Json.JsonDocument.Parse(Event(EventKind.NeedPublished, 1).ToData());
        Assert.Equal(_need.Id, open.RootElement.GetProperty("needId").GetGuid());
        Assert.Equal("Lektiehjælp", open.RootElement.GetProperty("title").GetString());
        Assert.Equal($$"""{"needId":"{{_need.Id}}","version":2,"reason":"\"dækket\""}""".Replace("\\\"", "\\u0022", StringComparison.Ordinal),
            (Event(EventKind.NeedWithdrawn, 2) with { Reason = "\"dækket\"" }).ToData());
        Assert.Equal($$"""{"needId":"{{_need.Id}}","version":3}""", Event(EventKind.NeedFilled, 3).ToData());
    }

    private NeedEvent Event(EventKind kind, long version) =>
        new(new Arrival(Guid.CreateVersion7(), null, default), kind, _need.Id, version, Now) { Need = kind.IsOpen ? Open : null };

    private static readonly PublicNeed Open = new(
        Guid.CreateVersion7(), "Ærø Kommune", null, "Lektiehjælp", "To timer om ugen", "learning", [], "local", "0492", null, null, null, null, null, null, [],
        Now.AddDays(1), new Dictionary<string, string>());
}
