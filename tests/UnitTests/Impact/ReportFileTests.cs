using SocialEnzyme.Hub.Impact.Reports;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.Impact;

public sealed class ReportFileTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+45 12", "'+45 12")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("|calc", "'|calc")]
    [InlineData("=HYPERLINK(\"x\";\"y\")", "\"'=HYPERLINK(\"\"x\"\";\"\"y\"\")\"")]
    [InlineData("Æblefløsk; med \"flæsk\"", "\"Æblefløsk; med \"\"flæsk\"\"\"")]
    [InlineData("KAB", "KAB")]
    [InlineData("", "")]
    public void No_text_is_a_formula_to_a_spreadsheet(string text, string cell) => Assert.Equal(cell, Csv.Cell(text));

    [Fact]
    public void Numbers_are_numbers_also_below_zero()
    {
        Assert.Equal("-60", Csv.Cell(-60L));
        Assert.Equal("1234,5", Csv.Cell(1234.50m / 1.00m));
        Assert.Equal("", Csv.Cell(null));
        Assert.Equal("2026-11-22", Csv.Cell(new DateOnly(2026, 11, 22)));
    }

    [Fact]
    public void A_file_begins_with_the_mark_of_utf8_and_ends_each_row_as_the_standard_has_it()
    {
        var csv = new Csv("a", "b");
        csv.Row("ø", 1L);
        Assert.Equal([0xEF, 0xBB, 0xBF, .. "a;b\r\nø;1\r\n"u8], csv.ToUtf8());
    }

    [Fact]
    public void The_link_of_a_month_stays_within_the_period_that_was_asked_for()
    {
        var query = new ReportQuery { From = "2026-01-10", Until = "2026-03-05", Kind = "faglig" };
        Assert.Equal("/v1/impact/entries?from=2026-01-10&kind=faglig&until=2026-01-31", Groups.Entries(query, "month", "2026-01"));
        Assert.Equal("/v1/impact/entries?from=2026-03-01&kind=faglig&until=2026-03-05", Groups.Entries(query, "month", "2026-03"));
    }

    [Fact]
    public void The_link_of_a_group_keeps_what_was_asked_for_beside_it()
    {
        var query = new ReportQuery { Kle = ["27.35"], Goal = ["8"] };
        Assert.Equal("/v1/impact/entries?goal=8&kle=27.35&kle=15", Groups.Entries(query, "kle", "15"));
        Assert.Equal("/v1/impact/entries?goal=8&kle=27.35&goal=none", Groups.Entries(query, "goal", ""));
        Assert.Equal("/v1/impact/entries?goal=8&kle=27.35", Groups.Entries(query, "goal", null));
        Assert.Equal("/v1/impact/entries?party=x&sector=market&goal=8&kle=27.35", Groups.Entries(query, "company", "x"));
    }

    [Fact]
    public void Whole_months_are_read_from_the_sums_and_nothing_else_is()
    {
        Assert.True(Read(new()).IsOfWholeMonths);
        Assert.True(Read(new() { From = "2026-02-01", Until = "2028-02-29" }).IsOfWholeMonths);
        Assert.False(Read(new() { Until = "2028-02-28" }).IsOfWholeMonths);
        Assert.False(Read(new() { From = "2026-02-02" }).IsOfWholeMonths);
        Assert.False(Read(new() { AsOf = "2026-01-01T00:00:00Z" }).IsOfWholeMonths);
    }

    [Fact]
    public void Every_wrong_filter_is_told_of()
    {
        var errors = new List<FieldError>();
        ReportFilters.Read(new ReportFilter
        {
            From = "2026-13-01",
            Until = "i går",
            AsOf = "2026-01-01T00:00:00",
            Municipality = "9999",
            Partnership = "x",
            Umbrella = "x",
            Party = "x",
            Sector = "x",
            Kind = "x",
            Goal = ["18"],
            Kle = ["2"],
        }, DateTimeOffset.UnixEpoch, errors);
        Assert.Equal(
            ["asOf", "from", "goal", "kind", "kle", "municipality", "partnership", "party", "sector", "umbrella", "until"],
            errors.Select(error => error.Pointer[2..]).Order());
    }

    [Fact]
    public void The_past_that_may_still_change_is_not_told()
    {
        var errors = new List<FieldError>();
        ReportFilters.Read(new ReportFilter { AsOf = "1970-01-01T00:00:00Z" }, DateTimeOffset.UnixEpoch.AddSeconds(9), errors);
        Assert.Single(errors);
        Assert.Equal(DateTimeOffset.UnixEpoch, ReportFilters.Read(new ReportFilter { AsOf = "1970-01-01T01:00:00+01:00" }, DateTimeOffset.UnixEpoch.AddSeconds(10), []).AsOf);
    }

    private static ReportSearch Read(ReportFilter filter) => ReportFilters.Read(filter, DateTimeOffset.UnixEpoch.AddYears(100), []);
}
