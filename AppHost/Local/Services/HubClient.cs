using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>Calls the hub's REST door with one key, as any system of a participant would.</summary>
public sealed class HubClient : IDisposable
{
    const int Tries = 6;
    readonly HttpClient _http;

    public HubClient(Uri gateway, string key)
    {
        // What this program does beside a publisher's call must not show in the publisher's trace.
        _http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = gateway, Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public async Task<HttpStatusCode> StatusAsync(string path, CancellationToken ct)
    {
        using var answer = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), Tries, ct);
        return answer.StatusCode;
    }

    public async Task<JsonObject> GetAsync(string path, CancellationToken ct)
    {
        using var answer = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), Tries, ct);
        return await ReadAsync("GET", path, answer, ct);
    }

    /// <summary>What the hub answers as it stands: a file.</summary>
    public async Task<byte[]> DownloadAsync(string path, CancellationToken ct)
    {
        using var answer = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), Tries, ct);
        var bytes = await answer.Content.ReadAsByteArrayAsync(ct);
        return answer.IsSuccessStatusCode ? bytes
            : throw new HubRefusedException($"GET {path} was answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(bytes)}");
    }

    /// <param name="basedOn">The version that the change is based on, where the hub wants to know it.</param>
    public async Task<JsonObject> PostAsync(string path, JsonObject body, CancellationToken ct, long? basedOn = null)
    {
        using var answer = await SendAsync(() =>
        {
            var request = Post(path, body);
            if (basedOn is { } version) request.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
            return request;
        }, Tries, ct);
        return await ReadAsync("POST", path, answer, ct);
    }

    /// <summary>Posts once, as a step of the publisher's own trace; a second try would be another step of it.</summary>
    /// <param name="traceParent">The trace context, as W3C says it.</param>
    public async Task<JsonObject> PostTracedAsync(string path, JsonObject body, string traceParent, CancellationToken ct)
    {
        using var answer = await SendAsync(() =>
        {
            var request = Post(path, body);
            request.Headers.Add("traceparent", traceParent);
            return request;
        }, 1, ct);
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

    static HttpRequestMessage Post(string path, JsonObject body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    /// <summary>A gateway that cannot ask about a key breaks a call off. On a busy machine that happens in the first seconds.</summary>
    async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> request, int tries, CancellationToken ct)
    {
        for (var tried = 1; ; tried++)
        {
            using var message = request();
            try
            {
                var answer = await _http.SendAsync(message, ct);
                if (answer.StatusCode != HttpStatusCode.ServiceUnavailable || tried == tries) return answer;
                answer.Dispose();
            }
            catch (HttpRequestException) when (tried < tries)
            {
                // Tried again below.
            }
            await Task.Delay(TimeSpan.FromMilliseconds(300 * tried), ct);
        }
    }

    static async Task<JsonObject> ReadAsync(string method, string path, HttpResponseMessage answer, CancellationToken ct)
    {
        var text = await answer.Content.ReadAsStringAsync(ct);
        if (!answer.IsSuccessStatusCode) throw new HubRefusedException($"{method} {path} was answered {(int)answer.StatusCode}: {text}");
        return JsonNode.Parse(text)!.AsObject();
    }
}

/// <summary>The hub answered a call with a problem; the message holds it.</summary>
public sealed class HubRefusedException(string message) : Exception(message);
