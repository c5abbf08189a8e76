using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Suggestions;

/// <summary>Why an offer is suggested.</summary>
/// <param name="Criterion">missingSector, category or municipality.</param>
public sealed record SuggestionReason(string Criterion, string Da, string En);

/// <summary>An offer whose owner could come to the table.</summary>
public sealed record SuggestedOffer(
    Guid OfferId, string Title, Guid OwnerId, string OwnerName, string OwnerSector, IReadOnlyList<string> Categories, IReadOnlyList<SuggestionReason> Reasons);

/// <summary>Who could join.</summary>
/// <param name="MissingSectors">Sectors that nobody at the table is of; empty: all three are there.</param>
public sealed record SuggestionList(IReadOnlyList<string> MissingSectors, IReadOnlyList<SuggestedOffer> Items);

/// <summary>What is known of an offer that may be suggested.</summary>
internal sealed record Candidate(Guid OfferId, string Title, Guid OwnerId, string OwnerName, string OwnerSector, IReadOnlyList<string> Categories);

/// <summary>The rules of suggesting: who fills a missing sector comes first, then who fits best.</summary>
internal static class Suggesting
{
    public const int Most = 20;

    /// <param name="categories">Of the needs that the agreement names.</param>
    /// <param name="municipality">The partnership's; every candidate can give there. Null: it has none.</param>
    public static SuggestionList Of(
        IReadOnlyList<string> missing, IEnumerable<Candidate> candidates, IReadOnlySet<string> categories, string? municipality) =>
        new(missing, [.. candidates
            .Select(candidate => new SuggestedOffer(
                candidate.OfferId, candidate.Title, candidate.OwnerId, candidate.OwnerName, candidate.OwnerSector, candidate.Categories,
                [.. Reasons(candidate, missing, categories, municipality)]))
            .Where(suggested => suggested.Reasons.Count > 0)
            .OrderByDescending(suggested => Score(suggested.Reasons))
            .ThenBy(suggested => suggested.OfferId)
            .Take(Most)]);

    private static IEnumerable<SuggestionReason> Reasons(Candidate candidate, IReadOnlyList<string> missing, IReadOnlySet<string> categories, string? municipality)
    {
        if (missing.Contains(candidate.OwnerSector))
        {
            var sector = Sector(candidate.OwnerSector);
            yield return new("missingSector", $"{sector.Danish} mangler ved bordet.", $"{sector.English} is missing at the table.");
        }
        if (candidate.Categories.FirstOrDefault(categories.Contains) is { } category)
        {
            yield return new("category", $"Tilbuddet gælder {category}, som aftalen handler om.", $"The offer is for {category}, which the agreement is about.");
        }
        if (municipality is not null)
        {
            yield return new("municipality", "Tilbuddet kan gives i partnerskabets kommune.", "The offer can be given in the partnership's municipality.");
        }
    }

    private static int Score(IReadOnlyList<SuggestionReason> reasons) =>
        reasons.Sum(reason => reason.Criterion switch { "missingSector" => 4, "category" => 2, _ => 1 });

    private static Text Sector(string sector) => sector switch
    {
        "public" => new("Den offentlige sektor", "The public sector"),
        "market" => new("Markedet", "The market"),
        _ => new("Civilsamfundet", "Civil society"),
    };
}
