using Microsoft.AspNetCore.Mvc;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Offers;

/// <summary>Finds offers: open ones that the caller is shown. Text as it stands in the address; a part that is absent does not narrow.</summary>
public sealed record ListOffers
{
    /// <summary>true: one's own, in whatever state.</summary>
    [FromQuery(Name = "mine")]
    public string? Mine { get; init; }

    /// <summary>Offers without categories help with anything.</summary>
    [FromQuery(Name = "category")]
    public string? Category { get; init; }

    /// <summary>Four digits: where it can be given.</summary>
    [FromQuery(Name = "municipality")]
    public string? Municipality { get; init; }

    /// <summary>hours, peopleDays, skills, money, space, equipment, jobs, care or goods.</summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>At most 200; 50 when it is left out.</summary>
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    /// <summary>From the answer before this one.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }
}

/// <summary>What is looked for; a part that is null does not narrow.</summary>
internal sealed record OfferSearch(bool IsMine, string? Category, string? Municipality, string? Kind, int Limit, Guid? After);

/// <summary>A page of offers; the cursor is absent on the last.</summary>
public sealed record OfferList(IReadOnlyList<OfferView> Items, string? Cursor = null);

/// <summary>Reads the query, says everything that is wrong with it, and searches.</summary>
internal sealed class ListOffersHandler(NpgsqlDataSource db)
{
    public async Task<Outcome<OfferList>> HandleAsync(Caller caller, ListOffers query, CancellationToken ct)
    {
        if (Read(query).IsRejected(out var rejection, out var search))
        {
            return rejection;
        }
        // One more than was asked for tells that there is a next page.
        var found = await OfferSearchStore.SearchAsync(db, search, caller, search.Limit + 1, ct);
        var (items, cursor) = Page.Of(found, search.Limit, offer => offer.Id);
        return new OfferList([.. items.Select(offer => OfferView.Of(offer, caller))], cursor);
    }

    internal static Outcome<OfferSearch> Read(ListOffers query)
    {
        var errors = new List<FieldError>();
        if (query.Mine is not (null or "" or "true" or "false"))
        {
            Wrong("mine", "Skriv true eller false.", "Write true or false.");
        }
        var category = string.IsNullOrWhiteSpace(query.Category) ? null : query.Category.Trim();
        if (category is not null && (category.Length > OfferRules.MaxCategory || category.Any(char.IsControl)))
        {
            Wrong("category", "Skriv højst 100 tegn uden styretegn.", "Write at most 100 characters, no control characters.");
        }
        var municipality = string.IsNullOrEmpty(query.Municipality) ? null : Municipalities.TryGet(query.Municipality, out var known) ? known.Code : "";
        if (municipality is "")
        {
            Wrong("municipality", "Der er ingen kommune med den kode; skriv fire cifre.", "There is no municipality with this code; write four digits.");
        }
        var kind = string.IsNullOrEmpty(query.Kind) ? null : query.Kind;
        if (kind is not null && !Enum.GetValues<ContributionKind>().Any(value => Offer.Word(value) == kind))
        {
            Wrong("kind", "Skriv hours, peopleDays, skills, money, space, equipment, jobs, care eller goods.",
                "Write hours, peopleDays, skills, money, space, equipment, jobs, care or goods.");
        }
        var (limit, after) = Page.Read(query.Limit, query.Cursor, errors);
        return errors.Count > 0 ? Rejections.Invalid(errors) : new OfferSearch(query.Mine is "true", category, municipality, kind, limit, after);

        void Wrong(string name, string danish, string english) => errors.Add(new FieldError($"#/{name}", new(danish, english)));
    }
}
