using SocialEnzyme.Hub.Offers;

namespace SocialEnzyme.Hub.UnitTests.Offers;

public sealed class SlotTests
{
    private static readonly DateTimeOffset Now = SomeOffer.Now;

    [Theory]
    [InlineData("2027-03-28T00:00:00+01:00", "2027-03-29T00:00:00+02:00", 23)]
    [InlineData("2027-10-31T00:00:00+02:00", "2027-11-01T00:00:00+01:00", 25)]
    [InlineData("2027-06-01T00:00:00+02:00", "2027-06-02T00:00:00+02:00", 24)]
    public void Hours_are_counted_as_they_pass_also_when_the_clocks_change(string from, string until, int hours)
    {
        var slot = Read(from, until);
        Assert.Null(BookedSlot.Check(slot, SomeOffer.Content(), Now));
        Assert.Equal(hours, slot.Hours);
    }

    [Fact]
    public void Ninety_days_are_ninety_times_24_hours_also_over_a_change_of_the_clocks()
    {
        var from = DateTimeOffset.Parse("2027-03-01T00:00:00+01:00", System.Globalization.CultureInfo.InvariantCulture);
        Assert.Null(BookedSlot.Check(new BookedSlot(from, from.AddHours(90 * 24)), SomeOffer.Content(), Now));
        Assert.NotNull(BookedSlot.Check(new BookedSlot(from, from.AddHours((90 * 24) + 1)), SomeOffer.Content(), Now));
    }

    [Theory]
    [InlineData("2027-01-04T09:30:00+01:00", "2027-01-04T11:00:00+01:00", "#/slot")]
    [InlineData("2027-01-04T11:00:00+01:00", "2027-01-04T11:00:00+01:00", "#/slot/until")]
    [InlineData("2026-11-22T08:00:00Z", "2026-11-22T10:00:00Z", "#/slot/from")]
    [InlineData("2033-01-01T08:00:00Z", "2033-01-01T10:00:00Z", "#/slot/from")]
    public void A_slot_is_whole_hours_that_lie_ahead(string from, string until, string pointer) =>
        Assert.Equal(pointer, Assert.Single(BookedSlot.Check(Read(from, until), SomeOffer.Content(), Now)!.Errors).Pointer);

    [Fact]
    public void The_hour_that_has_begun_may_still_be_booked() =>
        Assert.Null(BookedSlot.Check(new BookedSlot(Now, Now.AddHours(1)), SomeOffer.Content(), Now.AddMinutes(59)));

    [Fact]
    public void A_slot_lies_inside_the_window_of_the_offer()
    {
        var offer = SomeOffer.Content() with { Window = new OfferWindow(Now.AddDays(1), Now.AddDays(2)) };
        Assert.Null(BookedSlot.Check(new BookedSlot(Now.AddDays(1), Now.AddDays(2)), offer, Now));
        Assert.NotNull(BookedSlot.Check(new BookedSlot(Now.AddDays(1).AddHours(-1), Now.AddDays(2)), offer, Now));
        Assert.NotNull(BookedSlot.Check(new BookedSlot(Now.AddDays(1), Now.AddDays(2).AddHours(1)), offer, Now));
    }

    [Theory]
    [InlineData("2026-12-23T22:00:00+01:00", "2026-12-24T00:00:00+01:00", true)]
    [InlineData("2026-12-23T22:00:00+01:00", "2026-12-24T01:00:00+01:00", false)]
    [InlineData("2026-12-24T23:00:00+01:00", "2026-12-25T01:00:00+01:00", false)]
    [InlineData("2026-12-25T00:00:00+01:00", "2026-12-25T01:00:00+01:00", true)]
    [InlineData("2026-12-20T00:00:00+01:00", "2026-12-30T00:00:00+01:00", false)]
    public void A_blackout_date_is_a_Danish_day(string from, string until, bool isFree)
    {
        var offer = SomeOffer.Content() with { BlackoutDates = [new DateOnly(2026, 12, 24)] };
        Assert.Equal(isFree, BookedSlot.Check(Read(from, until), offer, Now) is null);
    }

    [Fact]
    public void The_peak_is_the_most_at_one_moment_and_adjoining_bookings_do_not_add_up()
    {
        Assert.Equal(0, BookedSlot.Peak([]));
        Assert.Equal(1, BookedSlot.Peak([(At(0, 2), 1), (At(2, 4), 1)]));
        Assert.Equal(3, BookedSlot.Peak([(At(0, 2), 1), (At(1, 4), 2), (At(2, 3), 1)]));
    }

    [Fact]
    public void The_peak_is_what_counting_every_hour_finds()
    {
        var random = new Random(7);
        for (var round = 0; round < 300; round++)
        {
            var bookings = Enumerable.Range(0, random.Next(0, 8)).Select(_ =>
            {
                var from = random.Next(0, 20);
                return (Slot: At(from, from + random.Next(1, 6)), Quantity: (long)random.Next(1, 4));
            }).ToList();
            var counted = Enumerable.Range(0, 30).Max(hour => bookings.Where(booking => booking.Slot.Overlaps(At(hour, hour + 1))).Sum(booking => booking.Quantity));
            Assert.Equal(counted, BookedSlot.Peak(bookings));
        }
    }

    private static BookedSlot At(int from, int until) => new(Now.AddDays(1).AddHours(from), Now.AddDays(1).AddHours(until));

    private static BookedSlot Read(string from, string until) => BookedSlot.Of(new Slot(
        DateTimeOffset.Parse(from, System.Globalization.CultureInfo.InvariantCulture), DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture)))!;
}
