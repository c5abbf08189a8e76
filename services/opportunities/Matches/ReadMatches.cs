using Npgsql;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Matches;

internal sealed class ReadMatchesHandler(NpgsqlDataSource db)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;

    /// <summary>For the owners of its need and its offer; to anybody else there is none.</summary>
    public async Task<Outcome<Match>> GetAsync(Caller caller, Guid id, CancellationToken ct) =>
        await MatchStore.FindAsync(db, id, ct) is { } match && SideOf(caller, match) is not null ? match : Rejections.NotFound("match", id);

    /// <summary>The matches of a need or an offer of the caller's, whatever became of them.</summary>
    public async Task<Outcome<(List<Match> Matches, string? Cursor)>> ListAsync(
        Caller caller, Side side, Guid id, string? cursor, int limit, CancellationToken ct)
    {
        if (limit is < 1 or > MaxLimit)
        {
            return Rejections.Invalid("#/limit", $"Skriv 1 til {MaxLimit}.", $"Write 1 to {MaxLimit}.");
        }
        if (!Cursor.TryReadAfter(cursor ?? "", out var after))
        {
            return Cursor.Foreign("#/cursor");
        }
        var owner = side == Side.Need ? (await MatchStore.NeedOwnerAsync(db, id, ct))?.Owner : (await OfferStore.FindAsync(db, id, ct))?.Offer.OwnerId;
        if (owner is null || owner != caller.ParticipantId)
        {
            return Rejections.NotFound(side == Side.Need ? "need" : "offer", id);
        }
        var found = await MatchStore.PageAsync(db, side, id, after, limit + 1, ct);
        return found.Count > limit ? (found[..limit], Cursor.After(found[limit - 1].Id)) : (found, null);
    }

    /// <summary>The side that the caller owns; null when it owns neither.</summary>
    public static Side? SideOf(Caller caller, Match match) =>
        caller.ParticipantId == match.Told.NeedOwnerId ? Side.Need
        : caller.ParticipantId == match.Told.OfferOwnerId ? Side.Offer
        : null;
}
