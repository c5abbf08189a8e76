using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.AppHost.Sample;

/// <summary>An organisation of the sample, without a CVR number: the papers state none, and none is made up.</summary>
public sealed record SamplePublisher(string Name, string Sector, string Kind)
{
    /// <summary>Publishes the cases that name no public or civil organisation.</summary>
    public static readonly SamplePublisher OfTheSources = new("Eksempler fra kilderne", "civil", "community");

    // What the organisations are is common knowledge; whoever is not listed is an association, or the state in the public sector.
    static readonly Dictionary<string, string> Kinds = new()
    {
        ["KAB"] = "housingOrganisation",
        ["Boligselskabet AKB, København"] = "housingOrganisation",
        ["Frederiksberg forenede Boligselskaber (FfB)"] = "housingOrganisation",
        ["Danmarks Lærerforening"] = "union",
        ["Afdelingsbestyrelsen i Lundtoftegade"] = "community",
        ["Unge frivillige fra boligområdet (17-22 år)"] = "community",
    };

    /// <summary>The case's first named party that may publish needs.</summary>
    public static SamplePublisher Of(SourceCase source) =>
        source.Parties.FirstOrDefault(party => party is { Named: true, Sector: "public" or "civil" }) is { } party
            ? new(party.Name, party.Sector, Kinds.GetValueOrDefault(party.Name, party.Sector == "public" ? "state" : "association"))
            : OfTheSources;

    public JsonObject ToJson() => new() { ["name"] = Name, ["sector"] = Sector, ["kind"] = Kind };
}

/// <summary>A need of the sample: who publishes it, and what, in the words of the REST door.</summary>
public sealed record SampleNeed(SamplePublisher Publisher, JsonObject Content)
{
    public string Reference => (string)Content["reference"]!;

    /// <summary>The same need in the words of the gRPC door.</summary>
    public NeedContent ToMessage()
    {
        var message = new NeedContent
        {
            Reference = Reference,
            Title = (string)Content["title"]!,
            Description = (string)Content["description"]!,
            Category = (string)Content["category"]!,
            Municipality = (string?)Content["municipality"] ?? "",
            Scope = (string?)Content["scope"] switch
            {
                "local" => NeedScope.Local,
                "national" => NeedScope.National,
                _ => NeedScope.Unspecified,
            },
        };
        if (Content["skills"] is JsonArray skills) message.Skills.AddRange(skills.Select(skill => (string)skill!));
        if (Content["placesWanted"] is { } places) message.PlacesWanted = (int)places;
        if (Content["place"] is { } place) message.Place = new Place { Latitude = (double)place["latitude"]!, Longitude = (double)place["longitude"]!, Address = (string?)place["address"] ?? "" };
        foreach (var (key, value) in Content["extensions"]!.AsObject()) message.Extensions[key] = (string)value!;
        return message;
    }
}
