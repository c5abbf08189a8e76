using SocialEnzyme.Hub.Impact.Hours;
using SocialEnzyme.Hub.Impact.Partnerships;

namespace SocialEnzyme.Hub.UnitTests.Impact;

public sealed class HoursReportingRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 4, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly Guid Reporter = Guid.CreateVersion7();
    private static readonly Guid Other = Guid.CreateVersion7();
    private static readonly Guid Id = Guid.CreateVersion7();

    [Fact]
    public void Rows_of_one_file_fill_a_day_one_after_another_and_a_replaced_one_makes_room()
    {
        var reporting = new Reporting(Desk(), _ => Guid.CreateVersion7(), Now);
        Assert.Equal("reported", Take(reporting, "a", 1_000));
        Assert.Equal("invalid-fields", Take(reporting, "b", 441));
        Assert.Equal("reported", Take(reporting, "b", 440));
        Assert.Equal("invalid-fields", Take(reporting, "c", 1));
        Assert.Equal("replaced", Take(reporting, "a", 900));
        Assert.Equal("reported", Take(reporting, "c", 100));
        Assert.Equal("unchanged", Take(reporting, "c", 100));
        Assert.Equal(3, reporting.Change.Saved.Count);
    }

    [Fact]
    public void What_the_rule_lets_through_counts_at_once_and_is_not_replaced_any_more()
    {
        var reporting = new Reporting(Desk(60), _ => Guid.CreateVersion7(), Now);
        Take(reporting, "a", 60);
        Take(reporting, "b", 61);
        Assert.Equal([60], reporting.Change.Entered.Select(entry => entry.Minutes));
        Assert.Equal("conflict", Take(reporting, "a", 61));
        Assert.Single(reporting.Change.Reported);
    }

    [Fact]
    public void What_another_reported_too_waits_whatever_the_rule_says()
    {
        var content = Content(30);
        var reporting = new Reporting(
            Desk(60) with { Rivals = new HashSet<(Guid, Guid)> { (Id, content.Twin) } }, _ => Guid.CreateVersion7(), Now);
        Assert.Equal("reported", Take(reporting, "a", 30));
        Assert.Empty(reporting.Change.Entered);
        Assert.Equal(HoursState.Questioned, Assert.Single(reporting.Change.Saved).State);
    }

    [Fact]
    public void Twins_have_activity_day_and_volunteer_alike_however_they_are_spelled()
    {
        var one = Content(30);
        Assert.Equal(one.Twin, Content(90, activity: "  LEKTIE-hjælp!").Twin);
        Assert.NotEqual(one.Twin, Content(30, activity: "Lektiehjælp").Twin);
        Assert.NotEqual(one.Twin, Content(30, volunteer: "v-2").Twin);
        Assert.NotEqual(one.Twin, Content(30, volunteer: null).Twin);
        Assert.NotEqual(Content(30, volunteer: null).Twin, Content(31, volunteer: null).Twin);
        Assert.Equal(Content(30, volunteer: null).Twin, Content(30, volunteer: null).Twin);
    }

    [Fact]
    public void A_day_belongs_to_who_was_at_the_table_in_Denmark_on_that_day()
    {
        // 22:30 UTC is the next day in Denmark in summer.
        var moved = new DateTimeOffset(2026, 6, 30, 22, 30, 0, TimeSpan.Zero);
        var gone = new Party(Other, "KAB", "left", Now.AddYears(-1), moved);
        var come = new Party(Reporter, "Ny", "joined", moved, null);
        var partnership = Known() with { Parties = [gone, come], From = new DateOnly(2025, 1, 1) };
        Assert.True(partnership.Has(gone, new DateOnly(2026, 7, 1)));
        Assert.False(partnership.Has(gone, new DateOnly(2026, 7, 2)));
        Assert.False(partnership.Has(come, new DateOnly(2026, 6, 30)));
        Assert.True(partnership.Has(come, new DateOnly(2026, 7, 1)));
        // Whoever was there from the beginning was there when the work began.
        Assert.True(partnership.Has(gone, new DateOnly(2025, 1, 1)));
        Assert.False(partnership.Has(gone, new DateOnly(2024, 12, 31)));
    }

    [Theory]
    [InlineData("frivillig-7", true)]
    [InlineData("a1", true)]
    [InlineData("Anders", false)]
    [InlineData("Anders_Hansen", false)]
    [InlineData("Anders 7", false)]
    [InlineData("anders.7", false)]
    public void A_pseudonym_is_no_name(string volunteer, bool isTaken)
    {
        var outcome = HoursRules.Check(Row() with { Volunteer = volunteer }, Reporter, new DateOnly(2026, 4, 20));
        Assert.Equal(isTaken, !outcome.IsRejected(out _, out _));
    }

    [Fact]
    public void Tomorrow_in_Denmark_is_the_future() =>
        Assert.True(HoursRules.Check(Row() with { Day = new DateOnly(2026, 4, 21) }, Reporter, new DateOnly(2026, 4, 20)).IsRejected(out _, out _));

    [Fact]
    public void Reports_that_stay_away_much_longer_than_they_used_to_are_noticed()
    {
        var first = new DateOnly(2026, 3, 2);
        List<DateOnly> weekly = [first, first.AddDays(7), first.AddDays(14), first.AddDays(21)];
        Assert.Null(Silence.Since(weekly, first.AddDays(21 + 14)));
        Assert.Equal(first.AddDays(22), Silence.Since(weekly, first.AddDays(21 + 15)));
        List<DateOnly> daily = [first, first.AddDays(1), first.AddDays(2), first.AddDays(3)];
        Assert.Null(Silence.Since(daily, first.AddDays(5)));
        Assert.Equal(first.AddDays(4), Silence.Since(daily, first.AddDays(6)));
        Assert.Null(Silence.Since(daily[..3], first.AddDays(300)));
        Assert.Null(Silence.Since([], first));
    }

    [Theory]
    [InlineData("reference,partnershipId,kind,minutes,day,activity", "a,{0},frivillig,60,2026-01-01,\"x, \"\"y\"\"\"", "x, \"y\"")]
    [InlineData("DAY;activity;minutes;kind;partnershipID;reference", "2026-01-01;x;60;faglig;{0};a", "x")]
    [InlineData("reference\tpartnershipId\tkind\tminutes\tday\tactivity", "a\t{0}\tfaglig\t60\t2026-01-01\t \"x", "\"x")]
    public void Csv_names_its_columns_in_any_order_and_case(string header, string row, string activity)
    {
        var csv = new CsvHours();
        Assert.Null(csv.Parse(System.Text.Encoding.UTF8.GetBytes(header)));
        var line = row.Replace("{0}", Id.ToString(), StringComparison.Ordinal);
        Assert.False(csv.Parse(System.Text.Encoding.UTF8.GetBytes(line))!.Value.IsRejected(out var rejection, out var read), rejection?.Detail.English);
        Assert.Equal((activity, 60, Id, "a"), (read!.Activity, read.Minutes, read.PartnershipId, read.Reference));
    }

    [Fact]
    public void A_page_of_a_link_shows_what_others_wrote_as_text()
    {
        var page = ApprovalPage.Write(
            new FollowedLink(LinkState.Open)
            {
                Partnership = "<script>alert(1)</script>",
                Reporter = "\"><img src=x>",
                Waiting = [new WaitingSum(HoursKind.Faglig, 2, 61, new(2026, 1, 1), new(2026, 1, 2))],
            }, "en");
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", page, StringComparison.Ordinal);
        Assert.Contains("1:01", page, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", page, StringComparison.Ordinal);
    }

    private static string Take(Reporting reporting, string reference, int minutes) =>
        reporting.Take(new CheckedRow(reference, Content(minutes))).IsRejected(out var rejection, out var reported) ? rejection.Code.Name : reported.Outcome;

    private static HoursContent Content(int minutes, string activity = "Lektie hjælp", string? volunteer = "v-1") =>
        new(Id, Reporter, HoursKind.Frivillig, minutes, new DateOnly(2026, 4, 17), activity, volunteer);

    private static ReportHour Row() => new()
    {
        Reference = "a",
        PartnershipId = Id,
        Kind = HoursKind.Frivillig,
        Minutes = 60,
        Day = new DateOnly(2026, 4, 17),
        Activity = "Lektiehjælp",
    };

    private static Partnership Known(int? autoApproved = null) => new(
        Id, "active", "Lektiehjælp", autoApproved, true, null, Now.AddMonths(-6),
        [new Party(Reporter, "Foreningen", "consented", Now.AddYears(-1), null), new Party(Other, "Kommunen", "consented", Now.AddYears(-1), null)]);

    private static ReporterDesk Desk(int? autoApproved = null) => new(
        Reporter, "Foreningen", new Dictionary<Guid, Partnership> { [Id] = Known(autoApproved) }, [], [], new HashSet<(Guid, Guid)>());
}
