using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>What one criterion said of a pair, in the caller's language.</summary>
/// <param name="Score">0 to 1,000, before its weight.</param>
/// <param name="Weight">In thousandths of the score; 0: it must be met, and counts for nothing more.</param>
public sealed record ReasonView(string Criterion, bool IsMet, int Score, int Weight, string Text)
{
    internal static ReasonView Of(PublicReason reason, bool inEnglish) => new(
        reason.Criterion, reason.IsMet, reason.Score, WeightOf(reason.Criterion), inEnglish ? reason.En : reason.Da);

    private static int WeightOf(string criterion) =>
        Enum.TryParse<Criterion>(criterion, ignoreCase: true, out var known) ? PairWeights.Of(known) : 0;
}

/// <summary>A suggested match as its two owners see it.</summary>
public sealed record MatchView
{
    public required Guid Id { get; init; }

    /// <summary>Rises by one with every change.</summary>
    public required long Version { get; init; }

    public required MatchState State { get; init; }

    public required Guid NeedId { get; init; }

    public required string NeedTitle { get; init; }

    public required Guid NeedOwnerId { get; init; }

    public required string NeedOwnerName { get; init; }

    public required Guid OfferId { get; init; }

    public required string OfferTitle { get; init; }

    public required Guid OfferOwnerId { get; init; }

    public required string OfferOwnerName { get; init; }

    /// <summary>0 to 1,000.</summary>
    public required int Score { get; init; }

    /// <summary>The version of the rule that scored it.</summary>
    public required string Algorithm { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyList<ReasonView> Reasons { get; init; }

    /// <summary>none, yes or no.</summary>
    public required string NeedAnswer { get; init; }

    /// <summary>none, yes or no.</summary>
    public required string OfferAnswer { get; init; }

    /// <summary>Why it was declined, in its owner's words; or need-filled, need-withdrawn, need-expired, offer-exhausted, offer-withdrawn, offer-paused, offer-taken, changed.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset ChangedAt { get; init; }

    internal static MatchView Of(Match match, bool inEnglish) => new()
    {
        Id = match.Id,
        Version = match.Version,
        State = match.State,
        NeedId = match.Told.NeedId,
        NeedTitle = match.Told.NeedTitle,
        NeedOwnerId = match.Told.NeedOwnerId,
        NeedOwnerName = match.Told.NeedOwnerName,
        OfferId = match.Told.OfferId,
        OfferTitle = match.Told.OfferTitle,
        OfferOwnerId = match.Told.OfferOwnerId,
        OfferOwnerName = match.Told.OfferOwnerName,
        Score = match.Told.Score,
        Algorithm = match.Told.Algorithm,
        Summary = inEnglish ? match.Told.SummaryEn : match.Told.SummaryDa,
        Reasons = [.. match.Told.Reasons.Select(reason => ReasonView.Of(reason, inEnglish))],
        NeedAnswer = match.Told.NeedAnswer,
        OfferAnswer = match.Told.OfferAnswer,
        Reason = match.Reason,
        ChangedAt = match.At,
    };
}

/// <summary>A page of matches, oldest first; the cursor is absent on the last.</summary>
public sealed record MatchPage(IReadOnlyList<MatchView> Items, string? Cursor = null);

/// <summary>Why a need and an offer fit, or why not.</summary>
public sealed record PairView(Guid NeedId, Guid OfferId, bool IsMatch, int Score, string Algorithm, string Summary, IReadOnlyList<ReasonView> Reasons);
