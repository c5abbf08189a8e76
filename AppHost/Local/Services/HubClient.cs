using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>Calls the hub's REST door with one key, as any system of a participant would.</summary>
public sealed class HubClient : IDisposable
{
    readonly HttpClient _http;

    public HubClient(Uri gateway, string key)
    {
        // What this program does beside a publisher's call must not show in the publisher's trace.
        _http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public async Task<HttpStatusCode> StatusAsync(string path, CancellationToken ct)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), ct);
        return answer.StatusCode;
    }

    public async Task<JsonObject> GetAsync(string path, CancellationToken ct)
    {
        using var answer = await _http.GetAsync(new Uri(path, UriKind.Relative), ct);
        return await ReadAsync("GET", path, answer, ct);
    }

    /// <param name="traceParent">The publisher's own trace context, as W3C says it.</param>
    public async Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken ct, string? traceParent = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        if (traceParent is not null) request.Headers.Add("traceparent", traceParent);
        using var answer = await _http.SendAsync(request, ct);
        return await ReadAsync("POST", path, answer, ct);
    }

    /// <summary>Registers an organisation, or finds the one that was registered with this name before. Returns its id.</summary>
    public async Task<string> RegisterAsync(JsonObject participant, CancellationToken ct)
    {
        var name = (string)participant["name"]!;
        await foreach (var known in ListAsync("/v1/participants", ct))
        {
            if ((string)known["name"]! == name) return (string)known["id"]!;
        }
        var registered = await PostAsync("/v1/participants", participant, ct);
        return (string)registered["id"]!;
    }

    public async Task<string> IssueKeyAsync(string participant, string name, IReadOnlyList<string> scopes, CancellationToken ct)
    {
        var body = new JsonObject { ["name"] = name, ["scopes"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]) };
        var issued = await PostAsync($"/v1/participants/{participant}/credentials", body, ct);
        return (string)issued["key"]!;
    }

    /// <summary>All items of a list, page after page.</summary>
    public async IAsyncEnumerable<JsonObject> ListAsync(string path, [EnumeratorCancellation] CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var page = await GetAsync(path + "?limit=100" + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)), ct);
            foreach (var item in page["items"]!.AsArray()) yield return item!.AsObject();
            cursor = (string?)page["cursor"];
        }
        while (cursor is not null);
    }

    public void Dispose() => _http.Dispose();

    static async Task<JsonObject> ReadAsync(string method, string path, HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        if (!answer.IsSuccessStatusCode) throw new HubRefusedException($"{method} {path} was answered {(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}

/// <summary>The hub answered a call with a problem; the message holds it.</summary>
public sealed class HubRefusedException(string message) : Exception(message);
