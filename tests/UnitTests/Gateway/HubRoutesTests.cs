using SocialEnzyme.Hub.Gateway.Forwarding;

namespace SocialEnzyme.Hub.UnitTests.Gateway;

public sealed class HubRoutesTests
{
    [Theory]
    [InlineData("/socialenzyme.hub.needs.v1.NeedsService/PublishNeed", "needs grpc")]
    [InlineData("/socialenzyme.hub.needs.v1.NeedsService/PublishNeeds", "needs streams")]
    [InlineData("/socialenzyme.hub.opportunities.v1.OpportunitiesService/Subscribe", "opportunities streams")]
    [InlineData("/v1/needs/{**rest}", "needs http")]
    [InlineData("/v1/needs:import", "needs http")]
    [InlineData("/v1/needs/{id}/matches", "opportunities http")]
    [InlineData("/v1/needs/{id}/callOuts", "opportunities http")]
    [InlineData("/v1/offers/{**rest}", "offers http")]
    [InlineData("/v1/subscriptions/{**rest}", "opportunities http")]
    [InlineData("/v1/subscriptions/{id}/events", "opportunities http streams")]
    [InlineData("/v1/openData/{**file}", "impact http")]
    [InlineData("/v1/reconciliations/{**rest}", "opportunities http")]
    public void An_address_belongs_to_the_service_that_owns_the_noun(string path, string cluster) =>
        Assert.Equal(cluster, Assert.Single(HubRoutes.All(), route => route.Match.Path == path).ClusterId);

    [Fact]
    public void Every_method_of_the_contracts_has_a_route()
    {
        var paths = HubRoutes.All().Select(route => route.Match.Path).ToHashSet();
        Assert.All(
            HubRoutes.Grpc.SelectMany(grpc => grpc.Contract.Methods),
            method => Assert.Contains($"/{method.Service.FullName}/{method.Name}", paths));
    }

    [Fact]
    public void Only_an_import_may_be_larger_than_what_a_service_reads() =>
        Assert.All(HubRoutes.All().Where(route => route.MaxRequestBodySize is not null), route => Assert.EndsWith(":import", route.Match.Path));
}
