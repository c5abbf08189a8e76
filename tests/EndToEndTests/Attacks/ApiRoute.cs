using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>A route as the hub's own API documents describe it.</summary>
/// <param name="Service">Whose document it stands in.</param>
internal sealed partial record ApiRoute(string Service, HttpMethod Method, string Path, JsonObject Operation, JsonObject Document)
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete", "head", "options"];

    public string Name => $"{Method} {Path}";

    public bool ChangesNothing => Method == HttpMethod.Get;

    /// <summary>The parameters of the path and the thing that each of them names: participants/credentials for the second of {id}/credentials/{credentialId}.</summary>
    public IReadOnlyList<(string Parameter, string Thing)> Things
    {
        get
        {
            var found = new List<(string, string)>();
            var nouns = new List<string>();
            foreach (var segment in Path.Split('/', StringSplitOptions.RemoveEmptyEntries).Skip(1))
            {
                if (Parameter().Match(segment) is { Success: true } match) found.Add((match.Groups[1].Value, string.Join('/', nouns)));
                else nouns.Add(segment.Split(':')[0]);
            }
            return found;
        }
    }

    public IEnumerable<string> Queries => Parameters("query");

    /// <summary>Those without which it is refused.</summary>
    public IEnumerable<string> RequiredQueries => Parameters("query", each => (bool?)each["required"] == true);

    /// <summary>The content types it takes and the schema of each.</summary>
    public IReadOnlyList<(string ContentType, JsonObject Schema)> Bodies =>
        [.. (Operation["requestBody"]?["content"] as JsonObject ?? []).Select(each => (each.Key, each.Value!["schema"]!.AsObject()))];

    /// <summary>Whether the document says that it may be answered so.</summary>
    public bool Says(int status) => Operation["responses"]![status.ToString(System.Globalization.CultureInfo.InvariantCulture)] is not null;

    /// <summary>The path with these values in place of its parameters.</summary>
    public string With(IEnumerable<string> values)
    {
        var path = Path;
        foreach (var ((parameter, _), value) in Things.Zip(values)) path = path.Replace($"{{{parameter}}}", value, StringComparison.Ordinal);
        return path;
    }

    /// <summary>Every route of every document that the gateway serves.</summary>
    public static async Task<IReadOnlyList<ApiRoute>> AllAsync(TestHub hub)
    {
        using var http = new HttpClient { BaseAddress = hub.Local.Addresses.Gateway };
        var index = JsonNode.Parse(await http.GetStringAsync(new Uri("/openapi.json", UriKind.Relative)))!;
        var routes = new List<ApiRoute>();
        foreach (var listed in index["documents"]!.AsArray())
        {
            var document = JsonNode.Parse(await http.GetStringAsync(new Uri((string)listed!["openApi"]!, UriKind.Relative)))!.AsObject();
            routes.AddRange(
                from path in document["paths"]!.AsObject()
                from operation in path.Value!.AsObject()
                where Methods.Contains(operation.Key)
                select new ApiRoute((string)listed["service"]!, HttpMethod.Parse(operation.Key), path.Key, operation.Value!.AsObject(), document));
        }
        return routes;
    }

    private IEnumerable<string> Parameters(string place, Func<JsonNode, bool>? holds = null) =>
        (Operation["parameters"] as JsonArray ?? []).Where(each => (string?)each!["in"] == place && holds?.Invoke(each) != false).Select(each => (string)each!["name"]!);

    [GeneratedRegex(@"^\{(\w+)\}")]
    private static partial Regex Parameter();
}
