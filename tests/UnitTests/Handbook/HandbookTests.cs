using System.Text.Json;
using System.Xml.Linq;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.Partnerships.Handbook;
using SocialEnzyme.Hub.UnitTests.Support;

namespace SocialEnzyme.Hub.UnitTests.Handbook;

public sealed class HandbookTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_step_has_an_owner_a_legal_note_texts_to_send_and_sources()
    {
        var handbook = HandbookContent.Present;
        Assert.Equal(["find", "ask", "agree", "insure", "document", "thank"], handbook.Steps.Select(step => step.Key));
        Assert.Equal([1, 2, 3, 4, 5, 6], handbook.Steps.Select(step => step.Number));
        Assert.All(handbook.Steps, step =>
        {
            Assert.NotEmpty(step.Owner);
            Assert.NotEmpty(step.Time);
            Assert.True(step.Actions.Length > 500, step.Key);
            Assert.True(step.LegalNote.Length > 500, step.Key);
            Assert.Contains("spørg", step.LegalNote, StringComparison.OrdinalIgnoreCase);
            Assert.True(step.Templates.Count >= 2, step.Key);
            Assert.True(step.Sources.Count >= 2, step.Key);
            Assert.All(step.Sources, source => Assert.NotEmpty(source));
        });
        // What a municipal employee must be told, by the step where it matters.
        Assert.Contains("44 timer", handbook.Find("agree")!.LegalNote, StringComparison.Ordinal);
        Assert.Contains("Børneattest", handbook.Find("insure")!.LegalNote, StringComparison.Ordinal);
        Assert.Contains("Arbejdsskadesikringsloven", handbook.Find("insure")!.LegalNote, StringComparison.Ordinal);
        Assert.Contains("Habilitet", handbook.Find("ask")!.LegalNote, StringComparison.Ordinal);
        Assert.Contains("48 timer", handbook.Find("ask")!.Actions, StringComparison.Ordinal);
    }

    [Fact]
    public void The_texts_are_those_of_the_edition_that_is_stated_so_that_a_changed_letter_is_a_new_edition()
    {
        using var edition = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "services", "partnerships", "Handbook", "Content", "edition.json")));
        Assert.Equal(edition.RootElement.GetProperty("hash").GetString(), HandbookContent.Present.Hash);
        Assert.NotEqual(HandbookContent.HashOf(["a"]), HandbookContent.HashOf(["b"]));
        Assert.Equal(HandbookContent.HashOf(["a\nb"]), HandbookContent.HashOf(["a\r\nb"]));
    }

    [Theory]
    [InlineData(NeedStatus.Draft, 0, null, false, "find")]
    [InlineData(NeedStatus.Published, 0, null, false, "ask")]
    [InlineData(NeedStatus.Published, 1, null, false, "agree")]
    [InlineData(NeedStatus.Published, 0, null, true, "agree")]
    [InlineData(NeedStatus.Filled, 3, 24, false, "insure")]
    [InlineData(NeedStatus.Filled, 3, -24, false, "document")]
    [InlineData(NeedStatus.Filled, 3, null, false, "document")]
    [InlineData(NeedStatus.Withdrawn, 0, null, false, "thank")]
    [InlineData(NeedStatus.Expired, 3, null, true, "thank")]
    public void The_handbook_opens_where_the_need_stands(NeedStatus status, int taken, int? startsInHours, bool hasPartnership, string step)
    {
        var (key, why) = FittingStep.Of(status, taken, startsInHours is { } hours ? Now.AddHours(hours) : null, hasPartnership, Now);
        Assert.Equal(step, key);
        Assert.NotEmpty(why);
        Assert.NotNull(HandbookContent.Present.Find(key));
    }

    [Theory]
    [InlineData(nameof(PartnershipState.Negotiating), "agree")]
    [InlineData(nameof(PartnershipState.Agreed), "insure")]
    [InlineData(nameof(PartnershipState.Active), "document")]
    [InlineData(nameof(PartnershipState.Completed), "thank")]
    public void It_opens_where_the_partnership_stands(string state, string step) => Assert.Equal(step, FittingStep.Of(Enum.Parse<PartnershipState>(state)).Key);

    [Fact]
    public void The_page_is_well_formed_in_Danish_without_scripts_and_says_where_one_is()
    {
        var view = HandbookView.Of(HandbookContent.Present) with { OpensAt = "insure", Why = "Her & <nu>." };
        var page = HandbookPage.Of(view);
        var html = Parse(page);
        Assert.Equal("da", html.Attribute("lang")!.Value);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Her &amp; &lt;nu&gt;.", page, StringComparison.Ordinal);
        Assert.Single(html.Descendants("h1"));
        Assert.Equal(6, html.Descendants("h2").Count());
        Assert.Equal("step", html.Descendants("a").Single(link => (string?)link.Attribute("href") == "#insure" && link.Attribute("aria-current") is not null).Attribute("aria-current")!.Value);
        // Every link within the page leads somewhere, and no id stands twice.
        var ids = html.Descendants().Select(element => (string?)element.Attribute("id")).OfType<string>().ToList();
        Assert.Equal(ids.Distinct(), ids);
        Assert.All(html.Descendants("a").Select(link => (string)link.Attribute("href")!), href => Assert.Contains(href.TrimStart('#'), ids));
        // No mark of the source is left over, and a heading never skips a level.
        Assert.DoesNotContain("**", page, StringComparison.Ordinal);
        Assert.DoesNotContain(html.Descendants("h4"), _ => true);

        var step = Parse(HandbookPage.Of(HandbookContent.Present.Find("ask")!, view));
        Assert.Single(step.Descendants("h1"));
        Assert.NotEmpty(step.Descendants("pre"));
    }

    [Fact]
    public void Lists_and_stress_become_html_and_nothing_else_does() => Assert.Equal(
        "<p>A &lt;b&gt; <strong>c</strong> <em>d</em> <code>e</code></p>\n<ol>\n<li>En</li>\n<li>To</li>\n</ol>\n<ul>\n<li>Tre</li>\n</ul>\n",
        HandbookPage.Markdown("A <b> **c** *d* `e`\n1. En\n2. To\n- Tre"));

    // As XML, which forgives nothing; the elements that HTML leaves open are closed first.
    private static XElement Parse(string page) => XElement.Parse(
        page.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal).Replace("charset=\"utf-8\">", "charset=\"utf-8\"/>", StringComparison.Ordinal)
            .Replace("initial-scale=1\">", "initial-scale=1\"/>", StringComparison.Ordinal).Replace("<br>", "<br/>", StringComparison.Ordinal));
}
