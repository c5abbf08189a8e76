using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Google.Protobuf;
using SocialEnzyme.Hub.EndToEndTests.Support;
using Xunit.Abstractions;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>Nonsense at every door: it is refused with a code, nothing falls over, and nothing piles up. FUZZ_CALLS and FUZZ_SEED make it longer or other.</summary>
[Collection(AttackTests.Name)]
public sealed partial class FuzzTests(AttackHub attacked, ITestOutputHelper output)
{
    private const int AtOnce = 4;
    private const int MaxGrowthMiB = 64;

    private static readonly int Calls = Number("FUZZ_CALLS", 1_500);
    private static readonly int Seed = Number("FUZZ_SEED", 20_261_122);

    private static readonly HashSet<string> Codes =
        [.. Directory.EnumerateFiles(Repository.File("services"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => CodeName().Matches(File.ReadAllText(file))).Select(match => match.Groups[1].Value)];

    /// <summary>What gRPC itself says to bytes that are no message; no method of the hub is reached, and there is no code.</summary>
    private static readonly string[] NoMessage =
        ["The message cannot be parsed", "Received message exceeds the maximum configured message size", "Incomplete message", "A compressed message came without"];

    private readonly System.Collections.Concurrent.ConcurrentQueue<string> _wrong = new();

    /// <summary>Sends one piece of nonsense and says what is wrong with the answer.</summary>
    private delegate Task Shot(Mutations mutations);

    [Fact]
    public async Task Nonsense_is_refused_with_a_code_and_leaves_the_hub_as_it_was()
    {
        var hub = attacked.Hub;
        using var wire = new Wire(hub.Local.Addresses);
        await using var target = await Victim.MakeAsync(hub, "civil");
        var routes = await ApiRoute.AllAsync(hub);
        await target.CompleteAsync(routes);
        Shot rest = mutations => RestAsync(wire, routes, target, mutations);
        Shot grpc = mutations => GrpcAsync(wire, target, mutations);

        // Caches, pools and compiled code fill first, with nonsense of another seed: half of it, so that a leak shows in the rest.
        await ShootAsync(rest, Calls / 3, Seed + 1_000_000);
        await ShootAsync(grpc, Calls / 6, Seed + 2_000_000);
        var before = await MemoryAsync();
        await ShootAsync(rest, Calls * 2 / 3, Seed);
        await ShootAsync(grpc, Calls / 3, Seed + 3_000_000);
        var after = await MemoryAsync();

        foreach (var (service, (process, mib)) in after)
        {
            output.WriteLine($"{service}: {before[service].MiB} MiB before, {mib} MiB after");
            if (process != before[service].Process) _wrong.Enqueue($"{service} fell over and was started again");
            if (mib > before[service].MiB + MaxGrowthMiB) _wrong.Enqueue($"{service} grew from {before[service].MiB} to {mib} MiB");
        }
        await IsHealthyAsync();
        Assert.True(_wrong.IsEmpty, $"{_wrong.Count} of {Calls} with seed {Seed}:\n{string.Join('\n', _wrong.Distinct().Take(40))}");
    }

    [Fact]
    public async Task Hostile_filters_are_refused_with_a_code_or_work()
    {
        using var wire = new Wire(attacked.Hub.Local.Addresses);
        using var party = await Victim.JoinAsync(attacked.Hub, "civil", "association");
        var key = "Bearer " + party.Key;
        foreach (var (name, filter) in Filters.Hostile())
        {
            Judge($"back-test of {name}", await wire.RestAsync(HttpMethod.Post, "/v1/filters:backtest", key,
                Encoding.UTF8.GetBytes($$"""{"filter":{{filter}}}"""), "application/json"));
            Judge($"subscription to {name}", await wire.RestAsync(HttpMethod.Post, "/v1/subscriptions?validateOnly=true", key,
                Encoding.UTF8.GetBytes($$"""{"name":"x","channel":"feed","filter":{{filter}}}"""), "application/json"));
        }
        foreach (var depth in new[] { 9, 60, 90, 200, 10_000 })
        {
            var filter = Filters.DeepMessage(depth);
            // CreateSubscriptionRequest: 1 the name, 2 the filter.
            byte[] request = [0x0A, 1, (byte)'x', 0x12, .. new[] { filter.Length }.SelectMany(VarInt), .. filter];
            JudgeGrpc($"a filter {depth} deep", await wire.GrpcAsync("/socialenzyme.hub.opportunities.v1.OpportunitiesService/CreateSubscription", key, Wire.Frame(request)), mayBeFine: true);
        }
        await IsHealthyAsync();
        Assert.True(_wrong.IsEmpty, string.Join('\n', _wrong.Take(40)));
    }

    private async Task ShootAsync(Shot shot, int count, int seed) =>
        await Parallel.ForEachAsync(Enumerable.Range(seed, count), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (each, _) =>
        {
            try { await shot(new Mutations(each)); }
            catch (Exception error) when (error is HttpRequestException or TaskCanceledException) { _wrong.Enqueue($"seed {each}: no answer: {error.Message} {error.InnerException?.Message}"); }
        });

    private async Task RestAsync(Wire wire, IReadOnlyList<ApiRoute> routes, Victim target, Mutations mutations)
    {
        var route = mutations.Pick(routes);
        // The target stays one whose key holds and that is not suspended; its other things may be spoiled.
        var isOperators = route.Service == "participants";
        var ways = isOperators && !route.ChangesNothing ? [] : target.Ids(route).ToList();
        var ids = ways.Count > 0 && mutations.Next(4) > 0 ? mutations.Pick(ways) : [.. route.Things.Select(_ => mutations.Segment())];
        var path = route.With(ids) + mutations.Query([.. route.Queries]);
        var (contentType, body) = ("application/json", (byte[]?)null);
        if (route.Bodies.Count > 0)
        {
            (contentType, var schema) = mutations.Pick(route.Bodies);
            body = mutations.Spoil(ExampleBody.Of(route, schema), [.. ExampleBody.Places(route, schema, [], 0).Select(place => place.Path)]);
        }
        else if (!route.ChangesNothing && mutations.Next(4) == 0)
        {
            body = mutations.Bytes(mutations.Next(1_000));
        }
        contentType = mutations.ContentType(contentType);
        var headers = mutations.SomeHeaders();
        var answer = await wire.RestAsync(route.Method, path, "Bearer " + (isOperators ? attacked.Hub.Operator.Key : target.Owner.Key),
            body, contentType, isChunked: body is not null && mutations.Next(6) == 0, headers);
        Judge($"{route.Method} {path[..Math.Min(path.Length, 200)]} {contentType} {string.Join(", ", headers)} {Start(body)}", answer);
        if (ways.Contains(ids) && !route.Says(answer.Status)) _wrong.Enqueue($"{route.Name} answers {answer.Verdict}, which its document does not say: {contentType} {Start(body)}");
    }

    private async Task GrpcAsync(Wire wire, Victim target, Mutations mutations)
    {
        var method = mutations.Pick([.. ExampleMessage.Methods.Where(method => ExampleMessage.ServiceOf(method) != "participants" || method.Name is "ListParticipants" or "RegisterParticipant")]);
        var message = ExampleMessage.Of(method.InputType, field => target.Named(ExampleMessage.ServiceOf(method), field.Name)?[0]).ToByteArray();
        var framed = mutations.Next(8) switch
        {
            0 => Wire.Frame(mutations.Bytes(mutations.Next(200))),
            1 => Wire.Frame(mutations.Bytes(300_000)),
            2 => Wire.Frame(message)[..^Math.Min(message.Length, 1 + mutations.Next(4))],
            3 => [1, .. Wire.Frame(message)[1..]],
            4 => [.. Wire.Frame(message), .. mutations.Bytes(mutations.Next(12))],
            5 => mutations.Bytes(mutations.Next(40)),
            _ => Wire.Frame(mutations.SpoilBytes(message)),
        };
        JudgeGrpc($"{method.FullName} {Convert.ToHexString(framed.AsSpan(0, Math.Min(framed.Length, 60)))}",
            await wire.GrpcAsync(ExampleMessage.PathOf(method), "Bearer " + target.Owner.Key, framed), mayBeFine: true);
    }

    private void Judge(string what, WireAnswer answer)
    {
        var isProblem = answer is { ContentType: "application/problem+json", Code: { } code } && Codes.Contains(code);
        if (answer.Status >= 500 || (answer.Status >= 400 && !isProblem)) _wrong.Enqueue($"{answer.Verdict}: {what}: {answer.Said[..Math.Min(answer.Said.Length, 300)]}");
    }

    private void JudgeGrpc(string what, WireAnswer answer, bool mayBeFine)
    {
        if (answer.Status is 8 or Wire.Internal && answer.Code is null && Array.Exists(NoMessage, text => answer.Said.Contains(text, StringComparison.Ordinal))) return;
        var hasCode = answer.Code is { } code && Codes.Contains(code);
        if (answer.Status is < 0 or > 16 or 2 or Wire.Internal or Wire.Unavailable || (answer.Status != Wire.Ok && !hasCode) || (answer.Status == Wire.Ok && !mayBeFine))
            _wrong.Enqueue($"gRPC {answer.Verdict}: {what}: {answer.Said[..Math.Min(answer.Said.Length, 300)]}");
    }

    /// <summary>What each process holds, the smallest of several readings: what the collector had not come to yet does not count.</summary>
    private async Task<Dictionary<string, (int? Process, long MiB)>> MemoryAsync()
    {
        var smallest = new Dictionary<string, (int? Process, long MiB)>();
        for (var reading = 0; reading < 6; reading++)
        {
            foreach (var (name, service) in attacked.Hub.Local.Services)
            {
                var resident = long.Parse(File.ReadLines($"/proc/{service.ProcessId}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
                if (!smallest.TryGetValue(name, out var known) || resident < known.MiB) smallest[name] = (service.ProcessId, resident);
            }
            await Task.Delay(250);
        }
        return smallest;
    }

    private async Task IsHealthyAsync()
    {
        foreach (var service in attacked.Hub.Local.Services.Values) Assert.True(await service.IsReadyAsync(CancellationToken.None), $"{service.Name} is not ready");
        using var party = await Victim.JoinAsync(attacked.Hub, "civil", "association");
        await party.PublishAsync(Some.Need());
    }

    private static IEnumerable<byte> VarInt(int value)
    {
        for (; value > 127; value >>= 7) yield return (byte)(value | 128);
        yield return (byte)value;
    }

    private static string Start(byte[]? body) => body is null ? "" : Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 300)));

    private static int Number(string variable, int usual) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : usual;

    [GeneratedRegex("ProblemCode \\w+ = new\\(\"([a-z-]+)\"")]
    private static partial Regex CodeName();
}
