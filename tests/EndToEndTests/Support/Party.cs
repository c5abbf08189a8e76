using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.Contracts.Participants.V1;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>A participant's system: it knows both doors of the gateway and its own key, nothing else.</summary>
public sealed class Party : IDisposable
{
    private readonly HttpClient _http;
    private readonly GrpcDoor _door;

    public Party(HubAddresses hub, string id, string credential, string key)
    {
        (Id, CredentialId, Key) = (id, credential, key);
        _http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = hub.Gateway };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _door = new GrpcDoor(hub.Grpc, key);
    }

    public string Id { get; }
    public string CredentialId { get; }
    public string Key { get; }

    public Metadata Headers => _door.Headers();
    public NeedsService.NeedsServiceClient Needs => new(_door.Invoker);
    public OpportunitiesService.OpportunitiesServiceClient Opportunities => new(_door.Invoker);
    public ParticipantsService.ParticipantsServiceClient Participants => new(_door.Invoker);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body);

    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonNode? body = null, CancellationToken ct = default, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.RelativeOrAbsolute));
        if (body is not null)
            request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json");
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        return await SendAsync(request, ct);
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, CancellationToken ct = default)
    {
        using var answer = await _http.SendAsync(request, ct);
        return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync(ct), answer.Headers.ETag?.Tag);
    }

    /// <summary>Returns the id of the need.</summary>
    public async Task<string> PublishAsync(JsonObject need) =>
        (string)(await PostAsync("/v1/needs", need)).Expect(HttpStatusCode.Created).Body["id"]!;

    public async Task WithdrawAsync(string need) =>
        (await PostAsync($"/v1/needs/{need}:withdraw", new JsonObject { ["reason"] = "Vi fandt hjælp selv." })).Expect(HttpStatusCode.OK);

    /// <summary>Asks for the needs of one publisher.</summary>
    public async Task<Subscription> SubscribeAsync(Party publisher, string channel = "feed", string? url = null)
    {
        var body = new JsonObject { ["name"] = "Hjælp i nærheden", ["filter"] = Some.FilterOn(publisher), ["channel"] = channel, ["url"] = url };
        if (url is null) body.Remove("url");
        var made = (await PostAsync("/v1/subscriptions", body)).Expect(HttpStatusCode.Created).Body;
        return new Subscription(this, (string)made["id"]!, (string?)made["secret"]);
    }

    public void Dispose()
    {
        _http.Dispose();
        _door.Dispose();
    }
}
