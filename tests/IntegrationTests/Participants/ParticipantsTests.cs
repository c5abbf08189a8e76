using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Participants.V1;
using SocialEnzyme.Hub.IntegrationTests.Gateway;

namespace SocialEnzyme.Hub.IntegrationTests.Participants;

[Collection(GatewayTests.Name)]
public sealed class ParticipantsTests(GatewayFixture hub)
{
    private static readonly string[] NeedsWrite = ["needs:write"];

    [Fact]
    public async Task The_first_operator_key_is_printed_once()
    {
        Assert.Matches("^seh_[A-Za-z0-9_-]{43}$", hub.OperatorKey);
        var (exitCode, output, error) = await hub.BootstrapAsync();
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("printed before", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_shown_once_and_nowhere_stored()
    {
        var key = await hub.NewKeyAsync();
        using var rest = hub.Rest(hub.OperatorKey);
        var listed = await GatewayFixture.BodyAsync(await rest.GetAsync(new Uri($"/v1/participants/{key.Participant}/credentials", UriKind.Relative)));
        Assert.Equal(key.Credential, Assert.Single(listed.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.DoesNotContain("key", listed.GetRawText(), StringComparison.OrdinalIgnoreCase);

        await using var db = NpgsqlDataSource.Create(hub.Database);
        await using var command = db.CreateCommand("""
            SELECT (SELECT string_agg(c::text, '') FROM credentials c) || (SELECT coalesce(string_agg(o::text, ''), '') FROM outbox o)
            """);
        var everything = (string)(await command.ExecuteScalarAsync())!;
        Assert.DoesNotContain(key.Key, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Key["seh_".Length..], everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_participant_sees_itself_and_of_another_not_even_that_it_exists()
    {
        var (mine, other) = (await hub.NewKeyAsync(), await hub.NewKeyAsync());
        using var rest = hub.Rest(mine.Key);
        Assert.Equal(mine.Participant, (await GatewayFixture.BodyAsync(await rest.GetAsync(new Uri("/v1/participants/me", UriKind.Relative)))).GetProperty("id").GetGuid());
        foreach (var path in new[] { $"/v1/participants/{other.Participant}", $"/v1/participants/{other.Participant}/credentials", $"/v1/participants/{Guid.CreateVersion7()}" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await rest.GetAsync(new Uri(path, UriKind.Relative))).StatusCode);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await rest.DeleteAsync(new Uri($"/v1/participants/{other.Participant}/credentials/{other.Credential}", UriKind.Relative))).StatusCode);
        // Nor by way of its own address.
        Assert.Equal(HttpStatusCode.NotFound, (await rest.DeleteAsync(new Uri($"/v1/participants/{mine.Participant}/credentials/{other.Credential}", UriKind.Relative))).StatusCode);
        using var still = hub.Rest(other.Key);
        Assert.True((await still.GetAsync(new Uri("/v1/participants/me", UriKind.Relative))).IsSuccessStatusCode);
    }

    [Fact]
    public async Task Only_an_operator_registers_issues_and_suspends()
    {
        var key = await hub.NewKeyAsync();
        using var rest = hub.Rest(key.Key);
        Assert.Equal(HttpStatusCode.Forbidden, (await rest.PostAsJsonAsync("/v1/participants", new { name = "x", sector = "civil", kind = "community" })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await rest.PostAsJsonAsync($"/v1/participants/{key.Participant}/credentials", new { name = "x", scopes = NeedsWrite })).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await rest.GetAsync(new Uri("/v1/participants", UriKind.Relative))).StatusCode);
        using var operatorRest = hub.Rest(hub.OperatorKey);
        var me = (await GatewayFixture.BodyAsync(await operatorRest.GetAsync(new Uri("/v1/participants/me", UriKind.Relative)))).GetProperty("id").GetGuid();
        Assert.Equal(HttpStatusCode.Conflict, (await operatorRest.PostAsync($"/v1/participants/{me}:suspend", null)).StatusCode);
    }

    [Fact]
    public async Task A_cvr_number_is_registered_once()
    {
        using var rest = hub.Rest(hub.OperatorKey);
        var body = new { name = "Eksempel A/S", sector = "market", kind = "company", cvr = "DK 90 02 02 69", municipality = "101" };
        var first = await GatewayFixture.BodyAsync(await rest.PostAsJsonAsync("/v1/participants", body));
        Assert.Equal(("90020269", "0101", "cvr"), (first.GetProperty("cvr").GetString(), first.GetProperty("municipality").GetString(), first.GetProperty("identification").GetString()));
        using var second = await rest.PostAsJsonAsync("/v1/participants", body);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
    }

    [Fact]
    public async Task Wrong_fields_are_all_named_in_the_callers_language()
    {
        using var rest = hub.Rest(hub.OperatorKey);
        using var answer = await rest.PostAsJsonAsync("/v1/participants", new { name = "", sector = "private", kind = "club", cvr = "12345678" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync());
        Assert.Equal(
            ["#/name", "#/sector", "#/kind", "#/cvr"],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!));
        Assert.Contains("public, market, civil", problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cpr_number_in_a_name_is_refused_and_not_repeated()
    {
        using var rest = hub.Rest(hub.OperatorKey);
        using var answer = await rest.PostAsJsonAsync("/v1/participants", new { name = "Foreningen 211062-5629", sector = "civil", kind = "community" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("personal-data-detected", text, StringComparison.Ordinal);
        Assert.DoesNotContain("211062", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rest_and_grpc_are_two_doors_to_the_same()
    {
        using var channel = hub.Grpc();
        var client = new ParticipantsService.ParticipantsServiceClient(channel);
        var operatorHeaders = GatewayFixture.With(hub.OperatorKey);
        var registered = (await client.RegisterParticipantAsync(
            new() { Name = "Fonden", Sector = Sector.Civil, Kind = ParticipantKind.Foundation, Municipality = "0147" }, operatorHeaders)).Participant;
        var issued = await client.IssueCredentialAsync(new() { ParticipantId = registered.Id, Name = "portal", Scopes = { "offers:write" } }, operatorHeaders);

        using var rest = hub.Rest(issued.Key);
        var me = await GatewayFixture.BodyAsync(await rest.GetAsync(new Uri("/v1/participants/me", UriKind.Relative)));
        Assert.Equal((registered.Id, "foundation", "0147"), (me.GetProperty("id").GetString(), me.GetProperty("kind").GetString(), me.GetProperty("municipality").GetString()));
        var own = (await client.GetParticipantAsync(new(), GatewayFixture.With(issued.Key))).Participant;
        Assert.Equal(registered, own);
    }

    [Fact]
    public async Task Events_wait_in_the_outbox_while_the_broker_is_down()
    {
        var key = await hub.NewKeyAsync();
        await hub.RevokeAsync(key);
        await hub.RevokeAsync(key);
        await using var db = NpgsqlDataSource.Create(hub.Database);
        await using var command = db.CreateCommand("SELECT type FROM outbox WHERE sent_at IS NULL AND body LIKE '%' || $1 || '%' ORDER BY position");
        command.Parameters.AddWithValue(key.Participant.ToString());
        await using var reader = await command.ExecuteReaderAsync();
        var types = new List<string>();
        while (await reader.ReadAsync())
        {
            types.Add(reader.GetString(0));
        }
        Assert.Equal(["ParticipantRegistered", "CredentialRevoked"], types);
    }
}
