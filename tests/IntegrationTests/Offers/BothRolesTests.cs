using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Offers;

public sealed class BothRolesTests(NeedsFixture needs, OffersFixture offers) : IClassFixture<NeedsFixture>, IClassFixture<OffersFixture>
{
    [Fact]
    public async Task Whoever_receives_help_may_give_some_too()
    {
        var party = SomeOffer.Association();
        var need = await needs.App.Rest(party).PublishAsync(Some.Need());
        var offer = await offers.App.Rest(party).OfferAsync(SomeOffer.With("care", 5, "kaffe"));
        Assert.Equal((201, 201), (need.Status, offer.Status));
        Assert.Equal((party.Id, party.Id), (need.Body.GetProperty("publisherId").GetGuid(), offer.Body.GetProperty("ownerId").GetGuid()));
    }
}
