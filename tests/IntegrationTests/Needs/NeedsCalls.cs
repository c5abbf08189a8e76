using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.IntegrationTests.Needs;

/// <summary>What was answered: the status, the body and a header or two.</summary>
public sealed record Answer(int Status, string Text, string? ETag, string? Link, string? Location)
{
    public JsonElement Body => JsonDocument.Parse(Text).RootElement;

    public Guid Id => Body.GetProperty("id").GetGuid();

    public string? Code => Body.GetProperty("code").GetString();

    /// <summary>The fields that a problem names.</summary>
    public IReadOnlyList<string> Pointers => [.. Body.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!)];
}

/// <summary>The calls of the REST door in the words of its users.</summary>
public static class NeedsCalls
{
    public static Task<Answer> PublishAsync(this HttpClient client, JsonNode need, string? key = null, string query = "") =>
        SendAsync(client, HttpMethod.Post, $"/v1/needs{query}", need, ("Idempotency-Key", key));

    public static Task<Answer> GetNeedAsync(this HttpClient client, Guid id) => SendAsync(client, HttpMethod.Get, $"/v1/needs/{id}", null);

    public static Task<Answer> FindAsync(this HttpClient client, string query) => SendAsync(client, HttpMethod.Get, $"/v1/needs{query}", null);

    public static Task<Answer> HistoryAsync(this HttpClient client, Guid id) => SendAsync(client, HttpMethod.Get, $"/v1/needs/{id}/history", null);

    public static Task<Answer> ChangeAsync(this HttpClient client, Guid id, JsonNode patch, string? ifMatch) =>
        SendAsync(client, HttpMethod.Patch, $"/v1/needs/{id}", patch, ("If-Match", ifMatch));

    public static Task<Answer> WithdrawAsync(this HttpClient client, Guid id, string? reason, string? ifMatch = null) =>
        SendAsync(client, HttpMethod.Post, $"/v1/needs/{id}:withdraw", new JsonObject { ["reason"] = reason }, ("If-Match", ifMatch));

    /// <summary>Holds places, or confirms them at once.</summary>
    public static Task<Answer> ReserveAsync(
        this HttpClient client, Guid need, int places = 1, Guid? id = null, Guid? participant = null, int? holdSeconds = null, bool? confirm = null)
    {
        var body = new JsonObject { ["places"] = places };
        foreach (var (name, value) in new (string, JsonNode?)[]
        {
            ("reservationId", id?.ToString()), ("participantId", participant?.ToString()), ("holdSeconds", holdSeconds), ("confirm", confirm),
        })
        {
            if (value is not null)
            {
                body[name] = value;
            }
        }
        return SendAsync(client, HttpMethod.Post, $"/v1/needs/{need}/reservations", body);
    }

    /// <param name="what">confirm or return.</param>
    public static Task<Answer> SettleAsync(this HttpClient client, Guid need, Guid reservation, string what) =>
        SendAsync(client, HttpMethod.Post, $"/v1/needs/{need}/reservations/{reservation}:{what}", null);

    public static Task<Answer> ReservationsAsync(this HttpClient client, Guid need, string query = "") =>
        SendAsync(client, HttpMethod.Get, $"/v1/needs/{need}/reservations{query}", null);

    /// <summary>The result of each row, in the order in which they came.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ImportAsync(this HttpClient client, params IEnumerable<string> rows)
    {
        using var body = new StringContent(string.Join('\n', rows), Encoding.UTF8, "application/x-ndjson");
        using var response = await client.PostAsync(new Uri("/v1/needs:import", UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
        var text = await response.Content.ReadAsStringAsync();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static async Task<Answer> SendAsync(HttpClient client, HttpMethod method, string path, JsonNode? body, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }
        foreach (var (name, value) in headers.Where(header => header.Value is not null))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await client.SendAsync(request);
        return new Answer(
            (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.ETag?.ToString(),
            response.Headers.TryGetValues("Link", out var links) ? links.First() : null, response.Headers.Location?.ToString());
    }
}
