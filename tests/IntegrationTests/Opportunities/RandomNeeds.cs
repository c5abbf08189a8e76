using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

/// <summary>Seeded needs and filters drawn from few values; each filter with a judgement of its own that knows nothing of the hub's.</summary>
internal sealed class RandomNeeds(int seed)
{
    private static readonly string[] Categories = ["læring", "transport", "it"];
    private static readonly string[] Municipalities = ["0101", "0492", "0751"];
    private static readonly string[] Skills = ["dansk", "musik"];
    private static readonly (double Latitude, double Longitude)[] Places = [(55.676, 12.568), (54.89, 10.41), (56.157, 10.211)];

    private readonly Random _random = new(seed);

    public sealed record Judged(JsonObject Filter, Func<PublicNeed, bool> Meets);

    public PublicNeed Vary(PublicNeed need) => need with
    {
        Title = $"Behov {_random.Next(1_000_000)}",
        Category = Pick(Categories),
        Skills = [.. Skills.Where(_ => _random.Next(2) == 0)],
        Scope = _random.Next(4) == 0 ? "national" : "local",
        Municipality = Pick(Municipalities),
        Place = _random.Next(3) == 0 ? null : Near(Pick(Places)),
        PlacesLeft = _random.Next(3) == 0 ? null : _random.Next(4),
    };

    public int Next(int below) => _random.Next(below);

    public Judged Filter(int depth = 3)
    {
        switch (_random.Next(depth == 0 ? 5 : 8))
        {
            case 0:
                var category = Pick(Categories);
                return new(new() { ["category"] = new JsonArray(category.ToUpperInvariant()) }, need => need.Category == category);
            case 1:
                var code = Pick(Municipalities);
                return new(new() { ["municipality"] = new JsonArray(code) }, need => need.Scope == "national" || need.Municipality == code);
            case 2:
                var skill = Pick(Skills);
                return new(new() { ["skills"] = new JsonArray(skill) }, need => need.Skills.Contains(skill));
            case 3:
                var places = _random.Next(1, 4);
                return new(new() { ["placesLeft"] = places }, need => !(need.PlacesLeft < places));
            case 4:
                var (latitude, longitude) = Pick(Places);
                return new(
                    new() { ["radius"] = new JsonObject { ["latitude"] = latitude, ["longitude"] = longitude, ["km"] = 20 } },
                    need => need.Place is { } place && Kilometres(latitude, longitude, place) < 20);
            case 5:
                var inner = Filter(depth - 1);
                return new(new() { ["not"] = inner.Filter }, need => !inner.Meets(need));
            case 6:
                var (left, right) = (Filter(depth - 1), Filter(depth - 1));
                return new(new() { ["any"] = new JsonArray(left.Filter, right.Filter) }, need => left.Meets(need) || right.Meets(need));
            default:
                var (one, other) = (Filter(depth - 1), Filter(depth - 1));
                return new(new() { ["all"] = new JsonArray(one.Filter, other.Filter) }, need => one.Meets(need) && other.Meets(need));
        }
    }

    private T Pick<T>(T[] values) => values[_random.Next(values.Length)];

    // Well inside 20 km of its own place, and far outside that of another.
    private PublicPlace Near((double Latitude, double Longitude) place) =>
        new(place.Latitude + (_random.Next(-5, 6) * 0.01), place.Longitude + (_random.Next(-5, 6) * 0.01));

    private static double Kilometres(double latitude, double longitude, PublicPlace place)
    {
        var (north, east) = ((place.Latitude - latitude) * 111.2, (place.Longitude - longitude) * 111.2 * Math.Cos(latitude * Math.PI / 180));
        return Math.Sqrt((north * north) + (east * east));
    }
}
