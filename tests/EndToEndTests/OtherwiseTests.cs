using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests;

public sealed class OtherwiseTests(OtherwiseHub otherwise) : IClassFixture<OtherwiseHub>
{
    [Fact]
    public async Task No_trace_is_whole_when_one_service_does_not_send_its_context_on() =>
        Assert.DoesNotContain(null, await PublisherTraces.BreaksAsync(otherwise.Hub, needs: 5));

    [Theory]
    [InlineData("http://127.0.0.1:9/hook")]
    [InlineData("https://127.0.0.1:9/hook")]
    [InlineData("https://10.1.2.3/hook")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://192.168.1.1/hook")]
    [InlineData("https://[::1]/hook")]
    [InlineData("https://[::ffff:10.0.0.1]/hook")]
    [InlineData("https://[fd00::1]/hook")]
    [InlineData("https://2130706433/hook")]
    [InlineData("https://0x7f.1/hook")]
    [InlineData("http://example.org/hook")]
    [InlineData("ftp://example.org/hook")]
    public async Task An_address_inside_a_network_is_refused_as_a_webhook(string url)
    {
        using var party = await otherwise.Hub.JoinAsync();
        var answer = await party.PostAsync("/v1/subscriptions", new JsonObject { ["name"] = "x", ["filter"] = new JsonObject(), ["channel"] = "webhook", ["url"] = url });
        answer.Expect(HttpStatusCode.UnprocessableEntity);
        Assert.Equal("#/url", (string?)answer.Body["errors"]![0]!["pointer"]);
    }

    [Fact]
    public async Task A_name_that_leads_inside_a_network_is_never_connected_to()
    {
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        var connected = inside.AcceptSocketAsync();
        var port = ((IPEndPoint)inside.LocalEndpoint).Port;
        using var publisher = await otherwise.Hub.JoinAsync();
        var subscription = await publisher.SubscribeAsync(publisher, "webhook", $"https://localhost:{port}/hook");

        // It fails until the schedule of the endpoint ends, and was never called.
        await Eventually.Is("the hub gave it up, or tried a few times", async () =>
            connected.IsCompleted || await FailuresAsync(subscription) >= 3);
        Assert.False(connected.IsCompleted, "The hub connected to an address inside the network.");
        Assert.Equal("unconfirmed", (string?)(await subscription.StateAsync())["state"]);
    }

    private async Task<int> FailuresAsync(Subscription subscription)
    {
        await using var db = Npgsql.NpgsqlDataSource.Create(otherwise.Hub.Local.Servers.Postgres.ConnectionString("opportunities-db"));
        await using var command = db.CreateCommand("SELECT failures FROM endpoints WHERE subscription_id = $1");
        command.Parameters.Add(new() { Value = Guid.Parse(subscription.Id) });
        return Convert.ToInt32(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
