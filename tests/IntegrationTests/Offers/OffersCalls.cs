using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Offers;

/// <summary>Valid offers, and organisations that may publish and draw on them.</summary>
public static class SomeOffer
{
    private const string Scopes = "needs:write offers:write";

    public static Party Company() => Some.Company() with { Scopes = Scopes };

    public static Party Association() => Some.Association() with { Scopes = Scopes };

    public static Party Municipality() => Some.Municipality() with { Scopes = Scopes };

    /// <summary>Open to drawing, for everyone, with one contribution.</summary>
    public static JsonObject With(string kind, long quantity, string key = "bidrag", string? reference = null)
    {
        var offer = new JsonObject
        {
            ["title"] = "Hjælp med det praktiske",
            ["description"] = "Vi giver en hånd.",
            ["area"] = new JsonObject { ["municipalities"] = new JsonArray("0101") },
            ["openToDrawing"] = true,
            ["contributions"] = new JsonArray(new JsonObject { ["key"] = key, ["kind"] = kind, ["quantity"] = quantity }),
        };
        if (reference is not null)
        {
            offer["reference"] = reference;
        }
        return offer;
    }
}

/// <summary>The calls of the REST door in the words of its users.</summary>
public static class OffersCalls
{
    public static Task<Answer> OfferAsync(this HttpClient client, JsonNode offer, string? key = null, string query = "") =>
        NeedsCalls.SendAsync(client, HttpMethod.Post, $"/v1/offers{query}", offer, ("Idempotency-Key", key));

    public static Task<Answer> GetOfferAsync(this HttpClient client, Guid id, string part = "") => NeedsCalls.SendAsync(client, HttpMethod.Get, $"/v1/offers/{id}{part}", null);

    public static Task<Answer> FindOffersAsync(this HttpClient client, string query) => NeedsCalls.SendAsync(client, HttpMethod.Get, $"/v1/offers{query}", null);

    public static Task<Answer> ChangeOfferAsync(this HttpClient client, Guid id, JsonNode patch, string? ifMatch) =>
        NeedsCalls.SendAsync(client, HttpMethod.Patch, $"/v1/offers/{id}", patch, ("If-Match", ifMatch));

    public static Task<Answer> EndOfferAsync(this HttpClient client, Guid id, string reason) =>
        NeedsCalls.SendAsync(client, HttpMethod.Post, $"/v1/offers/{id}:withdraw", new JsonObject { ["reason"] = reason });

    public static Task<Answer> DoAsync(this HttpClient client, Guid id, string what) => NeedsCalls.SendAsync(client, HttpMethod.Post, $"/v1/offers/{id}:{what}", null);

    public static Task<Answer> ReserveAsync(
        this HttpClient client, Guid offer, long quantity, Guid? id = null, string key = "bidrag", bool confirm = false, JsonNode? slot = null, Guid? participant = null,
        int? seconds = null)
    {
        var body = new JsonObject { ["contributionKey"] = key, ["quantity"] = quantity, ["confirm"] = confirm };
        if (id is not null)
        {
            body["reservationId"] = id;
        }
        if (slot is not null)
        {
            body["slot"] = slot;
        }
        if (participant is not null)
        {
            body["participantId"] = participant;
        }
        if (seconds is not null)
        {
            body["holdSeconds"] = seconds;
        }
        return NeedsCalls.SendAsync(client, HttpMethod.Post, $"/v1/offers/{offer}/reservations", body);
    }

    /// <summary>What the service says of its own door.</summary>
    public static async Task<JsonElement> FindOpenApiAsync(this HttpClient client) =>
        (await NeedsCalls.SendAsync(client, HttpMethod.Get, "/openapi/v1.json", null)).Body;

    /// <summary>confirm, return or handOver.</summary>
    public static Task<Answer> SettleAsync(this HttpClient client, Guid offer, Guid reservation, string what) =>
        NeedsCalls.SendAsync(client, HttpMethod.Post, $"/v1/offers/{offer}/reservations/{reservation}:{what}", null);

    /// <summary>What is left of the only contribution.</summary>
    public static long Left(this Answer offer) => offer.Body.GetProperty("contributions")[0].GetProperty("left").GetInt64();

    public static string? Status(this Answer offer) => offer.Body.GetProperty("status").GetString();

    public static string? State(this Answer reservation) => reservation.Body.GetProperty("state").GetString();

    public static JsonElement[] Items(this Answer list) => [.. list.Body.GetProperty("items").EnumerateArray()];

    /// <summary>A whole number of hours on a day that lies ahead.</summary>
    public static JsonObject Slot(int from, int until) => new()
    {
        ["from"] = Ahead.AddHours(from).ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        ["until"] = Ahead.AddHours(until).ToString("O", System.Globalization.CultureInfo.InvariantCulture),
    };

    private static DateTimeOffset Ahead => new(DateTimeOffset.UtcNow.Date.AddDays(30), TimeSpan.Zero);
}
