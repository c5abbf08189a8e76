using System.Globalization;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>What each condition says of a need, for people.</summary>
internal static class Sentences
{
    private static readonly Text NoPlace = new("Behovet har intet sted.", "The need has no place.");

    public static Reason Say(Filter condition, PublicNeed need, bool isMet, string at)
    {
        var (name, sentence) = condition switch
        {
            Filter.Category => ("/category", isMet
                ? new Text("Kategorien er en af dem, der følges.", "The category is one of those followed.")
                : new Text("Kategorien følges ikke.", "The category is not followed.")),
            Filter.Skills => ("/skills", isMet
                ? new("Behovet søger mindst én af evnerne.", "The need asks for at least one of the skills.")
                : new("Behovet søger ingen af evnerne.", "The need asks for none of the skills.")),
            Filter.Municipality => ("/municipality", (isMet, need.Scope) switch
            {
                (true, Conditions.National) => new("Behovet gælder hele landet.", "The need is national."),
                (true, _) => new("Behovets kommune er en af dem, der følges.", "The need's municipality is one of those followed."),
                _ => new("Behovet hører ikke til i en af kommunerne.", "The need belongs to none of the municipalities."),
            }),
            Filter.Radius radius => ("/radius", Distance(radius, need)),
            Filter.Within => ("/within", Conditions.PlaceOf(need) is null ? NoPlace : isMet
                ? new("Stedet ligger i området.", "The place lies in the area.")
                : new("Stedet ligger uden for området.", "The place lies outside the area.")),
            Filter.Window => ("/window", isMet
                ? new("Tiden passer.", "The time fits.")
                : new("Behovets tid og filterets overlapper ikke.", "The need's time and the filter's do not overlap.")),
            Filter.PlacesLeft => ("/placesLeft", isMet
                ? new("Der er pladser nok.", "There are enough places.")
                : new("Der er for få pladser tilbage.", "Too few places are left.")),
            Filter.Publisher => ("/publisher", isMet
                ? new("Afsenderen er en af dem, der følges.", "The publisher is one of those followed.")
                : new("Afsenderen følges ikke.", "The publisher is not followed.")),
            _ => ("", new("Filteret tager alt.", "The filter takes everything.")),
        };
        return new Reason(at + name, isMet, sentence);
    }

    private static Text Distance(Filter.Radius radius, PublicNeed need)
    {
        if (Conditions.PlaceOf(need) is not { } place)
        {
            return NoPlace;
        }
        // 100 m is what the public point is rounded to.
        var away = (radius.Center.DistanceTo(place) / 1_000).ToString("0.0", CultureInfo.InvariantCulture);
        var reach = radius.Km.ToString("0.###", CultureInfo.InvariantCulture);
        return new Text(
            $"Stedet er {away.Replace('.', ',')} km væk; radius er {reach.Replace('.', ',')} km.",
            $"The place is {away} km away; the radius is {reach} km.");
    }
}
