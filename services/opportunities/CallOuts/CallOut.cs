using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>How far a call-out is.</summary>
public enum CallOutState
{
    /// <summary>It asks, and takes whoever says yes.</summary>
    Open,
    /// <summary>All places are taken: whoever says yes waits.</summary>
    Filled,
    /// <summary>Its owner closed it, or it was a test and is over.</summary>
    Closed,
    /// <summary>The need was taken back: nobody is to come, whoever was accepted neither.</summary>
    Withdrawn,
    /// <summary>The need's time ran out; whoever was accepted keeps the place.</summary>
    Expired,
}

/// <summary>A publisher's call for the nearest volunteers to one of its needs.</summary>
/// <param name="Need">What the world knew of the need at the start.</param>
/// <param name="NeedVersion">The newest version of the need that was heard of.</param>
/// <param name="Places">How many are wanted; null: as many as the need has.</param>
/// <param name="Round">The circle that was asked last, from 1; 0: none yet.</param>
/// <param name="MayAsk">How many may be asked in all.</param>
/// <param name="Asked">How many were asked.</param>
/// <param name="Vacated">How often a place may have come back.</param>
/// <param name="Promoted">How much of that was followed up.</param>
internal sealed record CallOut(
    Guid Id, Guid NeedId, Guid OwnerId, CallOutState State, PublicNeed Need, long NeedVersion, int? Places, IReadOnlyList<double> CirclesKm,
    int AskPerRound, TimeSpan RoundTime, string? Message, bool IsTest, int Round, int MayAsk, int Asked, long Vacated, long Promoted,
    DateTimeOffset CreatedAt, DateTimeOffset? ClosedAt, string? Reason)
{
    /// <summary>True when nobody is asked, taken or promoted any more.</summary>
    public bool IsOver => State is CallOutState.Closed or CallOutState.Withdrawn or CallOutState.Expired;

    /// <summary>True when a place may have come back that nobody who waits has had a try at.</summary>
    public bool HasVacancy => Vacated > Promoted && !IsOver && !IsTest;

    /// <summary>The public place of the need; a call-out without one is not made.</summary>
    public GeoPoint Place => new(Need.Place!.Latitude, Need.Place.Longitude);

    /// <summary>A place came back and nobody waits for it: one round more may be asked.</summary>
    public CallOut Reopen() => this with { State = CallOutState.Open, MayAsk = Math.Min(MayAsk + AskPerRound, CallOutRules.MaxAsked) };

    /// <summary>The circle that is asked next; the last one again, when it comes to that.</summary>
    public int NextRound => Math.Min(Round + 1, CirclesKm.Count);

    /// <summary>How many may be asked in the next round.</summary>
    public int MayAskNow => State is CallOutState.Open ? Math.Min(AskPerRound, MayAsk - Asked) : 0;
}
