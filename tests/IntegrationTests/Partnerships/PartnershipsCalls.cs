using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Partnerships;

/// <summary>Valid texts, and the calls of the REST door in the words of its users.</summary>
internal static class PartnershipsCalls
{
    /// <summary>Complete: its parties could say yes to it.</summary>
    public static JsonObject Text(params Party[] parties) => new()
    {
        ["title"] = "Gældsrådgivning ved køkkenbordet",
        ["purpose"] = "Råd, før sagen vokser.",
        ["kle"] = new JsonArray("27.12.04"),
        ["parties"] = new JsonArray([.. parties.Select(PartOf)]),
        ["tasks"] = new JsonArray(new JsonObject
        {
            ["key"] = "aftaler",
            ["what"] = "Aftaler tider med familierne",
            ["ownerBefore"] = "public",
            ["owner"] = parties[0].Id,
            ["role"] = "Koordinator",
            ["milestones"] = new JsonArray(new JsonObject { ["key"] = "start", ["what"] = "De første ti", ["due"] = "2027-03-31", ["role"] = "Koordinator" }),
        }),
    };

    public static JsonObject PartOf(Party party) => new()
    {
        ["participantId"] = party.Id,
        ["role"] = "part",
        ["aim"] = $"Hvad {party.Name} selv vil",
        ["measures"] = new JsonArray(new JsonObject { ["key"] = "maal", ["what"] = $"Mål for {party.Name}", ["unit"] = "familier", ["baseline"] = 0, ["target"] = 40, ["expected"] = 30 }),
        ["contactRole"] = "Koordinator",
        ["meetingRhythm"] = "Hver måned",
        ["exitTerms"] = "En måneds varsel",
    };

    public static Task<Answer> ProposeAsync(this HttpClient client, JsonNode agreement, string? key = null) =>
        NeedsCalls.SendAsync(client, HttpMethod.Post, "/v1/partnerships", new JsonObject { ["agreement"] = agreement }, ("Idempotency-Key", key));

    public static Task<Answer> ReviseAsync(this HttpClient client, Guid id, JsonNode agreement, string? ifMatch) =>
        NeedsCalls.SendAsync(client, HttpMethod.Post, $"/v1/partnerships/{id}/versions", new JsonObject { ["agreement"] = agreement }, ("If-Match", ifMatch));

    public static Task<Answer> SeeAsync(this HttpClient client, Guid id, string part = "") => NeedsCalls.SendAsync(client, HttpMethod.Get, $"/v1/partnerships/{id}{part}", null);

    public static Task<Answer> ListAsync(this HttpClient client, string query = "") => NeedsCalls.SendAsync(client, HttpMethod.Get, $"/v1/partnerships{query}", null);

    /// <summary>A verb of a partnership.</summary>
    public static Task<Answer> SayAsync(this HttpClient client, Guid id, string verb, JsonObject said) =>
        NeedsCalls.SendAsync(client, HttpMethod.Post, $"/v1/partnerships/{id}:{verb}", said);

    public static Task<Answer> NoteAsync(this HttpClient client, Guid id, JsonObject note) => NeedsCalls.SendAsync(client, HttpMethod.Post, $"/v1/partnerships/{id}/notes", note);

    public static Task<Answer> ConsentAsync(this HttpClient client, Guid id, string hash) => client.SayAsync(id, "consent", new JsonObject { ["hash"] = hash });

    public static string Hash(this Answer answer) => answer.Body.GetProperty("hash").GetString()!;

    public static string State(this Answer answer) => answer.Body.GetProperty("state").GetString()!;

    public static long Version(this Answer answer) => answer.Body.GetProperty("version").GetInt64();

    /// <summary>A party as the answer shows it: the last place it had.</summary>
    public static JsonElement PartyOf(this Answer answer, Party party) =>
        answer.Body.GetProperty("parties").EnumerateArray().Last(one => one.GetProperty("participantId").GetGuid() == party.Id);

    public static string Standing(this Answer answer, Party party) => answer.PartyOf(party).GetProperty("standing").GetString()!;

    /// <summary>Opened by the first party and consented by all; active.</summary>
    public static async Task<Guid> ActiveAsync(this PartnershipsFixture hub, JsonObject agreement, params Party[] parties)
    {
        using var opener = hub.App.Rest(parties[0]);
        var opened = await opener.ProposeAsync(agreement);
        Assert.Equal(201, opened.Status);
        foreach (var party in parties)
        {
            using var client = hub.App.Rest(party);
            Assert.Equal(200, (await client.ConsentAsync(opened.Id, opened.Hash())).Status);
        }
        await hub.ActivateAsync(opened.Id);
        return opened.Id;
    }
}
