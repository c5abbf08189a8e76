using System.Net;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>A participant with one of everything, and with texts in it that nobody else may ever read.</summary>
internal sealed partial class Victim : IAsyncDisposable
{
    public static readonly string[] Scopes =
        ["needs:write", "offers:write", "subscriptions:manage", "partnerships:write", "impact:write", "impact:approve", "matches:answer", "callouts:answer"];

    private readonly Endpoint _endpoint;
    private readonly Dictionary<string, List<string>> _owned = [];

    /// <summary>Whom it may invite.</summary>
    private readonly Party _guest;

    private Victim(Party owner, Party taker, Party guest, Endpoint endpoint)
    {
        (Owner, Taker, _guest, _endpoint) = (owner, taker, guest, endpoint);
        Secrets = [owner.Key, taker.Id];
    }

    public Party Owner { get; }

    /// <summary>Holds places and hours of the victim's and sits at its table, which is nobody else's business.</summary>
    public Party Taker { get; }

    /// <summary>What must stand in no answer to another.</summary>
    public List<string> Secrets { get; }

    /// <summary>What others may see by its id: the published need, the open offer, the published programme, what has ended.</summary>
    public HashSet<string> Public { get; } = [];

    /// <summary>Of its feed.</summary>
    public string Cursor { get; private set; } = "";

    public IReadOnlyDictionary<string, List<string>> Owned => _owned;

    public static async Task<Victim> MakeAsync(TestHub hub, string sector)
    {
        var kind = sector switch { "public" => "municipality", "market" => "company", _ => "association" };
        var owner = await JoinAsync(hub, sector, kind);
        var victim = new Victim(owner, await JoinAsync(hub, "civil", "association"), await JoinAsync(hub, "civil", "association"), await Endpoint.StartAsync());
        victim._owned["participants"] = [owner.Id];
        victim._owned["participants/credentials"] = [owner.CredentialId];
        await victim.SubscribeAsync();
        await victim.OfferAsync();
        if (sector != "market") await victim.NeedAsync();
        if (sector == "civil") await victim.CallOutAsync();
        await victim.AgreeAsync();
        await victim.WorkAsync();
        await victim.TeachAsync();
        await victim.AskAsync();
        return victim;
    }

    /// <summary>A participant of this sector whose key may do everything that a participant may.</summary>
    public static async Task<Party> JoinAsync(TestHub hub, string sector, string kind)
    {
        var body = new JsonObject { ["name"] = $"Deltager {Guid.CreateVersion7():n}", ["sector"] = sector, ["kind"] = kind };
        var participant = (await hub.Operator.PostAsync("/v1/participants", body)).Expect(HttpStatusCode.Created).Body;
        return await hub.IssueAsync((string)participant["id"]!, [.. Scopes.Where(scope => sector != "market" || scope != "needs:write")]);
    }

    /// <summary>
    /// Makes or finds one of each thing that the routes name and that is not known here: by the POST of its collection, else by its list.
    /// Returns what could not be had.
    /// </summary>
    public async Task<IReadOnlyList<string>> CompleteAsync(IReadOnlyList<ApiRoute> routes)
    {
        var missing = routes.SelectMany(route => route.Things).Select(thing => thing.Thing).Distinct().Where(thing => !_owned.ContainsKey(thing)).ToList();
        foreach (var thing in missing)
        {
            foreach (var route in routes.Where(route => Collects(route, thing)).OrderBy(route => route.ChangesNothing))
            {
                foreach (var ids in Ids(route))
                {
                    var body = route.Bodies is [var (_, schema), ..] ? ExampleBody.Of(route, schema) : null;
                    var answer = await Owner.SendAsync(route.Method, route.With(ids), route.ChangesNothing ? null : body);
                    if (answer.Status is HttpStatusCode.OK or HttpStatusCode.Created
                        && ((answer.Body["items"] as JsonArray)?.FirstOrDefault() ?? answer.Body)["id"] is { } id)
                    {
                        _owned.TryAdd(thing, [(string)id!]);
                    }
                }
            }
        }
        return [.. missing.Where(thing => !_owned.ContainsKey(thing))];
    }

    /// <summary>Every way to fill the path of a route with what is the victim's; none when it has no such thing.</summary>
    public IEnumerable<IReadOnlyList<string>> Ids(ApiRoute route) => route.Things.Aggregate(
        (IEnumerable<IReadOnlyList<string>>)[[]],
        (ways, thing) => ways.SelectMany(way => OfRoute(route, thing.Thing).Select(id => (IReadOnlyList<string>)[.. way, id])));

    /// <summary>The ids that a member or field such as reservationId or need_id means, in this service; null when nothing is known by that name.</summary>
    public IReadOnlyList<string>? Named(string service, string name)
    {
        var word = name.Replace("_", "", StringComparison.Ordinal);
        foreach (var ending in new[] { "Ids", "ids", "Id", "id" })
        {
            if (!word.EndsWith(ending, StringComparison.Ordinal) || word.Length == ending.Length) continue;
            word = word[..^ending.Length];
            break;
        }
        var plural = Otherwise.GetValueOrDefault(word) ?? (word.EndsWith('s') ? word : word + "s");
        var thing = _owned.Keys.Where(key => key.Split('/')[^1].Equals(plural, StringComparison.OrdinalIgnoreCase))
            .OrderByDescending(key => key.StartsWith(service, StringComparison.Ordinal)).FirstOrDefault();
        return thing is null ? null : _owned[thing];
    }

    public async ValueTask DisposeAsync()
    {
        Owner.Dispose();
        Taker.Dispose();
        _guest.Dispose();
        await _endpoint.DisposeAsync();
    }

    private static bool Collects(ApiRoute route, string thing) =>
        !route.Path.Contains(':', StringComparison.Ordinal) && !route.Path.EndsWith('}')
        // What anybody may list is not one's own.
        && (route.Method == HttpMethod.Post || (route.Method == HttpMethod.Get && route.Things.Count > 0))
        && string.Join('/', route.Path.Split('/').Skip(2).Where(segment => !segment.StartsWith('{'))) is var path
        && (path == thing || path.EndsWith("/" + thing, StringComparison.Ordinal));

    private async Task SubscribeAsync()
    {
        var feed = new JsonObject { ["name"] = Secret(), ["filter"] = Some.FilterOn(Owner), ["channel"] = "feed" };
        var hook = new JsonObject { ["name"] = Secret(), ["filter"] = Some.FilterOn(Owner), ["channel"] = "webhook", ["url"] = $"{_endpoint.Url}?{Secret()}" };
        var first = (await Owner.PostAsync("/v1/subscriptions", feed)).Expect(HttpStatusCode.Created).Body;
        var second = (await Owner.PostAsync("/v1/subscriptions", hook)).Expect(HttpStatusCode.Created).Body;
        Secrets.Add((string)second["secret"]!);
        _owned["subscriptions"] = [(string)first["id"]!, (string)second["id"]!];
        Cursor = (await new Subscription(Owner, (string)first["id"]!, null).PageAsync(null)).Cursor;
        await new Subscription(Owner, (string)second["id"]!, null).IsAsync("active");
    }

    private async Task NeedAsync()
    {
        var draft = Some.Need(Secret());
        (draft["draft"], draft["reference"], draft["description"]) = (true, Secret(), Secret());
        var open = Some.Need();
        open["placesWanted"] = 20;
        open["place"] = new JsonObject { ["latitude"] = 55.693412, ["longitude"] = 12.548634, ["address"] = Secret() };
        Secrets.AddRange(["55.693412", "12.548634"]);
        _owned["needs"] = [await Owner.PublishAsync(open), await Owner.PublishAsync(draft)];
        Public.Add(_owned["needs"][0]);
        var hold = new JsonObject { ["places"] = 1, ["participantId"] = Taker.Id, ["holdSeconds"] = 86_400 };
        var reservation = (await Owner.PostAsync($"/v1/needs/{_owned["needs"][0]}/reservations", hold)).Expect(HttpStatusCode.Created).Body;
        _owned["needs/reservations"] = [(string)reservation["id"]!];
        var feed = new Subscription(Owner, _owned["subscriptions"][0], null);
        await Eventually.Is("the need is on the feed", async () =>
        {
            var (events, cursor) = await feed.PageAsync(null);
            if (events.Count == 0) return false;
            (_owned["events"], Cursor) = ([events[0].EventId], cursor);
            return true;
        });
    }

    private async Task CallOutAsync()
    {
        var volunteer = new JsonObject
        {
            ["reference"] = Secret(),
            ["place"] = new JsonObject { ["latitude"] = 55.6934, ["longitude"] = 12.5486 },
            ["radiusKm"] = 1,
        };
        var saved = (await Owner.PostAsync("/v1/volunteers", volunteer)).Expect(HttpStatusCode.Created).Body;
        var wish = new JsonObject { ["circlesKm"] = new JsonArray(1), ["roundMinutes"] = 600, ["message"] = Secret() };
        var callOut = (await Owner.PostAsync($"/v1/needs/{_owned["needs"][0]}/callOuts", wish)).Expect(HttpStatusCode.Created).Body;
        (_owned["volunteers"], _owned["callOuts"], _owned["callOuts/responses"]) = ([(string)saved["id"]!], [(string)callOut["id"]!], [(string)saved["id"]!]);
        await Eventually.Is("the volunteer was asked", async () =>
            (await Owner.GetAsync($"/v1/callOuts/{_owned["callOuts"][0]}/responses/{_owned["volunteers"][0]}")).Status is HttpStatusCode.OK);
    }

    private async Task OfferAsync()
    {
        _owned["offers"] = [await OfferAsync("100 timers rådgivning", isHidden: false), await OfferAsync(Secret(), isHidden: true)];
        Public.Add(_owned["offers"][0]);
        _owned["offers/reservations"] = [];
        foreach (var offer in _owned["offers"])
        {
            var hold = new JsonObject { ["contributionKey"] = "timer", ["quantity"] = 1, ["participantId"] = Taker.Id, ["holdSeconds"] = 86_400 };
            var reservation = (await Owner.PostAsync($"/v1/offers/{offer}/reservations", hold)).Expect(HttpStatusCode.OK).Body;
            _owned["offers/reservations"].Add((string)reservation["id"]!);
        }
    }

    private async Task<string> OfferAsync(string title, bool isHidden)
    {
        var offer = new JsonObject
        {
            ["title"] = title,
            ["description"] = isHidden ? Secret() : "To jurister rådgiver.",
            ["area"] = new JsonObject { ["country"] = true },
            ["contributions"] = new JsonArray(new JsonObject { ["key"] = "timer", ["kind"] = "hours", ["quantity"] = 100 }),
        };
        if (isHidden) (offer["reference"], offer["visibility"]) = (Secret(), new JsonObject { ["participants"] = new JsonArray(Taker.Id) });
        return (string)(await Owner.PostAsync("/v1/offers", offer)).Expect(HttpStatusCode.Created).Body["id"]!;
    }

    // Letters only: nothing in it could be taken for a number.
    private string Secret()
    {
        Secrets.Add("Hemmelig" + string.Concat(Guid.NewGuid().ToString("n").Select(c => (char)('a' + Convert.ToInt32(c.ToString(), 16)))));
        return Secrets[^1];
    }
}
