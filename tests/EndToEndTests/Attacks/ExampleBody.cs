using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>A valid body made from the schema in the API document: its own example, else what it requires.</summary>
internal static class ExampleBody
{
    private const int MaxDepth = 4;

    /// <summary>What a schema does not say. A new required member of a body that is refused without a special value goes here.</summary>
    private static readonly Dictionary<string, Func<JsonNode>> Special = new()
    {
        ["sector"] = () => "civil",
        ["kind"] = () => "association",
        ["scopes"] = () => new JsonArray("needs:write"),
        ["filter"] = () => new JsonObject(),
        ["channel"] = () => "feed",
        ["municipality"] = () => "0101",
        ["municipalities"] = () => new JsonArray("0101"),
        ["category"] = () => "skole",
        ["topics"] = () => new JsonArray("needs"),
        ["reference"] = () => $"x-{Guid.NewGuid():n}",
        ["answer"] = () => "accept",
        ["latitude"] = () => 55.6934,
        ["longitude"] = () => 12.5486,
        // Of the right shape, and nobody's.
        ["token"] = () => "bcdf-ghjk-mnpq-rstv-bcdf-ghjk-mnpq-rstv",
    };

    public static JsonObject Of(ApiRoute route, JsonObject schema) => (JsonObject)Make(route, Resolve(route, schema), "", 0)!;

    /// <summary>The same, where every id that is required is that of something of the victim's.</summary>
    public static JsonObject Of(ApiRoute route, JsonObject schema, Victim victim)
    {
        if (victim.Body(route) is { } own) return own;
        var body = Of(route, schema);
        foreach (var member in Required(route, schema).Where(member => Guid.TryParse(body[member]?.ToString(), out _)))
            body[member] = victim.Named(route.Service, member)?[0] ?? (string?)body[member];
        return body;
    }

    /// <summary>The members without which it says a body is refused.</summary>
    public static IReadOnlyList<string> Required(ApiRoute route, JsonObject schema) =>
        [.. (Resolve(route, schema)["required"] as JsonArray ?? []).Select(member => (string)member!)];

    /// <summary>Every place of a body where a text can stand, and a body that has it there.</summary>
    public static IEnumerable<(string Place, Func<string, JsonObject> With)> Texts(ApiRoute route, JsonObject schema) =>
        Places(route, schema, [], 0).Where(place => TakesText(place.Schema)).Select(place => (
            "/" + string.Join('/', place.Path), (Func<string, JsonObject>)(text => Set(Of(route, schema), place.Path, JsonValue.Create(text)))));

    /// <summary>Every place of a body that names a thing by its id, and a body that has it there.</summary>
    public static IEnumerable<(string Member, Func<string, JsonObject> With)> Ids(ApiRoute route, JsonObject schema) =>
        Places(route, schema, [], 0).Where(place => (string?)place.Schema["format"] == "uuid").Select(place => (
            place.Path[^1] is "0" ? place.Path[^2] : place.Path[^1],
            (Func<string, JsonObject>)(id => Set(Of(route, schema), place.Path, JsonValue.Create(id)))));

    /// <summary>Every place of a body; 0 is the first of a list, and a member that anybody may name is called key.</summary>
    public static IEnumerable<(IReadOnlyList<string> Path, JsonObject Schema)> Places(ApiRoute route, JsonObject schema, IReadOnlyList<string> at, int depth)
    {
        schema = Resolve(route, schema);
        if (depth > 0) yield return (at, schema);
        if (depth == MaxDepth) yield break;
        foreach (var (name, member) in schema["properties"] as JsonObject ?? [])
        {
            foreach (var place in Places(route, member!.AsObject(), [.. at, name], depth + 1)) yield return place;
        }
        if (schema["items"] is JsonObject items)
        {
            foreach (var place in Places(route, items, [.. at, "0"], depth + 1)) yield return place;
        }
        if (schema["additionalProperties"] is JsonObject values)
        {
            foreach (var place in Places(route, values, [.. at, "key"], depth + 1)) yield return place;
        }
    }

    /// <summary>Puts a value in its place, making what leads there.</summary>
    public static JsonObject Set(JsonObject body, IReadOnlyList<string> path, JsonNode? value)
    {
        JsonNode at = body;
        for (var i = 0; i < path.Count - 1; i++)
        {
            var next = Get(at, path[i]);
            if (path[i + 1] == "0" ? next is not JsonArray : next is not JsonObject)
            {
                next = path[i + 1] == "0" ? new JsonArray() : new JsonObject();
                Put(at, path[i], next);
            }
            at = next!;
        }
        Put(at, path[^1], value);
        return body;
    }

    private static JsonNode? Get(JsonNode at, string name) => at is JsonArray list ? list.Count > 0 ? list[0] : null : at[name];

    private static void Put(JsonNode at, string name, JsonNode? value)
    {
        if (at is not JsonArray list) at[name] = value;
        else if (list.Count > 0) list[0] = value;
        else list.Add(value);
    }

    // No type at all takes anything, and so a text.
    private static bool TakesText(JsonObject schema) => schema["enum"] is not null || schema["type"] switch
    {
        JsonValue type => (string?)type == "string",
        JsonArray types => types.Any(type => (string?)type == "string"),
        _ => true,
    };

    private static JsonNode? Make(ApiRoute route, JsonObject schema, string name, int depth)
    {
        if (schema["examples"] is JsonArray { Count: > 0 } examples) return examples[0]!.DeepClone();
        if (Special.TryGetValue(name, out var special)) return special();
        if (schema["enum"] is JsonArray { Count: > 0 } words) return words[0]!.DeepClone();
        if (schema["properties"] is JsonObject properties)
        {
            var made = new JsonObject();
            foreach (var member in Required(route, schema))
                made[member] = Make(route, Resolve(route, properties[member]!.AsObject()), member, depth + 1);
            return made;
        }
        if (schema["items"] is JsonObject items) return new JsonArray(Make(route, Resolve(route, items), name, depth + 1));
        var type = schema["type"] is JsonArray types ? (string?)types.First(each => (string?)each != "null") : (string?)schema["type"];
        return (type, (string?)schema["format"]) switch
        {
            ("string", "uuid") => Guid.CreateVersion7().ToString(),
            ("string", "date-time") => DateTimeOffset.UtcNow.AddDays(30).ToString("O"),
            ("string", "date") => DateTimeOffset.UtcNow.AddDays(30).ToString("yyyy-MM-dd"),
            ("integer" or "number", _) => 1,
            ("boolean", _) => false,
            ("object", _) => new JsonObject(),
            _ => "prøve",
        };
    }

    private static JsonObject Resolve(ApiRoute route, JsonObject schema)
    {
        while (true)
        {
            if ((string?)schema["$ref"] is { } reference) schema = route.Document["components"]!["schemas"]![reference.Split('/')[^1]]!.AsObject();
            else if (schema["oneOf"] is JsonArray choices) schema = choices.First(choice => (string?)choice!["type"] != "null")!.AsObject();
            else return schema;
        }
    }
}
