using System.Globalization;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Chaos.Support;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Offers.V1;
using Contribution = SocialEnzyme.Hub.Contracts.Offers.V1.Contribution;
using Place = SocialEnzyme.Hub.Contracts.Needs.V1.Place;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>Needs and offers as participants might write them, drawn at random.</summary>
internal static class Some
{
    private static readonly string[] Categories = ["skole", "bolig", "ensomhed", "tryghed", "kultur", "uddannelse"];
    private static readonly string[] Skills = ["jura", "revision og økonomi", "håndværk", "undervisning"];

    // None lies within 300 m of the edge of a filter: the hub matches the point rounded to 100 m, the oracle the one that was sent.
    private static readonly (string Municipality, double Latitude, double Longitude)[] Places =
    [
        ("0101", 55.6761, 12.5683), ("0101", 55.7001, 12.5501), ("0101", 55.6601, 12.6001), ("0751", 56.1572, 10.2107),
        ("0751", 56.1801, 10.1801), ("0461", 55.3959, 10.3883), ("0851", 57.0488, 9.9217), ("0147", 55.6786, 12.5323),
    ];

    public static JsonObject Need(Random random, string reference)
    {
        var place = Places[random.Next(Places.Length)];
        var need = new JsonObject
        {
            ["reference"] = reference,
            ["title"] = $"Hjælp søges, sag {reference}",
            ["description"] = "To timer om ugen, sammen med en medarbejder.",
            ["category"] = Categories[random.Next(Categories.Length)],
        };
        if (random.Next(20) == 0) need["scope"] = "national";
        else need["municipality"] = place.Municipality;
        if (need["municipality"] is not null && random.Next(3) > 0) need["place"] = new JsonObject { ["latitude"] = place.Latitude, ["longitude"] = place.Longitude };
        if (random.Next(3) == 0) need["skills"] = new JsonArray(Skills[random.Next(Skills.Length)]);
        if (random.Next(3) == 0) need["placesWanted"] = random.Next(1, 5);
        return need;
    }

    /// <summary>The same need in the words of the gRPC door.</summary>
    public static NeedContent Message(JsonObject need)
    {
        var message = new NeedContent
        {
            Reference = (string)need["reference"]!,
            Title = (string)need["title"]!,
            Description = (string)need["description"]!,
            Category = (string)need["category"]!,
            Municipality = (string?)need["municipality"] ?? "",
            Scope = need["scope"] is null ? NeedScope.Local : NeedScope.National,
        };
        if (need["place"] is { } place) message.Place = new Place { Latitude = (double)place["latitude"]!, Longitude = (double)place["longitude"]! };
        if (need["skills"] is JsonArray skills) message.Skills.AddRange(skills.Select(skill => (string)skill!));
        if (need["placesWanted"] is { } wanted) message.PlacesWanted = (int)wanted;
        return message;
    }

    /// <summary>The need with another title and, now and then, another category, so that it meets other filters.</summary>
    public static JsonObject Changed(Random random, JsonObject need)
    {
        var changed = need.DeepClone().AsObject();
        changed["title"] = $"Hjælp søges stadig ({random.NextInt64()}), sag {(string)need["reference"]!}";
        if (random.Next(3) == 0) changed["category"] = Categories[random.Next(Categories.Length)];
        return changed;
    }

    /// <summary>What a company and whoever published a need agree on: some of its people come, and it gives hours of its offer.</summary>
    public static JsonObject Agreement(KnownNeed need, KnownOffer offer, int places, long quantity) => new()
    {
        ["title"] = "Hjælp i fællesskab",
        ["purpose"] = "Flere får hjælp, før det bliver svært.",
        // They have worked together for a week: hours of those days count.
        ["from"] = DateTimeOffset.UtcNow.AddDays(-7).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["municipality"] = "0101",
        ["kle"] = new JsonArray("27.36"),
        ["publicDuty"] = "Kommunens egen rådgivningspligt er uændret.",
        ["parties"] = new JsonArray(Party(need.Publisher, "vært", 1), Party(offer.Owner, "bidragyder", 2)),
        ["commitments"] = new JsonArray(
            new JsonObject
            {
                ["key"] = "timer",
                ["participantId"] = offer.Owner.Id,
                ["what"] = "Giver timer af sit tilbud.",
                ["offerId"] = offer.Id,
                ["contributionKey"] = "timer",
                ["quantity"] = quantity,
                ["unit"] = "timer",
            },
            new JsonObject { ["key"] = "plads", ["participantId"] = offer.Owner.Id, ["what"] = "Kommer og hjælper.", ["needId"] = need.Id, ["places"] = places }),
    };

    /// <summary>Hours and goods, few enough to be fought for.</summary>
    public static OfferContent Offer(Random random, string reference) => new()
    {
        Reference = reference,
        Title = "Hjælp med det praktiske",
        Description = "Vi giver en hånd.",
        Area = new Area { Country = true },
        OpenToDrawing = true,
        Standing = true,
        Contributions =
        {
            new Contribution { Key = "timer", Kind = ContributionKind.Hours, Quantity = random.Next(10, 60) },
            new Contribution { Key = "ting", Kind = ContributionKind.Goods, Quantity = random.Next(3, 12) },
        },
    };

    private static JsonObject Party(Member member, string role, int number) => new()
    {
        ["participantId"] = member.Id,
        ["role"] = role,
        ["aim"] = "At flere får hjælp.",
        ["measures"] = new JsonArray(new JsonObject { ["key"] = $"hjulpne-{number}", ["what"] = "Familier, der fik hjælp", ["unit"] = "familier", ["expected"] = 5 }),
        ["contactRole"] = "Projektleder",
        ["meetingRhythm"] = "Den første tirsdag i hver måned",
        ["exitTerms"] = "Med to måneders varsel.",
    };
}
