using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Impact.OpenData;
using SocialEnzyme.Hub.Impact.Outcomes;
using static SocialEnzyme.Hub.UnitTests.Impact.SomePartnership;

namespace SocialEnzyme.Hub.UnitTests.Impact;

public sealed class OpenPartnershipsTests
{
    [Fact]
    public void Each_party_stands_with_what_it_committed_to_and_who_left_with_the_day()
    {
        var shown = OpenPartnerships.Of(Shown(Text()));
        Assert.Equal([("Kommunen", null), ("Fonden", null), ("Foreningen", (DateOnly?)new DateOnly(2026, 2, 1))], shown.Parties.Select(party => (party.Name, party.Until)));
        Assert.Equal(new OpenCommitment("Støtte til lokaler", 250_000, "kroner"), Assert.Single(shown.Parties[1].Commitments));
        Assert.Equal("Gik i tide", Assert.Single(shown.Parties[2].Commitments).What);
    }

    [Fact]
    public void Nobody_is_named_who_has_not_said_yes_to_its_being_public()
    {
        var stranger = Guid.CreateVersion7();
        var text = Text();
        var shown = OpenPartnerships.Of(Shown(text with
        {
            Parties = [.. text.Parties, new(stranger, "Inviteret", "market", "part", "invited", Activated, null)],
            Commitments = [.. text.Commitments, new("x", stranger, "Lover intet", null, null, null, null, null, null)],
            Measures = [.. text.Measures, new("x", stranger, "Fremmed mål", "antal", 1, 2, 3, null)],
        }));
        Assert.Equal(3, shown.Parties.Count);
        Assert.DoesNotContain(shown.Results, result => result.What == "Fremmed mål");
    }

    [Fact]
    public void A_measure_has_the_words_that_are_public_and_the_numbers_that_were_first_agreed()
    {
        var result = Assert.Single(OpenPartnerships.Of(Shown(Text())).Results);
        Assert.Equal(("Kommunen", "Lejere, der er udsat", "procent", "Valby"), (result.Party, result.What, result.Unit, result.Place));
        Assert.Equal((50m, 10m, 25m, 12m), (result.Baseline, result.Target, result.Expected, result.Actual!.Value));
    }

    [Theory]
    [InlineData("active", "active")]
    [InlineData("negotiating", "active")]
    [InlineData("completed", "completed")]
    [InlineData("ended", "ended")]
    public void That_its_parties_talk_of_a_new_text_is_their_own_affair(string state, string shown) =>
        Assert.Equal(shown, OpenPartnerships.Of(Shown(Text()) with { State = state }).State);

    private static PublicPartnership Text() => new(
        "Gældsrådgivning", "Råd før sagen vokser", "agreement", "active", 2, "hash", null, null, "0101", ["27.35"], [1], new DateOnly(2026, 1, 1), null,
        [
            new(Municipality, "Kommunen", "public", "vært", "consented", Activated, null), new(Company, "Fonden", "civil", "støtter", "consented", Activated, null),
            new(Association, "Foreningen", "civil", "", "left", Activated.AddDays(-9), Activated), new(Association, "Foreningen", "civil", "part", "consented", Activated, null),
        ],
        [
            new("penge", Company, "Støtte til lokaler", 250_000, "kroner", null, null, null, null), new("tid", Association, "Gik i tide", null, null, null, null, null, null),
        ],
        [new("udsatte", Municipality, "Lejere, der er udsat", "personer", 1, 2, 99, "Valby")], [], null, null, IsPublic: true);

    private static ShownPartnership Shown(PublicPartnership text) => new(
        Guid.CreateVersion7(), text, "active", Activated,
        new Dictionary<Guid, DateTimeOffset?> { [Municipality] = null, [Company] = null, [Association] = new DateTimeOffset(2026, 1, 31, 23, 30, 0, TimeSpan.Zero) },
        [new AgreedMeasure("udsatte", Municipality, "Gamle ord", "procent", 50, 10, 25, "Leksand", Activated)],
        [
            new ShownFigure(Company, "udsatte", new OpenFigure(77, new DateOnly(2027, 1, 1), "andet", "x", "y")),
            new ShownFigure(Municipality, "udsatte", new OpenFigure(12, new DateOnly(2027, 1, 1), "Valby", "Egen opgørelse", "Optælling")),
        ]);
}
