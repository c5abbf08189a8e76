using SocialEnzyme.Hub.Participants;

namespace SocialEnzyme.Hub.UnitTests.Participants;

public sealed class ParticipantTests
{
    [Theory]
    [InlineData("public", "municipality")]
    [InlineData("public", "region")]
    [InlineData("public", "state")]
    [InlineData("market", "company")]
    [InlineData("market", "tradeAssociation")]
    [InlineData("civil", "association")]
    [InlineData("civil", "housingOrganisation")]
    [InlineData("civil", "foundation")]
    [InlineData("civil", "union")]
    [InlineData("civil", "community")]
    [InlineData("public", "operator")]
    [InlineData("market", "operator")]
    [InlineData("civil", "operator")]
    public void A_kind_joins_in_its_sector(string sector, string kind) =>
        Assert.Equal(ParticipantState.Active, Some.Participant(sector, kind).State);

    [Theory]
    [InlineData("civil", "municipality")]
    [InlineData("public", "company")]
    [InlineData("market", "association")]
    [InlineData("public", "community")]
    public void A_kind_of_another_sector_is_refused(string sector, string kind) => Assert.Equal(
        "#/kind", Assert.Single(Some.Refused(Participant.Register(Some.Registration(sector: sector, kind: kind), Some.Now)).Errors).Pointer);

    [Theory]
    [InlineData("90010131", "90010131")]
    [InlineData("DK 90 01 01 31", "90010131")]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_cvr_number_is_kept_as_eight_digits_and_may_be_absent(string? cvr, string? kept)
    {
        var participant = Some.Accepted(Participant.Register(Some.Registration(cvr: cvr), Some.Now));
        Assert.Equal(kept, participant.Cvr);
        Assert.Equal(kept is null ? Identification.SelfDeclared : Identification.Cvr, participant.Identification);
    }

    [Theory]
    [InlineData("13585627")]
    [InlineData("90000081")]
    [InlineData("1234567")]
    [InlineData("DK1358562X")]
    public void A_wrong_cvr_number_is_refused_by_name(string cvr) =>
        Assert.Equal("invalid-cvr", Some.Refused(Participant.Register(Some.Registration(cvr: cvr), Some.Now)).Code.Name);

    [Theory]
    [InlineData("civil", "community", null, "fællesskab uden CVR")]
    [InlineData("civil", "association", null, "fællesskab uden CVR")]
    [InlineData("civil", "association", "90000004", null)]
    [InlineData("market", "company", null, null)]
    public void A_group_without_a_number_takes_part_and_is_shown_as_one(string sector, string kind, string? cvr, string? mark) =>
        Assert.Equal(mark, Some.Accepted(Participant.Register(Some.Registration(sector: sector, kind: kind, cvr: cvr), Some.Now)).Mark);

    [Fact]
    public void A_municipality_is_one_of_the_98()
    {
        Assert.Equal("0101", Some.Accepted(Participant.Register(Some.Registration(municipality: "101"), Some.Now)).Municipality);
        Assert.Equal("unknown-municipality", Some.Refused(Participant.Register(Some.Registration(municipality: "0999"), Some.Now)).Code.Name);
    }

    [Fact]
    public void Every_wrong_field_is_named_at_once()
    {
        var wrong = Some.Registration(name: " ", sector: "privat", kind: null, cvr: "1", municipality: "x");
        Assert.Equal(
            ["#/name", "#/sector", "#/kind", "#/cvr", "#/municipality"],
            Some.Refused(Participant.Register(wrong, Some.Now)).Errors.Select(error => error.Pointer));
    }

    [Theory]
    [InlineData("to\nlinjer")]
    [InlineData("nul\0")]
    public void A_name_is_one_line(string name) =>
        Assert.Equal("#/name", Assert.Single(Some.Refused(Participant.Register(Some.Registration(name: name), Some.Now)).Errors).Pointer);
}
