using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>The attacks know the routes from the API documents: so the documents must leave none out, and say the truth.</summary>
[Collection(AttackTests.Name)]
public sealed partial class DocumentTests(AttackHub attacked)
{
    /// <summary>What is required in some cases only, which a document cannot say.</summary>
    private static readonly Dictionary<string, string[]> RequiredSometimes = new()
    {
        ["POST /v1/needs"] = ["municipality"],
        // Either these or a batch.
        ["POST /v1/hours:approve"] = ["ids"],
        ["POST /v1/hours:reject"] = ["ids"],
        // What is corrected, or that it is cancelled.
        ["POST /v1/hours/{id}:correct"] = ["minutes"],
        // Steps name roles.
        ["POST /v1/programmes"] = ["roles"],
        // An avoided cost is worth what the four leave of it.
        ["POST /v1/partnerships/{id}/impact/estimates"] = ["deadweightPercent", "attributionPercent", "displacementPercent", "dropOffPercent", "years"],
        // Either this or a comment.
        ["POST /v1/hearings/{id}/answers"] = ["choice"],
    };

    [Fact]
    public async Task Every_route_in_the_sources_of_a_service_is_in_its_document()
    {
        var routes = await ApiRoute.AllAsync(attacked.Hub);
        var mapped =
            from service in routes.Select(route => route.Service).Distinct()
            from file in Directory.EnumerateFiles(Repository.File("services", service), "*.cs", SearchOption.AllDirectories)
            from Match match in MapCall().Matches(File.ReadAllText(file))
            select (Service: service, Method: match.Groups[1].Value.ToUpperInvariant(), End: Constraint().Replace(match.Groups[2].Value, "}").TrimEnd('/'));
        var inSources = mapped.ToList();

        foreach (var (service, method, end) in inSources)
        {
            Assert.True(routes.Any(route => route.Service == service && route.Method.Method == method && route.Path.EndsWith(end, StringComparison.Ordinal)),
                $"{service} maps {method} …{end}, and its document does not say so.");
        }
        foreach (var same in inSources.GroupBy(each => (each.Service, each.Method)))
        {
            var described = routes.Count(route => route.Service == same.Key.Service && route.Method.Method == same.Key.Method);
            Assert.True(described == same.Count(), $"{same.Key.Service} maps {same.Count()} {same.Key.Method} routes, and its document describes {described}.");
        }
        Assert.NotEmpty(inSources);
    }

    [Fact]
    public async Task What_a_document_says_is_required_is_enough_and_is_required()
    {
        var hub = attacked.Hub;
        using var wire = new Wire(hub.Local.Addresses);
        await using var party = await Victim.MakeAsync(hub, "civil");
        var routes = await ApiRoute.AllAsync(hub);
        var missing = await party.CompleteAsync(routes);
        var wrong = new List<string>();
        // What ends a thing comes last: the others need it.
        foreach (var route in routes.OrderBy(route => route.Path.Contains(':', StringComparison.Ordinal)).Where(route => route.Method == HttpMethod.Post && route.Bodies is [("application/json", _)] && route.Path != "/v1/participants/{id}:suspend"))
        {
            var schema = route.Bodies[0].Schema;
            var key = "Bearer " + (route.Service == "participants" || route.Path == "/v1/rates" ? hub.Operator.Key : party.Owner.Key);
            var ids = party.Ids(route).FirstOrDefault();
            if (ids is null)
            {
                wrong.Add($"{route.Name} was not tried: the party has none of {string.Join(", ", missing)}");
                continue;
            }
            var path = route.With(ids);
            var required = ExampleBody.Required(route, schema);
            var whole = ExampleBody.Of(route, schema, party);
            var least = new JsonObject(required.Concat(RequiredSometimes.GetValueOrDefault(route.Name, [])).Select(member => KeyValuePair.Create(member, whole[member]?.DeepClone())));
            foreach (var member in required)
            {
                var without = least.DeepClone().AsObject();
                without.Remove(member);
                var refused = await wire.RestAsync(route.Method, path, key, without);
                // 409: what it is about has ended meanwhile, by an earlier route.
                if (refused is not { Status: 400 or 409 or 422 }) wrong.Add($"{route.Name} works without {member}, which it says is required: {refused.Brief}");
            }
            var taken = await wire.RestAsync(route.Method, path, key, least);
            // 412: it is whole, and about another text than the present one.
            if (taken.Status is not (200 or 201 or 409 or 412)) wrong.Add($"{route.Name} is refused with all that it says is required: {taken.Brief}");
        }
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [GeneratedRegex("""\bMap(Get|Post|Put|Patch|Delete)\(\s*"([^"]*)"[^;{]""")]
    private static partial Regex MapCall();

    [GeneratedRegex(":[a-z]+\\}")]
    private static partial Regex Constraint();
}
