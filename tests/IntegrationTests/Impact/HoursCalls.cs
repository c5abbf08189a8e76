using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

/// <summary>Valid rows; a test spells out only what it is about.</summary>
public static class SomeHours
{
    private static int _next;

    public static JsonObject Row(Guid partnership, int minutes = 120, string? reference = null) => new()
    {
        ["reference"] = reference ?? Some.Reference(),
        ["partnershipId"] = partnership,
        ["kind"] = "frivillig",
        ["minutes"] = minutes,
        ["day"] = "2026-04-17",
        ["activity"] = $"Lektiehjælp {Interlocked.Increment(ref _next)}",
        ["volunteer"] = $"frivillig-{_next}",
    };
}

/// <summary>The calls of the REST door in the words of its users.</summary>
public static class HoursCalls
{
    public static Task<Answer> ReportAsync(this HttpClient client, JsonNode row) => NeedsCalls.SendAsync(client, HttpMethod.Post, "/v1/hours", row);

    public static Task<Answer> HoursAsync(this HttpClient client, string rest = "") => NeedsCalls.SendAsync(client, HttpMethod.Get, $"/v1/hours{rest}", null);

    public static Task<Answer> OnHoursAsync(this HttpClient client, Guid id, string verb, JsonObject? body = null, string? ifMatch = null) =>
        NeedsCalls.SendAsync(client, HttpMethod.Post, $"/v1/hours/{id}:{verb}", body, ("If-Match", ifMatch));

    public static Task<Answer> OnManyHoursAsync(this HttpClient client, string verb, JsonObject body) =>
        NeedsCalls.SendAsync(client, HttpMethod.Post, $"/v1/hours:{verb}", body);

    /// <summary>Minutes by kind, now or as they were known.</summary>
    public static async Task<Dictionary<string, long>> TotalsAsync(this HttpClient client, Guid partnership, DateTimeOffset? asOf = null)
    {
        var moment = asOf is { } at ? $"&asOf={Uri.EscapeDataString(at.ToString("O", CultureInfo.InvariantCulture))}" : "";
        var answer = await client.HoursAsync($"/totals?partnership={partnership}{moment}");
        Assert.Equal(200, answer.Status);
        return answer.Body.GetProperty("minutes").EnumerateObject().ToDictionary(kind => kind.Name, kind => kind.Value.GetInt64());
    }

    /// <summary>The result of each row, in the order in which they came.</summary>
    public static async Task<IReadOnlyList<JsonElement>> ImportHoursAsync(this HttpClient client, string text, string type = "application/x-ndjson")
    {
        using var body = new StringContent(text, Encoding.UTF8, type);
        using var response = await client.PostAsync(new Uri("/v1/hours:import", UriKind.Relative), body);
        Assert.Equal(200, (int)response.StatusCode);
        var answer = await response.Content.ReadAsStringAsync();
        return [.. answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>Every report of every page.</summary>
    public static async Task<List<JsonElement>> AllHoursAsync(this HttpClient client, string query)
    {
        var found = new List<JsonElement>();
        for (var next = query; next is not null;)
        {
            var page = await client.HoursAsync(next);
            Assert.Equal(200, page.Status);
            found.AddRange(page.Body.GetProperty("items").EnumerateArray());
            next = page.Link is { } link ? link[link.IndexOf('?', StringComparison.Ordinal)..link.IndexOf('>', StringComparison.Ordinal)] : null;
        }
        return found;
    }

    public static string? State(this Answer hours) => hours.Body.GetProperty("state").GetString();

    public static string Outcome(this JsonElement row) => row.GetProperty("outcome").GetString()!;
}
