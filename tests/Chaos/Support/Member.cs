using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Offers.V1;

namespace SocialEnzyme.Hub.Chaos.Support;

/// <summary>What the hub answered to a call by REST.</summary>
internal sealed record Answer(HttpStatusCode Status, string Text)
{
    public bool IsSuccess => (int)Status is >= 200 and < 300;

    public JsonObject Body => JsonNode.Parse(Text)!.AsObject();
}

/// <summary>
/// A participant's system that never gives up: a call that was not answered is made again, word for word, until it is. Only then is
/// it known what the hub did.
/// </summary>
internal sealed class Member : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5), Call = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;
    private readonly Tally _tally;

    public Member(Uri gateway, Uri grpc, string id, string key, Tally tally)
    {
        (Id, _tally) = (id, tally);
        Door = new GrpcDoor(grpc, key);
        _http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = gateway, Timeout = Call };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public string Id { get; }

    public GrpcDoor Door { get; }

    public NeedsService.NeedsServiceClient Needs => new(Door.Invoker);

    public OffersService.OffersServiceClient Offers => new(Door.Invoker);

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public async Task<Answer> SendAsync(HttpMethod method, string path, JsonObject? body = null, params (string Name, string Value)[] headers)
    {
        return await InsistAsync($"{method} {path}", async () =>
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            if (body is not null)
            {
                var type = method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json";
                request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, type);
            }
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var answer = await _http.SendAsync(request);
            // What a gateway or a service says that cannot reach what it needs, or that broke off: nothing is known of the effect.
            return (int)answer.StatusCode is 500 or 502 or 503 or 504 ? null : new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync());
        });
    }

    /// <exception cref="RpcException">The hub decided against it; the trailer problem-code says why.</exception>
    public Task<T> CallAsync<T>(string what, Func<Metadata, DateTime, Task<T>> call) where T : class =>
        InsistAsync(what, async () =>
        {
            try
            {
                return await call(Door.Headers(), DateTime.UtcNow + Call);
            }
            catch (RpcException error) when (IsUnanswered(error))
            {
                return null;
            }
        });

    /// <summary>What the hub has decided carries a problem's code; all else is the way to it, or a part of it, that was away.</summary>
    public static bool IsUnanswered(RpcException error) => error.Trailers.GetValue("problem-code") is null or "unavailable" or "fault";

    public void Dispose()
    {
        _http.Dispose();
        Door.Dispose();
    }

    private async Task<T> InsistAsync<T>(string what, Func<Task<T?>> call) where T : class
    {
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        for (var tried = 1; ; tried++)
        {
            _tally.Add("calls");
            try
            {
                if (await call() is { } answer) return answer;
            }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException or IOException)
            {
                // Cut, or timed out: made again below.
            }
            if (Environment.TickCount64 > until) throw new UnansweredException($"{what} was not answered within {Patience.TotalMinutes:0} minutes, in {tried} tries");
            _tally.Add("retries");
            await Task.Delay(Math.Min(50 * tried, 500));
        }
    }
}

/// <summary>A call that the hub never answered.</summary>
internal sealed class UnansweredException(string message) : Exception(message);
