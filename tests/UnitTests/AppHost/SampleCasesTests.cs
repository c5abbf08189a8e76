using SocialEnzyme.Hub.AppHost.Sample;

namespace SocialEnzyme.Hub.UnitTests.AppHost;

public sealed class SampleCasesTests
{
    [Fact]
    public void Of_34_cases_27_are_needs_that_somebody_in_Denmark_could_answer()
    {
        Assert.Equal(34, SampleCases.Cases.Count);
        Assert.Equal(27, SampleCases.Needs.Count);
        Assert.Equal(27, SampleCases.Needs.Select(need => need.Reference).Distinct().Count());
    }

    [Fact]
    public void Nine_needs_have_a_place_and_each_of_them_a_municipality()
    {
        var placed = SampleCases.Needs.Where(need => need.Content["place"] is not null).ToList();

        Assert.Equal(9, placed.Count);
        Assert.All(placed, need => Assert.NotNull(need.Content["municipality"]));
    }

    [Fact]
    public void A_scope_that_the_source_does_not_state_stays_unspecified()
    {
        var unspecified = SampleCases.Cases.Where(source => source is { IsNeed: true, Scope: "unspecified" }).Select(source => source.Id);

        Assert.Equal(unspecified, SampleCases.Needs.Where(need => (string?)need.Content["scope"] == "unspecified").Select(need => need.Reference));
    }

    [Fact]
    public void The_publisher_is_the_first_named_public_or_civil_party()
    {
        Assert.Equal(new SamplePublisher("KAB", "civil", "housingOrganisation"), Need("gaeldsraadgivning").Publisher);
        // Its first party is a company, which may not publish needs.
        Assert.Equal("Foreningen Nydansker", Need("it-for-alle").Publisher.Name);
        Assert.Equal(new SamplePublisher("Sundhedsministeriet", "public", "state"), Need("sundhedspartnerskab").Publisher);
    }

    [Fact]
    public void A_case_without_a_named_public_or_civil_party_is_published_for_the_sources()
    {
        Assert.Equal(SamplePublisher.OfTheSources, Need("fejemaskinen").Publisher);
        Assert.Equal(SamplePublisher.OfTheSources, Need("sydkraft").Publisher);
    }

    [Fact]
    public void No_CVR_number_is_made_up()
    {
        Assert.All(SampleCases.Needs, need => Assert.False(need.Publisher.ToJson().ContainsKey("cvr")));
    }

    [Fact]
    public void A_figure_keeps_its_evidence_its_kind_and_its_source()
    {
        var facts = Need("familie-med-hjerte").Content["extensions"]!;

        Assert.Equal("case", (string?)facts["kind"]);
        Assert.Equal("66", (string?)facts["sourceline"]);
        Assert.Contains("Det sociale enzym", (string?)facts["source"], StringComparison.Ordinal);
        Assert.Contains("før 50, efter 10", (string?)facts["outcome1"], StringComparison.Ordinal);
        Assert.Contains("Leksand", (string?)facts["outcome1"], StringComparison.Ordinal);
        Assert.Equal("stated as an order of magnitude, for the Swedish model and not for Holstebro", (string?)facts["outcome1evidence"]);
    }

    [Fact]
    public void Every_outcome_has_its_evidence_beside_it_and_extensions_stay_within_their_limits()
    {
        Assert.All(SampleCases.Needs, need =>
        {
            var facts = need.Content["extensions"]!.AsObject();
            Assert.InRange(facts.Count, 3, 20);
            Assert.All(facts, fact => Assert.Matches("^[a-z0-9]{1,20}$", fact.Key));
            Assert.All(facts.Where(fact => fact.Key.Length == 8 && fact.Key.StartsWith("outcome", StringComparison.Ordinal)),
                fact => Assert.True(facts.ContainsKey(fact.Key + "evidence")));
        });
    }

    [Fact]
    public void Both_doors_are_told_the_same()
    {
        Assert.All(SampleCases.Needs, need =>
        {
            var message = need.ToMessage();
            Assert.Equal((string?)need.Content["title"], message.Title);
            Assert.Equal((string?)need.Content["municipality"] ?? "", message.Municipality);
            Assert.Equal((double?)need.Content["place"]?["latitude"], message.Place?.Latitude);
            Assert.Equal(need.Content["extensions"]!.AsObject().Count, message.Extensions.Count);
            Assert.Equal(need.Content["skills"]?.AsArray().Count ?? 0, message.Skills.Count);
        });
    }

    private static SampleNeed Need(string reference) => SampleCases.Needs.Single(need => need.Reference == reference);
}
