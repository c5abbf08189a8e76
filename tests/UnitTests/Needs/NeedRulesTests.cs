using SocialEnzyme.Hub.Needs;

namespace SocialEnzyme.Hub.UnitTests.Needs;

public sealed class NeedRulesTests
{
    private static readonly DateTimeOffset Now = SomeNeed.Now;

    [Fact]
    public void Title_description_category_and_a_municipality_are_enough()
    {
        var content = SomeNeed.Checked();
        Assert.Equal(NeedScope.Local, content.Public.Scope);
        Assert.Null(content.Exact);
    }

    [Theory]
    [InlineData(NeedScope.National)]
    [InlineData(NeedScope.Unspecified)]
    public void A_stated_scope_is_enough_without_a_municipality(NeedScope scope) =>
        Assert.Equal(scope, SomeNeed.Checked(SomeNeed.Content() with { Municipality = null, Scope = scope }).Public.Scope);

    [Fact]
    public void Without_a_municipality_the_scope_must_be_stated() =>
        Refuses(SomeNeed.Content() with { Municipality = null }, "#/municipality");

    [Fact]
    public void An_unknown_municipality_has_a_code_of_its_own()
    {
        var rejection = SomeNeed.Refused(NeedRules.Check(SomeNeed.Content() with { Municipality = "0999" }, Now));
        Assert.Equal("unknown-municipality", rejection.Code.Name);
        Assert.Equal("#/municipality", Assert.Single(rejection.Errors).Pointer);
    }

    [Fact]
    public void The_public_point_is_rounded_and_bears_no_address()
    {
        var content = SomeNeed.Checked(SomeNeed.Content() with { Place = new NeedPlace(55.676123, 12.568456, "Rådhuspladsen 1") });
        Assert.Equal("Rådhuspladsen 1", content.Exact!.Address);
        Assert.Equal(55.676123, content.Exact.Latitude);
        Assert.Null(content.Public.Place!.Address);
        Assert.NotEqual(55.676123, content.Public.Place.Latitude);
    }

    [Fact]
    public void A_place_outside_the_stated_municipality_is_refused() =>
        Refuses(SomeNeed.Content() with { Place = new NeedPlace(57.05, 9.92) }, "#/place");

    [Fact]
    public void A_place_needs_both_of_its_numbers() =>
        Refuses(SomeNeed.Content() with { Place = new NeedPlace(null, double.NaN) }, "#/place/latitude", "#/place/longitude");

    [Fact]
    public void A_window_ends_after_it_starts() =>
        Refuses(SomeNeed.Content() with { Window = new NeedWindow(Now.AddDays(2), Now.AddDays(1)) }, "#/window/until");

    [Fact]
    public void A_window_that_is_over_is_refused() =>
        Refuses(SomeNeed.Content() with { Window = new NeedWindow(Now.AddDays(-2), Now.AddDays(-1)) }, "#/window/until");

    [Fact]
    public void A_window_that_began_and_goes_on_is_kept() =>
        Assert.NotNull(SomeNeed.Checked(SomeNeed.Content() with { Window = new NeedWindow(Now.AddDays(-2), null) }).Public.Window);

    [Fact]
    public void A_need_ends_in_the_future_and_within_five_years()
    {
        Refuses(SomeNeed.Content() with { ExpiresAt = Now }, "#/expiresAt");
        Refuses(SomeNeed.Content() with { ExpiresAt = Now.AddYears(5).AddSeconds(1) }, "#/expiresAt");
        Assert.NotNull(SomeNeed.Checked(SomeNeed.Content() with { ExpiresAt = Now.AddYears(5) }).Public.ExpiresAt);
    }

    [Fact]
    public void Every_wrong_field_is_told_at_once() => Refuses(
        new NeedContent
        {
            Title = new string('x', NeedRules.MaxTitle + 1),
            Description = new string('x', NeedRules.MaxDescription + 1),
            Municipality = "0101",
            Skills = [.. Enumerable.Range(0, 21).Select(i => $"skill {i}")],
            PlacesWanted = 10_001,
            Goals = [0],
            Extensions = new Dictionary<string, string> { ["Bad-Key"] = "x", ["good"] = new string('x', 1_001) },
        },
        "#/category", "#/description", "#/extensions", "#/extensions/good", "#/goals/0", "#/placesWanted", "#/skills", "#/title");

    [Fact]
    public void A_text_that_a_database_cannot_hold_is_refused() =>
        Refuses(SomeNeed.Content() with { Title = "nul\0" + "tegn" }, "#/title");

    [Fact]
    public void Lines_are_for_descriptions_not_for_titles()
    {
        Assert.Equal("en\nto", SomeNeed.Checked(SomeNeed.Content() with { Description = "en\nto" }).Public.Description);
        Refuses(SomeNeed.Content() with { Title = "en\nto" }, "#/title");
    }

    private static void Refuses(NeedContent content, params string[] pointers) =>
        Assert.Equal(pointers, SomeNeed.Refused(NeedRules.Check(content, Now)).Errors.Select(error => error.Pointer).Order(StringComparer.Ordinal));
}
