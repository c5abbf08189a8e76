using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Opportunities.Interests;

/// <summary>A shared interest: what is wanted, and whose open needs want it.</summary>
public sealed record InterestView(Guid Id, long Version, string Outcome, IReadOnlyList<PublicInterest> Needs);

/// <summary>A page of shared interests; the cursor is absent on the last.</summary>
public sealed record InterestPage(IReadOnlyList<InterestView> Items, string? Cursor = null);

/// <summary>The REST door of shared interests.</summary>
internal static class InterestsApi
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 200;

    public static void MapInterests(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/interests", async (HttpContext http, NpgsqlDataSource db, string? cursor, int? limit, CancellationToken ct) =>
            (await ListAsync(db, http.Caller(), cursor, limit ?? DefaultLimit, ct)).ToHttp(page =>
            {
                http.LinkNext(page.Cursor);
                return TypedResults.Ok(page);
            }))
            .WithTags("Interests").WithName("listInterests").WithSummary("Shared interests that the caller's open needs are part of").Produces<InterestPage>().ProducesProblems();

    private static async Task<Outcome<InterestPage>> ListAsync(NpgsqlDataSource db, Caller caller, string? cursor, int limit, CancellationToken ct)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return Rejections.Invalid("#/limit", $"Skriv 1 til {MaxLimit}.", $"Write 1 to {MaxLimit}.");
        }
        if (!Cursor.TryReadAfter(cursor ?? "", out var after))
        {
            return Cursor.Foreign("#/cursor");
        }
        var found = await InterestStore.PageAsync(db, caller.ParticipantId, after, limit + 1, ct);
        // What fell below the mark since it was found is passed over, not counted again.
        var items = found.Take(limit).Where(interest => interest.IsShared).Select(interest => new InterestView(
            interest.Id, interest.Version, interest.Outcome,
            [.. interest.Wishes.Select(wish => new PublicInterest(wish.NeedId, wish.Title, wish.OwnerId, wish.OwnerName))]));
        return new InterestPage([.. items], found.Count > limit ? Cursor.After(found[limit - 1].Id) : null);
    }
}
