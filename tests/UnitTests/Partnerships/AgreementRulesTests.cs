using SocialEnzyme.Hub.Partnerships.Agreements;
using static SocialEnzyme.Hub.UnitTests.Partnerships.SomePartnership;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

public sealed class AgreementRulesTests
{
    [Fact]
    public void Title_purpose_and_oneself_are_enough_to_begin()
    {
        var clean = Read(new Agreement { Title = " Nabohjælp ", Purpose = "At kende hinanden", Parties = [new AgreementParty()] });
        Assert.Equal(("Nabohjælp", AgreementKind.Agreement, Town.Id), (clean.Title, clean.Kind, Assert.Single(clean.Parties!).ParticipantId));
    }

    [Theory]
    [InlineData("27", true)]
    [InlineData("27.35", true)]
    [InlineData("27.35.04", true)]
    [InlineData("27.35.04-P35", true)]
    [InlineData("27.35.04-Ø35", true)]
    [InlineData("2", false)]
    [InlineData("27.3", false)]
    [InlineData("27.35-P35", false)]
    [InlineData("27.35.04.01", false)]
    [InlineData("27.35.04-p35", false)]
    [InlineData("27.35.04\n", false)]
    [InlineData("٢٧", false)]
    [InlineData("", false)]
    public void A_kle_number_has_one_of_the_valid_forms(string number, bool isValid) =>
        Assert.Equal(isValid ? [] : ["#/agreement/kle/0"], Wrong(Text(Town, Firm) with { Kle = [number] }));

    [Fact]
    public void Everything_that_is_wrong_is_told_at_its_place()
    {
        var text = Text(Town, Firm);
        Assert.Equal(
            [
                "#/agreement/autoApprovedMinutes", "#/agreement/commitments/0/offerId", "#/agreement/commitments/1/key", "#/agreement/commitments/1/needId",
                "#/agreement/goals", "#/agreement/parties/0/measures", "#/agreement/parties/1/measures/0/unit", "#/agreement/parties/1/participantId", "#/agreement/programmeVersion",
                "#/agreement/serviceDifference/responsibleAuthority", "#/agreement/tasks/0/owner", "#/agreement/tasks/0/ownerBefore", "#/agreement/title",
                "#/agreement/until",
            ],
            Wrong(text with
            {
                Title = null,
                From = new DateOnly(2027, 2, 1),
                Until = new DateOnly(2027, 1, 31),
                Goals = [18],
                AutoApprovedMinutes = 0,
                ProgrammeVersion = 1,
                Parties =
                [
                    Party(Town) with { Measures = [.. Enumerable.Range(0, 6).Select(i => new Measure { Key = $"m{i}", What = "x", Unit = "y" })] },
                    Party(Town) with { Measures = [new Measure { Key = "a", What = "x" }] },
                ],
                Commitments =
                [
                    new Commitment { Key = "a", What = "x", OfferId = Guid.NewGuid() },
                    new Commitment { Key = "a", What = "x", NeedId = Guid.NewGuid(), Places = 0 },
                ],
                Tasks = [new AgreementTask { Key = "t", What = "x", OwnerBefore = "kirken", Owner = Other.Id }],
                ServiceDifference = new ServiceDifference { What = "Møder hjemme" },
            }).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_unknown_municipality_has_a_code_of_its_own_and_none_is_needed()
    {
        Assert.True(AgreementRules.Check(Text(Town) with { Municipality = "0999" }, Town.Id).IsRejected(out var rejection, out _));
        Assert.Equal("unknown-municipality", rejection.Code.Name);
        Assert.Null(Read(Text(Town)).Municipality);
    }

    [Fact]
    public void A_day_that_nobody_plans_by_is_refused_before_anything_is_reckoned_from_it() => Assert.Equal(
        ["#/agreement/from", "#/agreement/until"], Wrong(Text(Town, Firm) with { From = DateOnly.MinValue, Until = DateOnly.MaxValue }));

    [Fact]
    public void Whoever_writes_must_be_a_party() =>
        Assert.Contains("#/agreement/parties", Wrong(Text(Firm, Club)));

    [Fact]
    public void Too_long_lists_are_refused_whole()
    {
        var many = Enumerable.Range(0, 151).Select(i => new AgreementParty { ParticipantId = Guid.NewGuid() }).ToList();
        Assert.Equal(["#/agreement/parties"], Wrong(Text(Town) with { Parties = many, Tasks = null, Commitments = null }));
    }

    [Fact]
    public void A_figure_has_one_spelling_and_so_one_hash()
    {
        var one = Read(Text(Town) with { Parties = [Party(Town) with { Measures = [new Measure { Key = "a", What = "x", Unit = "y", Target = 12.50m }] }] });
        var other = Read(Text(Town) with { Parties = [Party(Town) with { Measures = [new Measure { Key = "a", What = "x", Unit = "y", Target = 12.5m }] }] });
        Assert.Equal(Partnership.HashOf(one), Partnership.HashOf(other));
        Assert.Equal(["#/agreement/parties/0/measures/0/target"],
            Wrong(Text(Town) with { Parties = [Party(Town) with { Measures = [new Measure { Key = "a", What = "x", Unit = "y", Target = 0.00001m }] }] }));
    }

    [Fact]
    public void A_newcomer_says_everything_that_its_own_consent_needs()
    {
        Assert.True(AgreementRules.CheckNewcomer(new AgreementParty { ParticipantId = Other.Id }, null, AgreementKind.Agreement, "#/parties/0")
            .IsRejected(out var rejection, out _));
        Assert.Equal(
            ["#/parties/0/party/aim", "#/parties/0/party/contactRole", "#/parties/0/party/exitTerms", "#/parties/0/party/measures", "#/parties/0/party/meetingRhythm"],
            rejection.Errors.Select(error => error.Pointer).Order(StringComparer.Ordinal));
    }

    private static Agreement Read(Agreement agreement)
    {
        Assert.False(AgreementRules.Check(agreement, Town.Id).IsRejected(out var rejection, out var clean), rejection?.Detail.English);
        return clean!;
    }

    private static List<string> Wrong(Agreement agreement) =>
        AgreementRules.Check(agreement, Town.Id).IsRejected(out var rejection, out _) ? [.. rejection.Errors.Select(error => error.Pointer)] : [];
}
