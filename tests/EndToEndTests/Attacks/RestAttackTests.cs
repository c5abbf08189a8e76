using System.Net;
using System.Text.Json.Nodes;
using Xunit.Abstractions;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>Every route of the API documents, tried by everybody on what is another's.</summary>
[Collection(AttackTests.Name)]
public sealed class RestAttackTests(AttackHub attacked, ITestOutputHelper output)
{
    /// <summary>
    /// What anybody is answered about a thing that is public: the published need, the open offer (which nobody may draw on here), the comment that its
    /// hearing's owner published. Nothing else ever is.
    /// </summary>
    private static readonly HashSet<string> Public =
    [
        "GET /v1/needs/{id}", "GET /v1/needs/{id}/history", "GET /v1/offers/{id}", "POST /v1/offers/{id}/reservations",
        "GET /v1/hearings/{id}/comments/{commentId}/draftNeed",
    ];

    /// <summary>
    /// Public knowledge: a published programme, its chapters, every experiment and the handbook are there for every participant, so that others do it too.
    /// To adopt one is for strangers by design; to change one is not.
    /// </summary>
    private static readonly HashSet<string> Knowledge =
    [
        "GET /v1/programmes/{id}", "GET /v1/programmes/{id}/versions", "GET /v1/programmes/{id}/chapters", "GET /v1/programmes/{id}/chapters/{chapterId}",
        "GET /v1/programmes/{id}/chapters/{chapterId}/diff", "GET /v1/experiments/{id}", "GET /v1/handbook/{step}",
        "POST /v1/programmes/{id}:adopt", "POST /v1/experiments/{id}:adopt",
    ];

    /// <summary>
    /// Doors that need no key, and to which everybody is nobody: those with a code answer or vote, everybody reads what was published. The key to an approval
    /// is in its path; here it is one that nobody was given, and is refused like a path that leads nowhere.
    /// </summary>
    private static readonly HashSet<string> Open =
    [
        "GET /v1/approvals/{token}", "POST /v1/approvals/{token}",
        "GET /v1/surveys/questions", "GET /v1/surveys/{id}/page", "POST /v1/surveys/{id}/page", "POST /v1/surveys/{id}/answers", "GET /v1/surveys/{id}/results",
        "GET /v1/hearings/{id}/page", "POST /v1/hearings/{id}/page", "POST /v1/hearings/{id}/answers", "GET /v1/hearings/{id}/results",
        "GET /v1/hearings/{id}/publicAnswers", "GET /v1/hearings/{id}/publicComments",
        "GET /v1/ballots/{id}/page", "POST /v1/ballots/{id}/page", "POST /v1/ballots/{id}/votes", "GET /v1/ballots/{id}/result", "GET /v1/ballots/{id}/bulletin.csv",
        "GET /v1/openData/impact.json", "GET /v1/openData/impact.csv", "GET /v1/openData/partnerships.json", "GET /v1/openData/partnerships",
        "GET /v1/partnerships:serviceDifferences",
    ];

    /// <summary>What every key of a participant may do: end a key of its own, so that a stolen one can be stopped by whatever key is at hand; ask how a text sounds, of which nothing is kept.</summary>
    private static readonly HashSet<string> NeedsNoScope = ["DELETE /v1/participants/{id}/credentials/{credentialId}", "POST /v1/texts:check"];

    /// <summary>What the scope impact:approve is for.</summary>
    private static readonly HashSet<string> Approving =
        ["POST /v1/hours/{id}:approve", "POST /v1/hours/{id}:reject", "POST /v1/hours:approve", "POST /v1/hours:reject", "POST /v1/hours/batches/{batchId}/links"];

    /// <summary>What changes for everybody, and so for the operator alone.</summary>
    private static readonly HashSet<string> ForOperators = ["POST /v1/rates"];

    /// <summary>What others' acts are meant to be seen in: that they adopted a programme, offered or proposed something; and a look at the audit file, which is written down.</summary>
    private static readonly HashSet<string> Living =
    [
        "/v1/programmes", "/v1/programmes/{id}", "/v1/programmes/{id}/chapters", "/v1/experiments", "/v1/experiments/{id}", "/v1/rates",
        "/v1/partnerships", "/v1/partnerships/{id}/suggestions", "/v1/partnerships/{id}/audit/accesses",
    ];

    /// <summary>The operator's own doors.</summary>
    private static readonly string[] Operators = ["participants", "events", "undelivered", "deadLetters", "reconciliations"];

    /// <summary>The parameters of queries and what an attacker puts there; null: the id of the victim's thing of that name.</summary>
    private static readonly Dictionary<string, string?> Queries = new(StringComparer.OrdinalIgnoreCase)
    {
        ["limit"] = "200",
        ["mine"] = "true",
        ["validateOnly"] = "true",
        ["near"] = "55.6934,12.5486",
        ["radiusKm"] = "5",
        ["within"] = "500m",
        ["category"] = "skole",
        ["skills"] = "dansk",
        ["sort"] = "fit",
        ["municipality"] = "0101",
        ["from"] = "2026-01-01T00:00:00Z",
        ["until"] = "2030-01-01T00:00:00Z",
        ["publisher"] = null,
        ["status"] = "draft",
        ["kind"] = "hours",
        ["state"] = null,
        ["need"] = null,
        ["offer"] = null,
        ["preview"] = "true",
        ["q"] = "Hemmelig",
        ["owner"] = null,
        ["partnership"] = null,
        ["umbrella"] = null,
        ["party"] = null,
        ["batch"] = null,
        ["without"] = null,
        ["waiting"] = "true",
        ["asOf"] = "2026-01-01T00:00:00Z",
        ["groupBy"] = "kle",
        ["impact/groupBy"] = "partnership",
        ["impact/kind"] = "frivillig",
        ["impact/from"] = "2026-01-01",
        ["impact/until"] = "2026-12-31",
        ["value"] = "rates",
        ["goal"] = "1",
        ["kle"] = "27",
        ["sector"] = "civil",
        ["outcome"] = "running",
        ["measureKey"] = "familier",
        ["dueBy"] = "2030-01-01",
        ["discountPercent"] = "3.5",
        ["month"] = "2026-10",
    };

    private readonly List<string> _wrong = [];
    private int _calls;

    [Fact]
    public async Task Nobody_reads_or_changes_what_is_anothers_on_any_route()
    {
        var hub = attacked.Hub;
        var routes = await ApiRoute.AllAsync(hub);
        using var wire = new Wire(hub.Local.Addresses);
        var strangers = await Attacker.AllAsync(hub);
        await using var civil = await Victim.MakeAsync(hub, "civil");
        await using var market = await Victim.MakeAsync(hub, "market");
        await using var official = await Victim.MakeAsync(hub, "public");
        Victim[] victims = [civil, market, official];
        var missing = await civil.CompleteAsync(routes);
        foreach (var other in new[] { market, official }) missing = [.. missing.Intersect(await other.CompleteAsync(routes))];
        Assert.True(missing.Count == 0, $"The routes name things of which no victim has one: {string.Join(", ", missing)}. Make one in {nameof(Victim)}, so that it is attacked.");

        var nobodies = await Attacker.NobodiesAsync(hub, civil);
        foreach (var victim in victims)
        {
            Attacker[] attackers = [.. strangers, .. await Attacker.ScopelessAsync(hub, victim), .. victim == civil ? nobodies : []];
            var rows = await Keepsake.OfAsync(hub, victim);
            var views = await ViewsAsync(wire, routes, victim);
            foreach (var attacker in attackers)
            {
                foreach (var route in routes) await AttackAsync(wire, route, victim, attacker);
            }
            var lost = rows.Except(await Keepsake.OfAsync(hub, victim)).ToList();
            if (lost.Count > 0) _wrong.Add($"Rows of the victim were changed:\n  {string.Join("\n  ", lost.Take(10))}");
            foreach (var (path, said) in await ViewsAsync(wire, routes, victim))
            {
                if (views[path] != said) _wrong.Add($"The victim sees something else at {path}:\n  {views[path]}\n  {said}");
            }
        }
        output.WriteLine($"{routes.Count} routes, {_calls} calls");
        foreach (var stranger in strangers.Where(stranger => stranger.Subscription is not null)) await FeedIsHarmlessAsync(wire, stranger, victims);
        await EverythingIsReachedByItsOwnerAsync(wire, routes, victims);
        Assert.True(_wrong.Count == 0, $"{_wrong.Count}:\n{string.Join('\n', _wrong.DistinctBy(Kind).Take(60))}");
    }

    [Fact]
    public async Task A_service_believes_no_token_but_those_of_the_hub_itself()
    {
        foreach (var (name, service) in attacked.Hub.Local.Services.Where(service => service.Key != "gateway"))
        {
            using var http = new HttpClient { BaseAddress = service.Address };
            foreach (var issuer in attacked.Hub.Local.Services.Keys)
            {
                var path = name == "opportunities" ? "/v1/subscriptions" : "/v1/" + name;
                using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
                request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + Attacker.Token(issuer, $"\"service\":\"{issuer}\""));
                using var answer = await http.SendAsync(request);
                Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized, $"{name} answered a token that {issuer} did not sign with {(int)answer.StatusCode}");
            }
        }
    }

    // One of each kind tells more than sixty of the first: without ids, secrets and bodies.
    private static string Kind(string wrong) => System.Text.RegularExpressions.Regex.Replace(wrong, "[0-9a-f]{8}-[0-9a-f-]{27}|Hemmelig[a-p]+|\\{.*", "");

    private async Task AttackAsync(Wire wire, ApiRoute route, Victim victim, Attacker attacker)
    {
        if (attacker.Standing is Standing.Operator && Operators.Contains(route.Path.Split('/', ':')[2])) return;
        if (attacker.Standing is Standing.Scopeless && (NeedsNoScope.Contains(route.Name) || !attacker.Lacks(Approving.Contains(route.Name)))) return;
        // Who is refused for what is not in the request is refused alike whatever the request says: once is enough.
        var isTriedOnce = attacker.Standing is Standing.Nobody or Standing.Scopeless && !Open.Contains(route.Name);
        if (attacker.Standing is Standing.Scopeless && route.ChangesNothing) return;
        foreach (var ids in victim.Ids(route).Take(isTriedOnce ? 1 : int.MaxValue))
        {
            foreach (var (query, body, contentType) in Requests(route, victim).Take(isTriedOnce ? 1 : int.MaxValue))
            {
                var answer = await CallAsync(wire, route, ids, query, body, contentType, attacker, victim);
                var isOthers = route.Things.Count > 0;
                var what = $"{attacker.Name}: {route.Name}{query} of {string.Join('/', ids)} {body?.ToJsonString()}: {answer.Brief}";
                switch (attacker.Standing)
                {
                    case var _ when Open.Contains(route.Name):
                        await AtOpenDoorAsync(wire, route, victim, attacker, ids, (query, body, contentType), answer, what);
                        break;
                    case Standing.Nobody:
                        if (answer is not { Status: 401, Code: "unauthenticated" }) _wrong.Add(what);
                        break;
                    case Standing.Scopeless:
                        if (!route.ChangesNothing && answer.Status < 400) _wrong.Add(what);
                        break;
                    case Standing.Stranger when ForOperators.Contains(route.Name):
                        if (answer.Status != 403) _wrong.Add(what);
                        break;
                    case var _ when !isOthers:
                        break;
                    case var _ when Knowledge.Contains(route.Name) && ids.All(victim.Public.Contains):
                        if (route.ChangesNothing && answer.Status != 200 && query.Length == 0) _wrong.Add(what);
                        break;
                    case var _ when Public.Contains(route.Name) && ids.All(victim.Public.Contains):
                        if (route.ChangesNothing ? answer.Status != 200 && query.Length == 0 : answer.Status < 400) _wrong.Add(what);
                        break;
                    default:
                        // What is another's is answered as what is not there at all, in every word.
                        var nothing = await CallAsync(wire, route, ids.Select(_ => Guid.CreateVersion7().ToString()), query, body, contentType, attacker, victim);
                        if (answer.Verdict != nothing.Verdict) _wrong.Add($"Not as what is not there ({nothing.Verdict}): {what}");
                        // A nonsensical value beside it may be refused first, alike for both.
                        if (answer.Status < 400 || (query.Length == 0 && answer.Status is not (403 or 404)) || (answer is { Status: 403, Code: not ("scope-missing" or "sector-not-allowed") }))
                            _wrong.Add(what);
                        break;
                }
            }
        }
    }

    /// <summary>A page is for whoever has its address; what has ended or was published is for everybody; for all else it is as if there were nothing.</summary>
    private async Task AtOpenDoorAsync(
        Wire wire, ApiRoute route, Victim victim, Attacker attacker, IReadOnlyList<string> ids, (string Query, JsonObject? Body, string ContentType) request,
        WireAnswer answer, string what)
    {
        if (ids.Count == 0 || (route.ChangesNothing && (route.Path.EndsWith("/page", StringComparison.Ordinal) || ids.All(victim.Public.Contains))))
        {
            if (answer.Status != 200 && request.Query.Length == 0) _wrong.Add(what);
            return;
        }
        if (answer.Status < 400) _wrong.Add(what);
        // That it is there, and whether it is over, is for everybody to know: its page says so.
        if (!route.ChangesNothing || route.Path.EndsWith("/page", StringComparison.Ordinal)) return;
        var nothing = await CallAsync(wire, route, ids.Select(_ => Guid.CreateVersion7().ToString()), request.Query, request.Body, request.ContentType, attacker, victim);
        if (answer.Verdict != nothing.Verdict) _wrong.Add($"Not as what is not there ({nothing.Verdict}): {what}");
    }

    private async Task<WireAnswer> CallAsync(
        Wire wire, ApiRoute route, IEnumerable<string> ids, string query, JsonObject? body, string contentType, Attacker attacker, Victim victim)
    {
        _calls++;
        var answer = await wire.RestAsync(route.Method, route.With(ids) + query, attacker.Authorization, body, contentType);
        if (!route.Says(answer.Status)) _wrong.Add($"{route.Name} answers {answer.Verdict}, which its document does not say.");
        if (answer.Status >= 500) _wrong.Add($"{attacker.Name}: {route.Name}{query}: {answer.Brief}");
        if (attacker.Standing is not Standing.Scopeless && victim.Secrets.Find(secret => answer.Said.Contains(secret, StringComparison.OrdinalIgnoreCase)) is { } secret)
            _wrong.Add($"{attacker.Name} was told {secret} by {route.Name}{query}: {answer.Brief}");
        return answer;
    }

    /// <summary>The plain request; one with each query parameter, and one with each id in the body, that means the victim.</summary>
    private static IEnumerable<(string Query, JsonObject? Body, string ContentType)> Requests(ApiRoute route, Victim victim)
    {
        var (contentType, schema) = route.Bodies.FirstOrDefault(("application/json", new JsonObject()));
        JsonObject? Plain() => route.Bodies.Count == 0 ? null : ExampleBody.Of(route, schema);
        yield return ("", Plain(), contentType);
        foreach (var name in route.Queries)
        {
            foreach (var value in Values(route, victim, name)) yield return ($"?{name}={Uri.EscapeDataString(value)}", Plain(), contentType);
        }
        if (route.Bodies.Count == 0) yield break;
        foreach (var (member, with) in ExampleBody.Ids(route, schema))
        {
            foreach (var id in victim.Named(route.Service, member) ?? (HasNone(victim, member) ? [] : Unknown(route, member, nameof(Victim))))
                yield return ("", with(id), contentType);
        }
    }

    private static IReadOnlyList<string> Values(ApiRoute route, Victim victim, string name) => name.ToUpperInvariant() switch
    {
        "CURSOR" or "AFTER" => [victim.Cursor],
        "PUBLISHER" => [victim.Owner.Id, "me"],
        _ when !Queries.TryGetValue($"{route.Service}/{name}", out var value) && !Queries.TryGetValue(name, out value) => Unknown(route, name, $"{nameof(RestAttackTests)}.{nameof(Queries)}"),
        _ when (Queries.GetValueOrDefault($"{route.Service}/{name}") ?? Queries.GetValueOrDefault(name)) is { } value => [value],
        _ => victim.Named(route.Service, name) ?? [],
    };

    // A company has no needs, and so no reservations of any; only associations hold volunteers.
    private static bool HasNone(Victim victim, string member) => new[] { ("needs", "need"), ("volunteers", "volunteer") }.Any(thing =>
        !victim.Owned.ContainsKey(thing.Item1) && member.Contains(thing.Item2, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<string> Unknown(ApiRoute route, string name, string where)
    {
        Assert.Fail($"{route.Name} has '{name}', and nobody said what an attacker puts there. Add it to {where}.");
        return [];
    }

    /// <summary>Whoever subscribes to everything hears of the victims' needs, and reads none of their secrets.</summary>
    private async Task FeedIsHarmlessAsync(Wire wire, Attacker stranger, IReadOnlyList<Victim> victims)
    {
        var (read, cursor) = (new System.Text.StringBuilder(), "");
        while (true)
        {
            var page = await wire.RestAsync(HttpMethod.Get, $"/v1/subscriptions/{stranger.Subscription}/events?limit=500{cursor}", stranger.Authorization);
            var body = JsonNode.Parse(page.Said[..(page.Said.LastIndexOf('}') + 1)])!;
            if (body["events"]!.AsArray().Count == 0) break;
            read.Append(page.Said);
            cursor = "&after=" + Uri.EscapeDataString((string)body["cursor"]!);
        }
        var said = read.ToString();
        foreach (var victim in victims)
        {
            if (victim.Owned.ContainsKey("needs") && !said.Contains(victim.Owned["needs"][0], StringComparison.Ordinal)) _wrong.Add($"{stranger.Name} never heard of {victim.Owned["needs"][0]}");
            _wrong.AddRange(victim.Secrets.Where(secret => said.Contains(secret, StringComparison.OrdinalIgnoreCase)).Select(secret => $"{stranger.Name} read {secret} in its feed"));
        }
    }

    /// <summary>What the victim is answered by every GET that it may ask.</summary>
    private static async Task<Dictionary<string, string>> ViewsAsync(Wire wire, IReadOnlyList<ApiRoute> routes, Victim victim)
    {
        var views = new Dictionary<string, string>();
        foreach (var route in routes.Where(route => route.ChangesNothing && !Living.Contains(route.Path)))
        {
            // A list of all that is open has others' in it.
            var query = route.Queries.FirstOrDefault(name => name.Equals("mine", StringComparison.OrdinalIgnoreCase)) is { } mine ? $"?{mine}=true" : "";
            foreach (var path in victim.Ids(route).Select(ids => route.With(ids) + query))
            {
                var answer = await wire.RestAsync(HttpMethod.Get, path, "Bearer " + victim.Owner.Key);
                views[path] = $"{answer.Verdict} {(answer.Status == 200 ? answer.Body : "")}";
            }
        }
        return views;
    }

    /// <summary>Else nobody else's refusal would mean anything: with the victim's ids the owner, or the operator, gets through on every route.</summary>
    private async Task EverythingIsReachedByItsOwnerAsync(Wire wire, IReadOnlyList<ApiRoute> routes, IReadOnlyList<Victim> victims)
    {
        // Suspending and revoking last, and by the operator: a call that ends its own key may be cut off before it is answered.
        // What ends a thing comes last: the others need it.
        foreach (var route in routes.OrderBy(route => route.Service == "participants").ThenBy(route => !route.ChangesNothing).ThenBy(route => route.Path.Contains(':', StringComparison.Ordinal)).ThenBy(route => route.Method == HttpMethod.Delete).ThenByDescending(route => route.Things.Count))
        {
            var said = new List<string>();
            foreach (var (victim, ids) in victims.SelectMany(victim => victim.Ids(route).Select(ids => (victim, ids))))
            {
                var (contentType, schema) = route.Bodies.FirstOrDefault(("application/json", new JsonObject()));
                var query = string.Join('&', route.RequiredQueries.Select(name => $"{name}={(Values(route, victim, name) is [var own, ..] ? own : "")}"));
                foreach (var key in new[] { victim.Owner.Key, attacked.Hub.Operator.Key }.Skip(route.Service == "participants" ? 1 : 0))
                {
                    var body = route.Bodies.Count == 0 ? null : ExampleBody.Of(route, schema, victim);
                    var answer = await wire.RestAsync(route.Method, $"{route.With(victim.Opening(ids))}?{query}".TrimEnd('?'), "Bearer " + key, body, contentType);
                    if (answer.Status is < 400 or 409 or 410 or 412)
                    {
                        said.Clear();
                        break;
                    }
                    said.Add(answer.Brief);
                }
                if (said.Count == 0) break;
            }
            if (said.Count > 0) _wrong.Add($"Nobody gets through {route.Name}, so that no refusal there means anything: {string.Join(" | ", said)}");
        }
    }
}
