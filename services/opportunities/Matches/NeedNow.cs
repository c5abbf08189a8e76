using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>A need as it stands while its row is locked: whoever changes its matches holds that row.</summary>
/// <param name="Content">Null: it takes no help, and the reason says why.</param>
/// <param name="HasMatches">False: it never had any, so none need be looked for.</param>
/// <param name="Traceparent">The call that made it so.</param>
internal sealed record NeedNow(Guid Id, long Version, PublicNeed? Content, string? EndReason, bool HasMatches, string? Traceparent)
{
    /// <summary>It is over, not only full: that ends what was agreed, too.</summary>
    public bool IsOver => EndReason is WithdrawalReasons.NeedWithdrawn or WithdrawalReasons.NeedExpired;

    /// <summary>Why a need of which this was told last takes no help; null when it does.</summary>
    public static string? EndOf(EventKind kind) =>
        kind == EventKind.NeedFilled ? WithdrawalReasons.NeedFilled
        : kind == EventKind.NeedWithdrawn ? WithdrawalReasons.NeedWithdrawn
        : kind == EventKind.NeedExpired ? WithdrawalReasons.NeedExpired
        : null;
}
