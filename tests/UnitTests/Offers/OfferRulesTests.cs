using SocialEnzyme.Hub.Offers;

namespace SocialEnzyme.Hub.UnitTests.Offers;

public sealed class OfferRulesTests
{
    private static readonly DateTimeOffset Now = SomeOffer.Now;

    [Fact]
    public void Title_description_an_area_and_one_contribution_are_enough() =>
        Assert.Equal(["0101"], SomeOffer.Checked(SomeOffer.Content()).Area!.Municipalities);

    [Fact]
    public void The_center_is_rounded_and_the_exact_place_not_kept()
    {
        var clean = SomeOffer.Checked(SomeOffer.Content() with { Area = Circle(55.676123, 12.568456, 5) });
        Assert.NotEqual(55.676123, clean.Area!.Center!.Latitude);
        Assert.InRange(clean.Area.Center.Latitude!.Value, 55.675, 55.677);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(5_000)]
    [InlineData(double.NaN)]
    public void A_radius_is_more_than_nothing_and_at_most_1000_km(double radius) =>
        Refuses(SomeOffer.Content() with { Area = Circle(55.68, 12.57, radius) }, "#/area/radiusKm");

    [Fact]
    public void A_center_outside_Denmark_is_refused() => Refuses(SomeOffer.Content() with { Area = Circle(12.57, 55.68, 5) }, "#/area/center");

    [Fact]
    public void An_area_is_said_in_exactly_one_way()
    {
        Refuses(SomeOffer.Content() with { Area = null }, "#/area");
        Refuses(SomeOffer.Content() with { Area = new OfferArea() }, "#/area");
        Refuses(SomeOffer.Content() with { Area = Circle(55.68, 12.57, 5) with { Country = true } }, "#/area");
        Refuses(SomeOffer.Content() with { Area = new OfferArea { Country = true, Municipalities = ["0101"] } }, "#/area");
        Refuses(SomeOffer.Content() with { Area = new OfferArea { RadiusKm = 5 } }, "#/area/center");
    }

    [Fact]
    public void An_unknown_municipality_has_a_code_of_its_own()
    {
        var rejection = SomeOffer.Refused(OfferRules.Check(SomeOffer.Content() with { Area = new OfferArea { Municipalities = ["0999"] } }, Now));
        Assert.Contains(rejection.Errors, error => error.Pointer == "#/area/municipalities/0");
        Assert.Equal("unknown-municipality", rejection.Code.Name);
        Refuses(SomeOffer.Content() with { Visibility = new OfferVisibility { Municipalities = ["0999"] } }, "#/visibility/municipalities/0");
    }

    [Fact]
    public void Jobs_rest_on_a_law_or_a_scheme()
    {
        var job = new Contribution { Key = "praktik", Kind = ContributionKind.Jobs, Quantity = 2 };
        Refuses(SomeOffer.Content(job), "#/contributions/0/legalBasis");
        Assert.NotNull(SomeOffer.Checked(SomeOffer.Content(job with { LegalBasis = "Lov om en aktiv beskæftigelsesindsats § 57" })));
    }

    [Fact]
    public void Only_money_has_a_deadline_which_lies_ahead_and_rules_for_who_may_apply()
    {
        var money = new Contribution { Key = "pulje", Kind = ContributionKind.Money, Quantity = 50_000_000 };
        Refuses(SomeOffer.Content(money with { Deadline = Now }), "#/contributions/0/deadline");
        Refuses(SomeOffer.Content(money with { Eligibility = new OfferEligibility { Sectors = ["private"], Kinds = ["firm"] } }),
            "#/contributions/0/eligibility/kinds", "#/contributions/0/eligibility/sectors");
        Refuses(SomeOffer.Content(SomeOffer.Hours() with { Deadline = Now.AddDays(1), Eligibility = new OfferEligibility { Sectors = ["civil"] } }),
            "#/contributions/0/deadline", "#/contributions/0/eligibility");
        Assert.NotNull(SomeOffer.Checked(SomeOffer.Content(money with { Deadline = Now.AddDays(1), Eligibility = new OfferEligibility { Kinds = ["housingOrganisation"] } })));
    }

    [Fact]
    public void A_deadline_that_passed_since_may_stand_where_it_stood()
    {
        var money = new Contribution { Key = "pulje", Kind = ContributionKind.Money, Quantity = 100, Deadline = Now.AddDays(1) };
        var before = SomeOffer.Checked(SomeOffer.Content(money));
        Assert.NotNull(SomeOffer.Done(OfferRules.Check(before with { Title = "Ny titel" }, Now.AddDays(2), before)));
        Refuses(before with { Contributions = [money with { Deadline = Now.AddDays(1.5) }] }, Now.AddDays(2), before, "#/contributions/0/deadline");
    }

    [Fact]
    public void One_offer_holds_one_to_twenty_contributions_with_names_of_their_own()
    {
        Refuses(SomeOffer.Content() with { Contributions = [] }, "#/contributions");
        Refuses(SomeOffer.Content() with { Contributions = null }, "#/contributions");
        Refuses(SomeOffer.Content([.. Enumerable.Range(0, 21).Select(i => SomeOffer.Hours() with { Key = $"t{i}" })]), "#/contributions");
        Refuses(SomeOffer.Content(SomeOffer.Hours(), SomeOffer.Hours()), "#/contributions/1/key");
        Assert.Equal(3, SomeOffer.Checked(SomeOffer.Content(
            SomeOffer.Hours(), new Contribution { Key = "kroner", Kind = ContributionKind.Money, Quantity = 1_000_000_000 }, SomeOffer.Sweepers())).Contributions!.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(1_000_001)]
    public void A_quantity_is_at_least_one_and_bounded(long quantity) => Refuses(SomeOffer.Content(SomeOffer.Hours(quantity)), "#/contributions/0/quantity");

    [Theory]
    [InlineData("Timer")]
    [InlineData("med blank")]
    [InlineData("")]
    [InlineData("æ")]
    public void A_key_is_plain(string key) => Refuses(SomeOffer.Content(SomeOffer.Hours() with { Key = key }), "#/contributions/0/key");

    [Fact]
    public void A_window_ends_after_it_starts_and_not_in_the_past()
    {
        Refuses(SomeOffer.Content() with { Window = new OfferWindow(Now.AddDays(2), Now.AddDays(1)) }, "#/window/until");
        Refuses(SomeOffer.Content() with { Window = new OfferWindow(null, Now) }, "#/window/until");
    }

    [Fact]
    public void Every_wrong_field_is_told_at_once() => Refuses(
        new OfferContent
        {
            Title = new string('x', OfferRules.MaxTitle + 1),
            Description = new string('x', OfferRules.MaxDescription + 1),
            Categories = [.. Enumerable.Range(0, 11).Select(i => $"kategori {i}")],
            BlackoutDates = [.. Enumerable.Range(0, 367).Select(i => new DateOnly(2027, 1, 1).AddDays(i))],
            ExpiresAt = Now,
            Visibility = new OfferVisibility { Participants = [.. Enumerable.Range(0, 201).Select(_ => Guid.CreateVersion7())] },
            Contributions = [new Contribution { Key = "x", Description = new string('x', ContributionRules.MaxDescription + 1) }],
        },
        "#/area", "#/blackoutDates", "#/categories", "#/contributions/0/description", "#/contributions/0/kind", "#/contributions/0/quantity",
        "#/description", "#/expiresAt", "#/title", "#/visibility/participants");

    private static OfferArea Circle(double latitude, double longitude, double radius) => new() { Center = new OfferPlace(latitude, longitude), RadiusKm = radius };

    private static void Refuses(OfferContent content, params string[] pointers) => Refuses(content, Now, null, pointers);

    private static void Refuses(OfferContent content, DateTimeOffset now, OfferContent? before, params string[] pointers) =>
        Assert.Equal(pointers, SomeOffer.Refused(OfferRules.Check(content, now, before)).Errors.Select(error => error.Pointer).Order(StringComparer.Ordinal));
}
