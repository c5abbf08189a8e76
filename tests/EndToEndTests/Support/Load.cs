using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Grpc.Core;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>
/// A publisher with many needs, half by REST and half by gRPC, who never gives up: a call that was not answered is made again
/// with the same key, and one that was answered is not.
/// </summary>
internal sealed class Load(Party publisher, int total)
{
    private const int AtOnce = 32;
    private static readonly HttpStatusCode[] Unanswered = [HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable, HttpStatusCode.GatewayTimeout];
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<int, string> _answered = new();
    private int _repeated;

    /// <summary>The id of the need of each call that was answered with success.</summary>
    public IReadOnlyCollection<string> Needs => [.. _answered.Values];

    /// <summary>How many calls were answered with success so far.</summary>
    public int Answered => _answered.Count;

    /// <summary>How often a call had to be made again.</summary>
    public int Repeated => _repeated;

    public Task RunAsync() => Parallel.ForEachAsync(
        Enumerable.Range(0, total), new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
        async (number, _) => _answered[number] = await InsistAsync(number));

    private async Task<string> InsistAsync(int number)
    {
        var key = Guid.CreateVersion7().ToString();
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (true)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            if (await (number % 2 == 0 ? ByRestAsync(number, key, limit.Token) : ByGrpcAsync(number, key, limit.Token)) is { } id) return id;
            if (Environment.TickCount64 > until) Assert.Fail($"Need {number} was not answered within {Patience.TotalSeconds:0} s.");
            Interlocked.Increment(ref _repeated);
            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>Null: there was no answer.</summary>
    private async Task<string?> ByRestAsync(int number, string key, CancellationToken ct)
    {
        try
        {
            var answer = await publisher.SendAsync(HttpMethod.Post, "/v1/needs", Some.Need(Title(number)), ct, ("Idempotency-Key", key));
            return Unanswered.Contains(answer.Status) ? null : (string)answer.Expect(HttpStatusCode.Created).Body["id"]!;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException) { return null; }
    }

    private async Task<string?> ByGrpcAsync(int number, string key, CancellationToken ct)
    {
        try
        {
            var answer = await publisher.Needs.PublishNeedAsync(
                new() { Content = Some.Content(Title(number)), IdempotencyKey = key }, publisher.Headers, cancellationToken: ct);
            return answer.Need.Id;
        }
        catch (RpcException error) when (Portal.IsUnanswered(error)) { return null; }
    }

    private static string Title(int number) => string.Create(CultureInfo.InvariantCulture, $"Behov nummer {number}");
}
