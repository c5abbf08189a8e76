using System.Net;

namespace SocialEnzyme.Hub.IntegrationTests.Gateway;

[Collection(GatewayTests.Name)]
public sealed class OpenDoorTests(GatewayFixture hub)
{
    private static readonly string Token = Guid.CreateVersion7().ToString("n");

    [Theory]
    [InlineData("GET", "/v1/approvals/{0}")]
    [InlineData("POST", "/v1/approvals/{0}")]
    [InlineData("POST", "/v1/surveys/{0}/answers")]
    [InlineData("GET", "/v1/surveys/{0}/results")]
    [InlineData("GET", "/v1/hearings/{0}/page")]
    [InlineData("POST", "/v1/ballots/{0}/votes")]
    [InlineData("GET", "/v1/ballots/{0}/bulletin.csv")]
    [InlineData("GET", "/v1/openData/impact.csv")]
    [InlineData("GET", "/v1/openData/partnerships.json")]
    [InlineData("GET", "/v1/openData/partnerships")]
    [InlineData("GET", "/v1/partnerships:serviceDifferences")]
    public async Task Who_has_no_key_gets_through_and_who_has_one_is_nobody_in_particular(string method, string path)
    {
        foreach (var key in new[] { null, hub.OperatorKey, "seh_wrong" })
        {
            using var rest = hub.Rest(key);
            using var request = new HttpRequestMessage(new HttpMethod(method), string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Token));
            var headers = (await GatewayFixture.BodyAsync(await rest.SendAsync(request))).GetProperty("headers");
            Assert.False(headers.TryGetProperty("authorization", out _));
        }
    }

    [Theory]
    [InlineData("/v1/surveys/{0}")]
    [InlineData("/v1/surveys/{0}/rounds/before:close")]
    [InlineData("/v1/ballots/{0}")]
    [InlineData("/v1/ballots")]
    [InlineData("/v1/approvals")]
    [InlineData("/v1/approvals/{0}/more")]
    [InlineData("/v1/hours")]
    [InlineData("/v1/partnerships")]
    public async Task Beside_an_open_door_the_others_stay_closed(string path)
    {
        using var rest = hub.Rest(null);
        using var answer = await rest.GetAsync(new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, path, Token), UriKind.Relative));
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Fact]
    public async Task A_network_has_so_many_calls_through_open_doors()
    {
        await using var gateway = await hub.AnotherGatewayAsync(("Limits:OpenCallsPerWindow", "2"));
        using var rest = hub.Rest(null, gateway);
        var page = new Uri($"/v1/ballots/{Token}/page", UriKind.Relative);
        Assert.True((await rest.GetAsync(page)).IsSuccessStatusCode);
        Assert.True((await rest.GetAsync(page)).IsSuccessStatusCode);
        using var refused = await rest.GetAsync(page);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.NotNull(refused.Headers.RetryAfter);
        // Keys are counted apart.
        using var keyed = hub.Rest(hub.OperatorKey, gateway);
        Assert.True((await keyed.GetAsync(new Uri("/v1/subscriptions", UriKind.Relative))).IsSuccessStatusCode);
    }
}
