using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.UnitTests.Matching;

public sealed class PairMatchTests
{
    private const int Pairs = 1_000;

    private static readonly string[] Weighted = ["category", "skills", "area", "window", "quantity"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Its_verdict_is_that_of_a_check_written_apart(int seed)
    {
        var (random, matches) = (new RandomPairs(seed), 0);
        for (var i = 0; i < 20 * Pairs; i++)
        {
            var (need, offer) = random.Next();
            var isMatch = PairMatch.Match(need, offer, Needs.Noon).IsMatch;
            Assert.True(isMatch == NaiveMatch.Fits(need, offer, Needs.Noon), $"{need} {offer}");
            matches += isMatch ? 1 : 0;
        }
        // Else nothing was compared.
        Assert.InRange(matches, 100, 10 * Pairs);
    }

    [Fact]
    public void The_explanation_recomputes_to_the_same_score_and_verdict()
    {
        int[] weights = [300, 250, 200, 150, 100];
        var random = new RandomPairs(4);
        for (var i = 0; i < Pairs; i++)
        {
            var (need, offer) = random.Next();
            var verdict = PairMatch.Match(need, offer, Needs.Noon);
            var reasons = verdict.Reasons().ToDictionary(reason => reason.Criterion);

            Assert.Equal(reasons.Values.All(reason => reason.IsMet), verdict.IsMatch);
            Assert.Equal((int)Math.Round(Weighted.Zip(weights, (name, weight) => reasons[name].Score * weight / 1_000m).Sum(), MidpointRounding.AwayFromZero), verdict.Score);
            Assert.InRange(verdict.Score, 0, 1_000);
            Assert.All(reasons.Values, reason => Assert.True(reason.Da.Length > 0 && reason.En.Length > 0 && (reason.IsMet || reason.Score == 0)));
            Assert.Equal(verdict.Score, PairMatch.Match(need, offer, Needs.Noon).Score);
            Assert.Equal(verdict.Summary(), PairMatch.Match(need, offer, Needs.Noon).Summary());
        }
    }

    [Fact]
    public void Changing_exactly_what_the_explanation_names_makes_the_pair_fit()
    {
        var (random, unmet) = (new RandomPairs(5), 0);
        while (unmet < Pairs)
        {
            var (need, offer) = random.Next();
            var verdict = PairMatch.Match(need, offer, Needs.Noon);
            var failing = PairWeights.Criteria.Where(criterion => !verdict[criterion].IsMet).ToList();
            unmet += failing.Count > 0 ? 1 : 0;
            foreach (var left in failing)
            {
                var almost = failing.Where(criterion => criterion != left).Aggregate((need, offer), (pair, criterion) => RandomPairs.Mend(criterion, pair.need, pair.offer));
                Assert.Equal([left], Failing(almost));
            }
            Assert.Empty(Failing(failing.Aggregate((need, offer), (pair, criterion) => RandomPairs.Mend(criterion, pair.need, pair.offer))));
        }
    }

    [Fact]
    public void Weights_are_a_thousand_together() => Assert.Equal(1_000, PairWeights.Criteria.Sum(PairWeights.Of));

    [Theory]
    [InlineData("2026-03-29", 23)] // the clock goes forward
    [InlineData("2026-10-25", 25)] // the clock goes back
    [InlineData("2026-07-01", 24)]
    public void A_blackout_day_takes_out_the_whole_Danish_day_and_nothing_beside_it(string day, int hours)
    {
        var date = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");
        var (from, until) = (Start(date), Start(date.AddDays(1)));
        Assert.Equal(hours, (until - from).TotalHours);
        var offer = Offers.Any() with { From = from.AddDays(-7), Until = until.AddDays(7), BlackoutDates = [date, date] };

        Assert.False(Window(offer, from, until).IsMet);
        Assert.True(Window(offer, from.AddTicks(-1), until).IsMet);
        Assert.True(Window(offer, from, until.AddTicks(1)).IsMet);
        // An hour on each side of the day: what is left of the need's window.
        Assert.Equal(2_000 / (hours + 2), Window(offer, from.AddHours(-1), until.AddHours(1)).Score);

        DateTimeOffset Start(DateOnly of) => new(of.ToDateTime(TimeOnly.MinValue), zone.GetUtcOffset(of.ToDateTime(TimeOnly.MinValue)));
    }

    [Fact]
    public void Windows_hold_their_first_moment_and_not_their_last()
    {
        var offer = Offers.Any() with { From = Needs.Noon, Until = Needs.Noon.AddHours(10) };
        Assert.False(Window(offer, Needs.Noon.AddHours(-2), Needs.Noon).IsMet);
        Assert.True(Window(offer, Needs.Noon.AddHours(-2), Needs.Noon.AddTicks(1)).IsMet);
        Assert.False(Window(offer, Needs.Noon.AddHours(10), null).IsMet);
        Assert.True(Window(offer, null, null) is { IsMet: true, Score: 1_000 });
    }

    [Theory]
    [InlineData("0001-01-01")]
    [InlineData("9999-12-31")]
    public void A_blackout_day_at_the_end_of_all_time_harms_nothing(string day)
    {
        var offer = Offers.Any() with { BlackoutDates = [DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture)], From = DateTimeOffset.MinValue, Until = DateTimeOffset.MaxValue };
        Assert.True(Window(offer, DateTimeOffset.MinValue, DateTimeOffset.MaxValue).IsMet);
        Assert.True(Window(offer, Needs.Noon, Needs.Noon.AddDays(1)).IsMet);
    }

    [Fact]
    public void The_edge_of_a_radius_belongs_to_it_and_nearer_is_better()
    {
        var (center, place) = (new GeoPoint(55.676, 12.568), new GeoPoint(55.7, 12.6));
        var need = Needs.At(place.Latitude, place.Longitude);
        var km = center.DistanceTo(place) / 1_000;

        Assert.True(Area(need, km).IsMet);
        Assert.False(Area(need, km - 1e-6).IsMet);
        Assert.True(Area(need, 2 * km).Score > Area(need, 1.5 * km).Score);
        Assert.True(Area(Needs.At(center.Latitude, center.Longitude), km) is { IsMet: true, Score: 1_000 });

        static Judgement Area(PublicNeed need, double km) => PairMatch.Match(need, Offers.Around(55.676, 12.568, km), Needs.Noon)[Criterion.Area];
    }

    [Fact]
    public void A_need_without_a_place_meets_no_radius_and_a_national_one_every_municipality()
    {
        var some = Offers.Any() with { Area = new PublicArea(null, null, ["0461"], false) };
        var national = Needs.Local() with { Scope = "national", Municipality = null };
        Assert.False(PairMatch.Match(national, Offers.Around(55, 12, 1_000), Needs.Noon)[Criterion.Area].IsMet);
        Assert.True(PairMatch.Match(national, some, Needs.Noon)[Criterion.Area].IsMet);
        Assert.False(PairMatch.Match(Needs.Local("0101"), some, Needs.Noon)[Criterion.Area].IsMet);
        Assert.True(PairMatch.Match(Needs.Local("0461"), some, Needs.Noon)[Criterion.Area].IsMet);
    }

    [Fact]
    public void Money_counts_until_its_deadline_and_for_those_it_is_meant_for()
    {
        var money = Offers.Contribution("money", 500, Needs.Noon);
        Assert.True(Fits(money, "civil"));
        Assert.False(PairMatch.Match(Needs.Local(), Offers.Any() with { Contributions = [money] }, Needs.Noon.AddTicks(1)).IsMatch);
        Assert.True(Fits(money with { EligibleSectors = ["civil"] }, "civil"));
        Assert.False(Fits(money with { EligibleSectors = ["civil"] }, "public"));
        Assert.False(Fits(money with { EligibleSectors = ["civil"] }, null));
        Assert.True(Fits(money, null));

        static bool Fits(PublicContribution money, string? sector) =>
            PairMatch.Match(Needs.Local() with { PublisherSector = sector }, Offers.Any() with { Contributions = [money] }, Needs.Noon).IsMatch;
    }

    [Fact]
    public void The_sentence_names_category_distance_and_kind()
    {
        var need = Needs.At(55.70, 12.568) with { Title = "Gældsrådgivning", Category = "gæld", Wants = ["hours"] };
        var offer = Offers.Around(55.676, 12.568, 10) with { Title = "Advokat", Categories = ["Gæld"] };
        var summary = PairMatch.Match(need, offer, Needs.Noon).Summary();

        Assert.Equal("»Advokat« passer til »Gældsrådgivning«: kategorien gæld er tilbudt, behovet kræver ingen særlige evner, 2,7 km væk; "
            + "tilbuddet rækker 10,0 km, tiden passer, der tilbydes timer, der er noget tilbage at give.", summary.Danish);
        Assert.Contains("the category gæld is offered", summary.English, StringComparison.Ordinal);
        Assert.Contains("2.7 km away", summary.English, StringComparison.Ordinal);
        Assert.Contains("hours", summary.English, StringComparison.Ordinal);
    }

    private static Judgement Window(PublicOffer offer, DateTimeOffset? from, DateTimeOffset? until) =>
        PairMatch.Match(Needs.Local() with { From = from, Until = until }, offer, Needs.Noon)[Criterion.Window];

    private static List<Criterion> Failing((PublicNeed Need, PublicOffer Offer) pair)
    {
        var verdict = PairMatch.Match(pair.Need, pair.Offer, Needs.Noon);
        return [.. PairWeights.Criteria.Where(criterion => !verdict[criterion].IsMet)];
    }
}
