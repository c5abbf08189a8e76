using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.CallOuts;

/// <summary>A publisher at a place, and those around it.</summary>
public sealed class Scene(CallOutsHub hub, double latitude)
{
    private const double MetresPerDegree = 111_195;

    public Party Owner { get; } = Some.Municipality();

    /// <summary>An association that holds volunteers.</summary>
    public static Party NewHolder() => Some.Association() with { Scopes = "callouts:answer subscriptions:manage" };

    public async Task<Guid> PublishNeedAsync(int? places = null, string? category = null, params string[] skills)
    {
        var need = Some.Need().With("municipality", null).With("scope", "unspecified").With("placesWanted", places)
            .With("place", new JsonObject { ["latitude"] = latitude, ["longitude"] = 10.0, ["address"] = "Havnegade 7, baggården" });
        if (category is not null)
        {
            need.With("category", category);
        }
        if (skills.Length > 0)
        {
            need.With("skills", new JsonArray([.. skills.Select(skill => JsonValue.Create(skill))]));
        }
        var answer = await hub.Needs(Owner).PublishAsync(need);
        Assert.True(answer.Status == 201, answer.Text);
        return answer.Id;
    }

    /// <summary>So many places as needs says are taken.</summary>
    public async Task<int> TakenAsync(Guid need) => (await hub.Needs(Owner).GetNeedAsync(need)).Body.GetProperty("placesTaken").GetInt32();

    /// <summary>A volunteer so many metres north of the need.</summary>
    public async Task<Guid> AddVolunteerAsync(Party holder, double metres = 300, JsonObject? more = null)
    {
        var body = new JsonObject
        {
            ["reference"] = Some.Reference(),
            ["place"] = new JsonObject { ["latitude"] = latitude + (metres / MetresPerDegree), ["longitude"] = 10.0 },
            ["radiusKm"] = 50,
            ["weeklyLimit"] = 50,
        };
        foreach (var (name, value) in more ?? [])
        {
            body[name] = value?.DeepClone();
        }
        var (status, saved) = await SendAsync(holder, HttpMethod.Post, "/v1/volunteers", body);
        Assert.True(status == 201, saved.ToString());
        return saved.GetProperty("id").GetGuid();
    }

    public async Task<Guid[]> AddVolunteersAsync(Party holder, int count, double metres = 300)
    {
        var ids = new List<Guid>();
        foreach (var some in Enumerable.Range(0, count).Chunk(10))
        {
            ids.AddRange(await Task.WhenAll(some.Select(_ => AddVolunteerAsync(holder, metres))));
        }
        return [.. ids];
    }

    /// <summary>Small circles and quick rounds, unless the test says otherwise.</summary>
    public async Task<Guid> StartAsync(Guid need, object? body = null)
    {
        var (status, started) = await SendAsync(Owner, HttpMethod.Post, $"/v1/needs/{need}/callOuts", body ?? new { circlesKm = new[] { 1 }, roundMinutes = 60 });
        Assert.True(status == 201, started.ToString());
        return started.GetProperty("id").GetGuid();
    }

    /// <summary>The call-out as its owner sees it.</summary>
    public async Task<JsonElement> GetAsync(Guid callOut) => (await SendAsync(Owner, HttpMethod.Get, $"/v1/callOuts/{callOut}")).Body;

    public async Task<string> StateAsync(Guid callOut) => (await GetAsync(callOut)).GetProperty("state").GetString()!;

    public Task AskedAsync(Guid callOut, int count) =>
        Eventually.Is($"{count} are asked", async () => (await GetAsync(callOut)).GetProperty("counts").GetProperty("asked").GetInt32() == count);

    public Task<(int Status, JsonElement Body)> AnswerAsync(Party holder, Guid callOut, Guid volunteer, string answer) =>
        SendAsync(holder, HttpMethod.Post, $"/v1/callOuts/{callOut}/responses", new { volunteerId = volunteer, answer });

    /// <summary>The state that the answer led to.</summary>
    public async Task<string> SayAsync(Party holder, Guid callOut, Guid volunteer, string answer)
    {
        var (status, body) = await AnswerAsync(holder, callOut, volunteer, answer);
        Assert.True(status == 200, body.ToString());
        return body.GetProperty("state").GetString()!;
    }

    public async Task<JsonElement> ResponseAsync(Party holder, Guid callOut, Guid volunteer)
    {
        var (status, body) = await SendAsync(holder, HttpMethod.Get, $"/v1/callOuts/{callOut}/responses/{volunteer}");
        Assert.True(status == 200, body.ToString());
        return body;
    }

    public async Task<string> StateAsync(Party holder, Guid callOut, Guid volunteer) =>
        (await ResponseAsync(holder, callOut, volunteer)).GetProperty("state").GetString()!;

    /// <summary>The holder's own who were asked, nearest first.</summary>
    public async Task<List<JsonElement>> ResponsesAsync(Party holder, Guid callOut)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var (status, page) = await SendAsync(holder, HttpMethod.Get, $"/v1/callOuts/{callOut}/responses?limit=200&cursor={cursor}");
            if (status == 404)
            {
                return all;
            }
            all.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("cursor", out var next) ? next.GetString() : null;
        }
        while (cursor is not null);
        return all;
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(Party party, HttpMethod method, string path, object? body = null, string? key = null)
    {
        using var client = hub.Rest(party);
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null)
        {
            request.Content = JsonContent.Create(body);
        }
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }
}
