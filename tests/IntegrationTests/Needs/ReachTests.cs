using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.IntegrationTests.Needs;

public sealed class ReachTests(NeedsFixture hub) : IClassFixture<NeedsFixture>
{
    [Fact]
    public async Task Checking_a_need_says_whom_it_would_reach_and_does_without_while_opportunities_is_away()
    {
        var party = Some.Municipality();
        var publisher = hub.App.Rest(party);
        var away = await publisher.PublishAsync(Some.Need(), query: "?validateOnly=true");
        Assert.Equal(200, away.Status);
        Assert.False(away.Body.TryGetProperty("wouldReachSubscriptions", out _));
        Assert.False(away.Body.TryGetProperty("wouldMeetOffers", out _));

        var asked = new List<PublicNeed>();
        await using var opportunities = await OpenAsync(hub.OpportunitiesPort, asked);
        await Eventually.Is("opportunities answers", async () =>
            (await publisher.PublishAsync(Some.Need(), query: "?validateOnly=true")).Body.TryGetProperty("wouldReachSubscriptions", out _));
        var answer = (await publisher.PublishAsync(Some.Need().With("outcome", "tryghed"), query: "?validateOnly=true")).Body;
        Assert.Equal((12, 3), (answer.GetProperty("wouldReachSubscriptions").GetInt32(), answer.GetProperty("wouldMeetOffers").GetInt32()));
        Assert.Equal((party.Id, "tryghed", "public"), (asked[^1].PublisherId, asked[^1].Outcome, asked[^1].PublisherSector));

        using var channel = hub.App.Grpc(party);
        var client = new NeedsService.NeedsServiceClient(channel);
        var content = new NeedContent { Title = "t", Description = "d", Category = "c", Municipality = "0101" };
        var response = await client.PublishNeedAsync(new PublishNeedRequest { Content = content, ValidateOnly = true });
        Assert.Equal((12, 3), (response.WouldReachSubscriptions, response.WouldMeetOffers));
        Assert.False((await publisher.PublishAsync(Some.Need())).Body.TryGetProperty("wouldReachSubscriptions", out _));
    }

    private static async Task<WebApplication> OpenAsync(int port, List<PublicNeed> asked)
    {
        var builder = WebApplication.CreateSlimBuilder();
        // The folder holds the appsettings.json of a service, whose ports are not ours.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, endpoint => endpoint.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(asked);
        var app = builder.Build();
        app.MapGrpcService<Counting>();
        await app.StartAsync();
        return app;
    }

    private sealed class Counting(List<PublicNeed> asked) : OpportunitiesService.OpportunitiesServiceBase
    {
        public override Task<CountReachResponse> CountReach(CountReachRequest request, ServerCallContext context)
        {
            Assert.StartsWith("Bearer ", context.RequestHeaders.GetValue("authorization"), StringComparison.Ordinal);
            asked.Add(JsonSerializer.Deserialize<PublicNeed>(request.Need, EventCatalog.Json)!);
            return Task.FromResult(new CountReachResponse { Subscriptions = 12, Offers = 3 });
        }
    }
}
