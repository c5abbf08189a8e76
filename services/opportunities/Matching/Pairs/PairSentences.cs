using System.Globalization;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Matching.Pairs;

/// <summary>What each criterion says of a pair, for people. Only what both sides may know.</summary>
internal static class PairSentences
{
    private static readonly Criterion[] Told = [Criterion.Category, Criterion.Skills, Criterion.Area, Criterion.Window, Criterion.Kind, Criterion.Quantity];

    private static readonly Dictionary<string, Text> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["hours"] = new("timer", "hours"),
        ["peopleDays"] = new("dage med folk", "days of people"),
        ["skills"] = new("faglig hjælp", "skilled help"),
        ["money"] = new("penge", "money"),
        ["space"] = new("lokaler", "rooms"),
        ["equipment"] = new("udstyr", "equipment"),
        ["jobs"] = new("job eller praktik", "jobs or internships"),
        ["care"] = new("nærvær", "care"),
        ["goods"] = new("ting", "goods"),
    };

    /// <summary>The criterion as events and answers name it.</summary>
    public static string Word(Criterion criterion) => criterion.ToString().ToLowerInvariant();

    public static Text Say(Criterion criterion, bool isMet, PublicNeed need, PublicOffer offer) => criterion switch
    {
        Criterion.Category => (isMet, offer.Categories.Count) switch
        {
            (true, 0) => new("tilbuddet gælder alle kategorier", "the offer is for every category"),
            (true, _) => new($"kategorien {need.Category} er tilbudt", $"the category {need.Category} is offered"),
            _ => new($"kategorien {need.Category} er ikke tilbudt", $"the category {need.Category} is not offered"),
        },
        Criterion.Skills => Skills(isMet, need, offer),
        Criterion.Area => Area(isMet, need, offer.Area),
        Criterion.Window => isMet
            ? new("tiden passer", "the time fits")
            : new("der er ingen dag, hvor begge kan", "there is no day that suits both"),
        Criterion.Kind => Kind(isMet, need, offer),
        Criterion.Quantity => isMet
            ? new("der er noget tilbage at give", "there is something left to give")
            : need.PlacesLeft < 1
                ? new("behovet har ikke plads til flere", "the need has no room for more")
                : new("der er intet tilbage at give", "nothing is left to give"),
        Criterion.Visibility => isMet
            ? new("tilbuddet er også for dette behov", "the offer is for this need too")
            : new("tilbuddet er kun for andre", "the offer is for others only"),
        Criterion.Eligibility => isMet
            ? new("afsenderen må søge", "the publisher may apply")
            : new("pengene kan ikke søges: fristen er gået, eller de er for andre", "the money cannot be applied for: the deadline has passed, or it is for others"),
        Criterion.Owner => isMet
            ? new("de to sider er ikke den samme", "the two sides are not the same")
            : new("behov og tilbud er fra samme deltager", "need and offer are of one participant"),
        _ => isMet
            ? new("begge er åbne", "both are open")
            : new("det ene er lukket, sat på pause eller udløbet", "one of them is closed, paused or expired"),
    };

    /// <summary>What speaks for the pair, or what is against it.</summary>
    public static Text Sum(PairVerdict verdict, PublicNeed need, PublicOffer offer)
    {
        var told = verdict.IsMatch ? Told : PairWeights.Criteria.Where(criterion => !verdict[criterion].IsMet);
        var parts = told.Select(criterion => Say(criterion, verdict[criterion].IsMet, need, offer)).ToList();
        var (danish, english) = (string.Join(", ", parts.Select(part => part.Danish)), string.Join(", ", parts.Select(part => part.English)));
        return verdict.IsMatch
            ? new($"»{offer.Title}« passer til »{need.Title}«: {danish}.", $"“{offer.Title}” fits “{need.Title}”: {english}.")
            : new($"»{offer.Title}« passer ikke til »{need.Title}«: {danish}.", $"“{offer.Title}” does not fit “{need.Title}”: {english}.");
    }

    private static Text Skills(bool isMet, PublicNeed need, PublicOffer offer)
    {
        if (need.Skills.Count == 0)
        {
            return new("behovet kræver ingen særlige evner", "the need asks for no particular skills");
        }
        var offered = string.Join(", ", need.Skills.Where(skill => PairMatch.Names(offer.Skills, skill)));
        return isMet
            ? new($"evner, der søges, er tilbudt: {offered}", $"skills that are asked for are offered: {offered}")
            : new("ingen af de evner, der søges, er tilbudt", "none of the skills that are asked for is offered");
    }

    private static Text Area(bool isMet, PublicNeed need, PublicArea area)
    {
        if (area.IsCountry)
        {
            return new("tilbuddet gælder hele landet", "the offer is for the whole country");
        }
        if (area is { Center: { } center, RadiusKm: { } km } && GeoPoint.TryCreate(center.Latitude, center.Longitude, out var middle))
        {
            return Conditions.PlaceOf(need) is { } place
                ? new($"{Km(middle.DistanceTo(place)).Replace('.', ',')} km væk; tilbuddet rækker {Km(km * 1_000).Replace('.', ',')} km",
                    $"{Km(middle.DistanceTo(place))} km away; the offer reaches {Km(km * 1_000)} km")
                : new("behovet har intet sted, og tilbuddet har en radius", "the need has no place, and the offer has a radius");
        }
        return isMet
            ? need.Scope == Conditions.National
                ? new("behovet gælder hele landet", "the need is national")
                : new("behovets kommune er en af tilbuddets", "the need's municipality is one of the offer's")
            : new("behovet ligger ikke i tilbuddets kommuner", "the need lies in none of the offer's municipalities");
    }

    private static Text Kind(bool isMet, PublicNeed need, PublicOffer offer)
    {
        if (!isMet)
        {
            return new("det, der tilbydes, er ikke den slags hjælp, der ønskes", "what is offered is not the kind of help that is wanted");
        }
        var kinds = offer.Contributions.Where(contribution => PairMatch.IsWanted(need, contribution))
            .Select(contribution => contribution.Kind).Distinct().Select(kind => Kinds.GetValueOrDefault(kind) ?? new Text(kind, kind)).ToList();
        return new($"der tilbydes {string.Join(", ", kinds.Select(kind => kind.Danish))}", $"it offers {string.Join(", ", kinds.Select(kind => kind.English))}");
    }

    // 100 m is what public points are rounded to.
    private static string Km(double metres) => (metres / 1_000).ToString("0.0", CultureInfo.InvariantCulture);
}
