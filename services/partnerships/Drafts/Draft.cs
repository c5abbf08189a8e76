using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Offers.V1;
using SocialEnzyme.Hub.Partnerships.Agreements;

namespace SocialEnzyme.Hub.Partnerships.Drafts;

/// <summary>The first text of a partnership that a match led to: something to write on, not something to sign.</summary>
internal static class Draft
{
    private const string Places = "pladser";

    /// <param name="need">Null: it cannot be seen any more.</param>
    /// <param name="offer">Null: it cannot be seen any more.</param>
    public static Agreement Of(PublicMatch match, Need? need, Offer? offer) => new()
    {
        Title = Short(match.NeedTitle),
        Purpose = $"{match.NeedOwnerName} søger hjælp: {Short(match.NeedTitle)}. {match.OfferOwnerName} tilbyder: {Short(match.OfferTitle)}.",
        Kind = AgreementKind.Agreement,
        Municipality = need is { Content.Municipality: { Length: > 0 } municipality } ? municipality : null,
        Goals = need is { Content.Goals.Count: > 0 } ? [.. need.Content.Goals.Distinct().Order()] : null,
        Parties = [new() { ParticipantId = match.NeedOwnerId, Role = Roles.Host }, new() { ParticipantId = match.OfferOwnerId, Role = "bidragyder" }],
        Commitments = Commitments(match, need, offer),
    };

    // What is left of each contribution; how much of it the parties will use is theirs to write.
    private static List<Agreements.Commitment>? Commitments(PublicMatch match, Need? need, Offer? offer)
    {
        var places = need is { Status: NeedStatus.Published, Content.HasPlacesWanted: true } ? need.Content.PlacesWanted - need.PlacesTaken : 0;
        var commitments = new List<Agreements.Commitment>();
        foreach (var contribution in offer?.Content.Contributions ?? [])
        {
            var left = offer!.Left.FirstOrDefault(each => each.Key == contribution.Key)?.Quantity ?? contribution.Quantity;
            // What is lent by the hour needs hours, which nobody has named yet.
            if (left <= 0 || contribution.Kind is ContributionKind.Space or ContributionKind.Equipment)
            {
                continue;
            }
            commitments.Add(new()
            {
                Key = contribution.Key,
                ParticipantId = match.OfferOwnerId,
                What = Short(contribution.Description.Length > 0 ? contribution.Description : match.OfferTitle),
                Quantity = left,
                Unit = Unit(contribution.Kind),
                OfferId = match.OfferId,
                ContributionKey = contribution.Key,
            });
        }
        if (places > 0)
        {
            // Somebody comes: one of the places that are wanted, until the parties write more.
            commitments.Add(new()
            {
                Key = commitments.Exists(commitment => commitment.Key == Places) ? Places + "-2" : Places,
                ParticipantId = match.OfferOwnerId,
                What = Short(match.NeedTitle),
                NeedId = match.NeedId,
                Places = 1,
            });
        }
        return commitments.Count > 0 ? commitments : null;
    }

    private static string Unit(ContributionKind kind) => kind switch
    {
        ContributionKind.Hours => "timer",
        ContributionKind.PeopleDays => "persondage",
        ContributionKind.Money => "øre",
        ContributionKind.Jobs => "stillinger",
        ContributionKind.Goods => "stk.",
        _ => "gange",
    };

    private static string Short(string text) => text.Length <= 200 ? text : text[..(char.IsHighSurrogate(text[198]) ? 198 : 199)] + "…";
}
