using SocialEnzyme.Hub.Impact.Outcomes;
using static SocialEnzyme.Hub.UnitTests.Impact.SomePartnership;

namespace SocialEnzyme.Hub.UnitTests.Impact;

public sealed class ResultRulesTests
{
    [Fact]
    public void A_figure_says_what_was_found_when_where_by_whom_and_how()
    {
        var figure = Accepted(Result());
        Assert.Equal((10m, new DateOnly(2027, 2, 1), "Leksand", "Egen opgørelse", "Optælling"), (figure.Value, figure.Day, figure.Place, figure.Source, figure.Method));
        Assert.Equal((Municipality, "udsatte"), (figure.ParticipantId, figure.MeasureKey));
    }

    [Fact]
    public void A_figure_without_its_place_source_or_method_is_refused()
    {
        Assert.Equal(["#/place"], Refused(Result() with { Place = " " }));
        Assert.Equal(["#/source"], Refused(Result() with { Source = null }));
        Assert.Equal(["#/method"], Refused(Result() with { Method = "" }));
    }

    [Fact]
    public void The_place_of_the_measure_is_not_taken_for_the_place_of_the_figure() =>
        Assert.Equal("Holstebro", Accepted(Result() with { Place = "Holstebro" }).Place);

    [Fact]
    public void Nobody_records_figures_of_another_partys_measure()
    {
        Assert.Equal(["#/measureKey"], Refused(Result(), by: Company));
        Assert.Equal(["#/measureKey"], Refused(Result() with { MeasureKey = "ukendt" }));
    }

    [Fact]
    public void The_measure_of_a_party_that_has_left_is_carried_on_by_those_who_stayed() =>
        Assert.Equal(HasLeft, Accepted(Result() with { MeasureKey = "arvet" }, by: Association).ParticipantId);

    [Fact]
    public void A_day_that_is_to_come_and_a_day_before_the_partnership_are_refused()
    {
        Assert.Equal(["#/day"], Refused(Result() with { Day = new DateOnly(2027, 3, 2) }));
        Assert.Equal(["#/day"], Refused(Result() with { Day = new DateOnly(2026, 1, 14) }));
        Accepted(Result() with { Day = new DateOnly(2026, 1, 15) });
        Accepted(Result() with { Day = new DateOnly(2027, 3, 1) });
    }

    [Fact]
    public void A_measure_that_was_agreed_later_takes_figures_of_days_from_then_on_and_has_its_follow_ups_after_that()
    {
        var agreed = new DateTimeOffset(2027, 1, 10, 12, 0, 0, TimeSpan.Zero);
        var known = Known() with { Measures = [.. Known().Measures, new("nyt", Municipality, "Nye naboer", "personer", 0, 10, 8, null, agreed)] };
        var result = Result() with { MeasureKey = "nyt" };
        Assert.Equal(["#/day"], Refused(result with { Day = new DateOnly(2027, 1, 9) }, of: known));
        Assert.Equal("nyt", Accepted(result with { Day = new DateOnly(2027, 1, 10) }, of: known).MeasureKey);
        // That of the others began with the partnership.
        Accepted(Result() with { Day = new DateOnly(2027, 1, 9) }, of: known);
        Assert.Equal(["#/followUpMonths"], Refused(result with { FollowUpMonths = 12, Day = new DateOnly(2027, 2, 1) }, of: known));
    }

    [Fact]
    public void A_follow_up_is_recorded_around_its_day_and_not_long_before()
    {
        Accepted(Result() with { FollowUpMonths = 12, Day = new DateOnly(2026, 12, 15) });
        Assert.Equal(["#/followUpMonths"], Refused(Result() with { FollowUpMonths = 12, Day = new DateOnly(2026, 12, 14) }));
        Assert.Equal(["#/followUpMonths"], Refused(Result() with { FollowUpMonths = 36 }));
        Assert.Equal(["#/followUpMonths"], Refused(Result() with { FollowUpMonths = 24 }));
    }

    [Fact]
    public void Shares_are_of_parties_each_once_and_come_to_a_hundred_at_most()
    {
        Accepted(Result() with { Contributions = [new(Company, 60), new(Association, 40, "Kaffe"), new(HasLeft, Text: "Ideen")] });
        Assert.Equal(["#/contributions"], Refused(Result() with { Contributions = [new(Company, 60), new(Association, 40.01m)] }));
        Assert.Equal(["#/contributions/1/participantId"], Refused(Result() with { Contributions = [new(Company, 1), new(Company, 1)] }));
        Assert.Equal(["#/contributions/0/participantId"], Refused(Result() with { Contributions = [new(Guid.CreateVersion7(), 1)] }));
        Assert.Equal(["#/contributions/0"], Refused(Result() with { Contributions = [new(Company)] }));
        Assert.Equal(["#/contributions/0"], Refused(Result() with { Contributions = [null!] }));
    }

    [Theory]
    [InlineData("1000000000000.0001")]
    [InlineData("0.00001")]
    [InlineData("-79228162514264337593543950335")]
    public void A_number_that_nobody_can_mean_is_refused(string value) =>
        Assert.Equal(["#/value"], Refused(Result() with { Value = decimal.Parse(value, System.Globalization.CultureInfo.InvariantCulture) }));

    [Fact]
    public void Everything_that_is_wrong_is_told_at_once() =>
        Assert.Equal(["#/measureKey", "#/value", "#/place", "#/source", "#/method", "#/day"], Refused(new RecordResult()));

    [Fact]
    public void Follow_ups_are_due_a_year_and_three_years_after_the_work_began_by_danish_days()
    {
        // Half past eleven in the evening of the 28th by UTC is the 29th of February in Denmark.
        var activated = new DateTimeOffset(2028, 2, 28, 23, 30, 0, TimeSpan.Zero);
        Assert.Equal(new DateOnly(2029, 2, 28), FollowUps.DueOn(activated, 12));
        Assert.Equal(new DateOnly(2031, 2, 28), FollowUps.DueOn(activated, 36));
    }

    [Theory]
    [InlineData("2026-01-15", "2027-01-15", 12)]
    [InlineData("2026-01-15", "2027-01-14", 11)]
    [InlineData("2026-01-31", "2036-02-01", 120)]
    public void The_horizon_is_in_whole_months(string from, string until, int months) =>
        Assert.Equal(months, ReadResultsHandler.Horizon(DateOnly.Parse(from, null), DateOnly.Parse(until, null)).Months);

    private static Figure Accepted(RecordResult result, Guid? by = null, KnownPartnership? of = null)
    {
        Assert.False(ResultRules.Check(result, of ?? Known(), by ?? Municipality, Now).IsRejected(out var rejection, out var figure), rejection?.Detail.English);
        return figure!;
    }

    private static IEnumerable<string> Refused(RecordResult result, Guid? by = null, KnownPartnership? of = null)
    {
        Assert.True(ResultRules.Check(result, of ?? Known(), by ?? Municipality, Now).IsRejected(out var rejection, out _));
        return rejection.Errors.Select(error => error.Pointer);
    }
}
