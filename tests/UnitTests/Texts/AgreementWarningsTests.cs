using SocialEnzyme.Hub.Partnerships.Agreements;

namespace SocialEnzyme.Hub.UnitTests.Texts;

public sealed class AgreementWarningsTests
{
    [Theory]
    [InlineData("Klienter får besøg.", "Klienter")]
    [InlineData("Beboere får besøg.", null)]
    public void A_text_for_the_table_is_met_with_other_words_where_it_makes_clients_of_people(string purpose, string? word)
    {
        var (opener, other) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var agreement = new Agreement
        {
            Title = "Besøg",
            Purpose = purpose,
            Kind = AgreementKind.Agreement,
            Parties = [new AgreementParty { ParticipantId = opener }, new AgreementParty { ParticipantId = other }],
        };
        var change = PartnershipStep.Propose(opener, agreement, [new(opener, "Kommunen", "public"), new(other, "Foreningen", "civil")], DateTimeOffset.UnixEpoch);
        var warning = PartnershipView.Of(change.Partnership).Warned().Warnings?.Single();
        Assert.Equal((word, word is null ? null : "#/agreement/purpose"), (warning?.Word, warning?.Pointer));
    }
}
