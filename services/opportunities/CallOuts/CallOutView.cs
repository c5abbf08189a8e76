using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>A call-out: its owner sees how many stand where, a holder the same of its own volunteers only.</summary>
/// <param name="Place">Of the need, rounded to 100 m.</param>
/// <param name="Round">The circle that was asked last, from 1; 0: none yet.</param>
/// <param name="Places">For the owner only, and only when stated; the same with the next three.</param>
internal sealed record CallOutView(
    Guid Id,
    Guid NeedId,
    string NeedTitle,
    string OwnerName,
    PublicPlace Place,
    DateTimeOffset? From,
    DateTimeOffset? Until,
    string? Message,
    CallOutState State,
    bool Test,
    int Round,
    CallOutCounts Counts,
    int? Places,
    IReadOnlyList<double>? CirclesKm,
    int? AskPerRound,
    double? RoundMinutes,
    DateTimeOffset StartedAt,
    DateTimeOffset? ClosedAt,
    string? Reason)
{
    public static CallOutView ForOwner(CallOut callOut, IReadOnlyDictionary<AskState, int> counts) => ForHolder(callOut, counts) with
    {
        Places = callOut.Places,
        CirclesKm = callOut.CirclesKm,
        AskPerRound = callOut.AskPerRound,
        RoundMinutes = callOut.RoundTime.TotalMinutes,
    };

    /// <param name="counts">Of the holder's own.</param>
    public static CallOutView ForHolder(CallOut callOut, IReadOnlyDictionary<AskState, int> counts) => new(
        callOut.Id, callOut.NeedId, callOut.Need.Title, callOut.Need.PublisherName, callOut.Need.Place!, callOut.Need.From, callOut.Need.Until,
        callOut.Message, callOut.State, callOut.IsTest, callOut.Round, CallOutCounts.Of(counts), null, null, null, null,
        callOut.CreatedAt, callOut.ClosedAt, callOut.Reason);
}

/// <summary>How many stand where.</summary>
/// <param name="Asked">Everyone who was asked; those below are some of them, and the rest has not answered.</param>
internal sealed record CallOutCounts(int Asked, int Accepted, int Waiting, int Declined, int DroppedOut, int StoodDown)
{
    public static CallOutCounts Of(IReadOnlyDictionary<AskState, int> counts)
    {
        return new(counts.Values.Sum(), In(AskState.Accepted), In(AskState.Waiting), In(AskState.Declined), In(AskState.DroppedOut), In(AskState.StoodDown));

        int In(AskState told) => counts.Where(count => Ask.Told(count.Key) == told).Sum(count => count.Value);
    }
}

/// <summary>A page of call-outs; the cursor is absent on the last.</summary>
internal sealed record CallOutPage(IReadOnlyList<CallOutView> Items, string? Cursor = null);
