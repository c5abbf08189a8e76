using System.Collections.Immutable;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>What a filter may hold, and the one way it is spelled once it is accepted.</summary>
public static class FilterRules
{
    public const int MaxWordLength = 100;
    public const double MaxKm = 1_000;
    public const int MaxPlaces = 1_000_000;

    /// <summary>The filter in its normal spelling, or every error in it.</summary>
    public static Outcome<Filter> Check(Filter filter, string pointer = "#/filter") => Check(filter, pointer, new FilterErrors());

    /// <summary>The same, after a reader has found errors of its own.</summary>
    internal static Outcome<Filter> Check(Filter filter, string pointer, FilterErrors errors)
    {
        var sizes = new FilterErrors();
        FilterBounds.Check(filter, pointer, sizes);
        if (sizes.Any)
        {
            return sizes.ToRejection();
        }
        var normal = Normalise(filter, pointer, errors);
        return errors.Any ? errors.ToRejection() : normal;
    }

    private static Filter Normalise(Filter filter, string at, FilterErrors errors)
    {
        switch (filter)
        {
            case Filter.All all:
                return new Filter.All(Each(all.Filters, at + "/all", errors));
            case Filter.Any any:
                return new Filter.Any(Each(any.Filters, at + "/any", errors));
            case Filter.Not not:
                return new Filter.Not(Normalise(not.Inner, at + "/not", errors));
            case Filter.Category category:
                return new Filter.Category(SpellWords(category.Values, at + "/category", errors));
            case Filter.Skills skills:
                return new Filter.Skills(SpellWords(skills.Values, at + "/skills", errors));
            case Filter.Municipality municipality:
                return new Filter.Municipality(SpellCodes(municipality.Codes, at + "/municipality", errors));
            case Filter.Publisher publisher:
                RefuseEmpty(publisher.Ids.Length, at + "/publisher", errors);
                return new Filter.Publisher([.. publisher.Ids.Distinct()]);
            case Filter.Within within:
                RefuseEmpty(within.Polygons.Length, at + "/within/coordinates", errors);
                return new Filter.Within(PolygonRules.Normalise(within.Polygons, at + "/within/coordinates", errors));
            case Filter.Radius radius:
                CheckKm(radius.Km, at + "/radius/km", errors);
                return radius;
            case Filter.Window window:
                CheckWindow(window, at + "/window", errors);
                return new Filter.Window(window.From?.ToUniversalTime(), window.Until?.ToUniversalTime());
            case Filter.PlacesLeft places:
                CheckPlaces(places.AtLeast, at + "/placesLeft", errors);
                return places;
            default:
                return filter;
        }
    }

    private static ImmutableArray<Filter> Each(ImmutableArray<Filter> filters, string at, FilterErrors errors)
    {
        RefuseEmpty(filters.Length, at, errors);
        return [.. filters.Select((filter, i) => Normalise(filter, $"{at}/{i}", errors))];
    }

    private static ImmutableArray<string> SpellWords(ImmutableArray<string> words, string at, FilterErrors errors)
    {
        RefuseEmpty(words.Length, at, errors);
        var spelled = words.Select(Words.Normalise).ToList();
        for (var i = 0; i < spelled.Count; i++)
        {
            if (spelled[i].Length is 0 or > MaxWordLength || spelled[i].Any(char.IsControl))
            {
                errors.Add($"{at}/{i}", "Skriv 1 til 100 tegn uden styretegn.", "Write 1 to 100 characters, no control characters.");
            }
        }
        return [.. spelled.Distinct(Words.Comparer)];
    }

    private static ImmutableArray<string> SpellCodes(ImmutableArray<string> codes, string at, FilterErrors errors)
    {
        RefuseEmpty(codes.Length, at, errors);
        var spelled = new List<string>();
        for (var i = 0; i < codes.Length; i++)
        {
            if (Municipalities.TryGet(codes[i].Trim(), out var municipality))
            {
                spelled.Add(municipality.Code);
            }
            else
            {
                errors.AddUnknownMunicipality($"{at}/{i}");
            }
        }
        return [.. spelled.Distinct()];
    }

    private static void CheckKm(double km, string at, FilterErrors errors)
    {
        // Also false for NaN.
        if (!(km > 0 && km <= MaxKm))
        {
            errors.Add(at, "Radius skal være mere end 0 og højst 1.000 km.", "The radius must be more than 0 and at most 1,000 km.");
        }
    }

    private static void CheckWindow(Filter.Window window, string at, FilterErrors errors)
    {
        if (window is { From: null, Until: null })
        {
            errors.Add(at, "Skriv from, until eller begge.", "Write from, until, or both.");
        }
        else if (window.Until <= window.From)
        {
            errors.Add(at + "/until", "Vinduet skal slutte efter, at det begynder.", "The window must end after it starts.");
        }
    }

    private static void CheckPlaces(int atLeast, string at, FilterErrors errors)
    {
        if (atLeast is < 1 or > MaxPlaces)
        {
            errors.Add(at, "Skriv et helt tal fra 1 til 1.000.000.", "Write a whole number from 1 to 1,000,000.");
        }
    }

    private static void RefuseEmpty(int count, string at, FilterErrors errors)
    {
        if (count == 0)
        {
            errors.Add(at, "Skriv mindst én, eller udelad betingelsen.", "Write at least one, or leave the condition out.");
        }
    }
}
