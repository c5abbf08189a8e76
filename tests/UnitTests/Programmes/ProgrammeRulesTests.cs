using System.Text.Json;
using SocialEnzyme.Hub.Partnerships.Experiments;
using SocialEnzyme.Hub.Partnerships.Programmes;
using SocialEnzyme.Hub.Partnerships.Texts;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.Programmes;

public sealed class ProgrammeRulesTests
{
    private static readonly Evidence Leksand = new(
        EvidenceLevel.Measured, "Andelen, der selv føler sig ensomme", "Leksand", "Debatoplægget Det sociale enzym, linje 84", new Figure(50, 10, "%"), "Spørgeskema før og efter");

    [Fact]
    public void The_examples_of_the_description_keep_every_rule()
    {
        Assert.Empty(Errors(ProgrammeRules.Check(JsonSerializer.Deserialize<PublishProgramme>(KnowledgeDescription.Programme, HubJson.Options)!)));
        Assert.Empty(Errors(ExperimentRules.Check(JsonSerializer.Deserialize<StartExperiment>(KnowledgeDescription.Experiment, HubJson.Options)!)));
    }

    [Fact]
    public void Title_summary_and_a_step_are_enough_and_nothing_less()
    {
        Assert.Empty(Errors(ProgrammeRules.Check(Some())));
        Assert.Equal(["#/summary", "#/title"], Errors(ProgrammeRules.Check(new ProgrammeContent { Steps = [new("Gå")] })));
        Assert.Equal(["#/steps"], Errors(ProgrammeRules.Check(Some() with { Steps = [] })));
    }

    [Fact]
    public void Roles_name_kinds_so_that_a_national_programme_outlives_the_regions_of_today()
    {
        var roles = new[] { "state", "region", "municipality", "housingOrganisation", "company" }.Select(kind => new ProgrammeRole(kind, kind)).ToList();
        Assert.False(ProgrammeRules.Check(Some() with { Roles = roles }).IsRejected(out _, out var content));
        Assert.Equal(["public", "public", "public", "civil", "market"], content!.Roles!.Select(role => role.Sector));
        Assert.Equal(["#/roles/0/kind"], Errors(ProgrammeRules.Check(Some() with { Roles = [new("Region Østdanmark", "1084")] })));
        Assert.Equal(["#/roles/0/sector"], Errors(ProgrammeRules.Check(Some() with { Roles = [new("kommune", "municipality", "market")] })));
    }

    [Theory]
    [InlineData("http://example.dk/a")]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://bruger:kode@example.dk/")]
    [InlineData("//example.dk")]
    [InlineData("https://localhost/")]
    public void Materials_are_addresses_of_https_alone(string url) =>
        Assert.Equal(["#/materials/0/url"], Errors(ProgrammeRules.Check(Some() with { Materials = [new("Vejledning", url)] })));

    [Fact]
    public void A_figure_needs_its_place_its_source_and_its_method() => Assert.Equal(
        ["#/evidence/0/method", "#/evidence/0/place", "#/evidence/0/source"],
        Errors(ProgrammeRules.Check(Some() with { Evidence = [new(EvidenceLevel.Measured, "Ensomhed", null, null, new Figure(50, 10, "%"))] })));

    [Fact]
    public void A_figure_of_Leksand_never_becomes_one_of_Holstebro()
    {
        var chapter = new ChapterContent { Municipality = "0661", Template = Some(), Evidence = [Leksand with { Place = "Holstebro" }] };
        Assert.Equal(["#/evidence/0/place"], Errors(ProgrammeRules.Check(chapter, [Leksand])));
        Assert.Empty(Errors(ProgrammeRules.Check(chapter with { Evidence = [Leksand with { Place = "Holstebro", Figure = new(22, 17, "%"), Source = "Egen optælling", Method = "Talt" }] }, [Leksand])));

        var shown = ChapterEvidence.Of(Leksand, EvidenceFrom.Programme);
        Assert.Equal(("Leksand", "fra Leksand, ikke herfra"), (shown.Place, shown.Label));
    }

    [Fact]
    public void A_step_names_a_role_that_is_there() =>
        Assert.Equal(["#/steps/0/role"], Errors(ProgrammeRules.Check(Some() with { Steps = [new("Gå", null, "vært")] })));

    [Theory]
    [InlineData(null)]
    [InlineData("   ")]
    public void No_experiment_is_closed_without_a_learning_also_when_it_failed(string? learning) =>
        Assert.Equal(["#/learning"], Errors(ExperimentRules.Check(new CloseExperiment { Outcome = ExperimentOutcome.Failed, Learning = learning })));

    [Fact]
    public void Words_are_searched_as_Danes_and_foreign_keyboards_write_them()
    {
        Assert.Equal("aeroe koebing smaa boern ide", SearchWords.Fold("Ærø-Købing: små BØRN — idé!"));
        Assert.Equal("ensomhed:* & unge:*", SearchWords.Prefixes(SearchWords.Fold("Ensomhed, unge")));
        Assert.Equal("", SearchWords.Fold("!&|:*'"));
    }

    private static ProgrammeContent Some() => new() { Title = "Natteravnene", Summary = "Voksne går tur.", Steps = [new("Gå tur")] };

    private static IEnumerable<string> Errors<T>(Outcome<T> outcome) => outcome.IsRejected(out var rejection, out _) ? rejection.Errors.Select(error => error.Pointer).Order() : [];
}
