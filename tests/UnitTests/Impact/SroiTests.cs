using SocialEnzyme.Hub.Impact.Valuation;

namespace SocialEnzyme.Hub.UnitTests.Impact;

public sealed class SroiTests
{
    [Fact]
    public void The_return_equals_one_computed_by_hand()
    {
        // 100,000 kr. less 20 % deadweight, 10 % displacement, 30 % attribution: 50,400 kr.; 10 % less each year; 3.5 % discount.
        // 50,400/1.035 + 45,360/1.035² + 40,824/1.035³ = 48,695.652… + 42,344.045… + 36,820.909…
        var result = Sroi.Of([Avoided(100_000_00, 20, 30, 10, 10, 3), Cost(20_000_00), Cost(5_000_00)], 3.5m);
        Assert.Equal([48_695_65L, 42_344_05L, 36_820_91L], result.Lines[0].YearsOere);
        Assert.Equal(50_400_00, result.Lines[0].ImpactOere);
        Assert.Equal(127_860_61, result.PresentOere);
        Assert.Equal(102_860_61, result.NetOere);
        Assert.Equal(5.11m, result.Ratio);
        Assert.Equal(("sroi-2012/1", 3.5m), (result.Method, result.DiscountPercent));
    }

    [Fact]
    public void Halves_of_an_oere_go_away_from_zero()
    {
        Assert.Equal(1, Methods.ToOere(0.5m));
        Assert.Equal(3, Methods.ToOere(2.5m));
        Assert.Equal(-1, Methods.ToOere(-0.5m));
        // One minute at 30 øre an hour is half an øre.
        Assert.Equal(1, Methods.Value(1, 30));
        Assert.Equal(0, Methods.Value(1, 29));
    }

    [Fact]
    public void Without_money_put_in_there_is_no_ratio() => Assert.Null(Sroi.Of([Avoided(100, 0, 0, 0, 0, 1)], 0).Ratio);

    [Fact]
    public void What_would_have_come_anyway_is_no_impact() =>
        Assert.All(Sroi.Of([Avoided(100_00, 100, 0, 0, 0, 2), Avoided(100_00, 0, 100, 0, 0, 2), Avoided(100_00, 0, 0, 100, 0, 2)], 3.5m).Lines,
            line => Assert.Equal(0, line.PresentOere));

    [Fact]
    public void More_of_anything_that_lessens_never_gives_more()
    {
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var p = Enumerable.Range(0, 4).Select(_ => (decimal)random.Next(0, 100)).ToArray();
            var whole = Present(p);
            for (var j = 0; j < p.Length; j++)
            {
                var more = p.ToArray();
                more[j]++;
                Assert.InRange(Present(more), 0, whole);
            }
        }

        static long Present(decimal[] p) => Sroi.Of([Avoided(123_456_78, p[0], p[1], p[2], p[3], 5)], 3.5m).PresentOere;
    }

    [Fact]
    public void The_largest_amounts_for_the_longest_time_can_be_computed() =>
        Assert.True(Sroi.Of([.. Enumerable.Repeat(Avoided(EstimateRules.MaxOere, 0.01m, 0.01m, 0.01m, 0.01m, EstimateRules.MaxYears), 100)], 50m).PresentOere > 0);

    [Fact]
    public void An_avoided_cost_needs_its_source_and_all_four_reductions()
    {
        Assert.Equal(["#/source"], Refused(Said() with { Source = null }));
        Assert.Equal(["#/deadweightPercent"], Refused(Said() with { DeadweightPercent = null }));
        Assert.Equal(["#/attributionPercent"], Refused(Said() with { AttributionPercent = 101 }));
        Assert.Equal(["#/displacementPercent"], Refused(Said() with { DisplacementPercent = -1 }));
        Assert.Equal(["#/dropOffPercent"], Refused(Said() with { DropOffPercent = 0.001m }));
        Assert.Equal(["#/years"], Refused(Said() with { Years = 21 }));
        Assert.False(EstimateRules.Check(Said(), Guid.NewGuid(), DateTimeOffset.UnixEpoch).IsRejected(out _, out var estimate));
        Assert.True(estimate.IsEstimate);
    }

    [Fact]
    public void A_rate_begins_with_a_month_and_has_a_source()
    {
        var rate = new AddRate("frivillig", 20_000, new DateOnly(2027, 1, 1), "SDU 2013");
        Assert.False(RateRules.Check(rate, DateTimeOffset.UnixEpoch).IsRejected(out _, out _));
        foreach (var wrong in new[] { rate with { Kind = "løn" }, rate with { OerePerHour = -1 }, rate with { From = new DateOnly(2027, 1, 2) }, rate with { Source = "" } })
        {
            Assert.True(RateRules.Check(wrong, DateTimeOffset.UnixEpoch).IsRejected(out _, out _));
        }
    }

    private static AddEstimate Said() => new("k", "avoidedCost", "Noget", 100, "Kilde", 0, 0, 0, 0, 1);

    private static IEnumerable<string> Refused(AddEstimate said)
    {
        Assert.True(EstimateRules.Check(said, Guid.NewGuid(), DateTimeOffset.UnixEpoch).IsRejected(out var rejection, out _));
        return rejection.Errors.Select(error => error.Pointer);
    }

    private static Estimate Avoided(long oere, decimal deadweight, decimal attribution, decimal displacement, decimal dropOff, int years) =>
        new(Guid.Empty, "a", "avoidedCost", "Noget", oere, "Kilde", deadweight, attribution, displacement, dropOff, years, true, DateTimeOffset.UnixEpoch);

    private static Estimate Cost(long oere) => new(Guid.Empty, "c", "cost", "Penge", oere, "Bilag", null, null, null, null, null, false, DateTimeOffset.UnixEpoch);
}
