namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Where somebody who was asked stands.</summary>
public enum AskState
{
    Asked,
    /// <summary>Said yes; needs is being asked for a place.</summary>
    Accepting,
    Accepted,
    /// <summary>Said yes when no place was left.</summary>
    Waiting,
    /// <summary>First of those who wait; needs is being asked for a place that may have come back.</summary>
    Promoting,
    /// <summary>Gave a place back; needs is being told.</summary>
    Returning,
    Declined,
    DroppedOut,
    StoodDown,
}

/// <summary>One volunteer who was asked, once a call-out.</summary>
/// <param name="ReservationId">In needs.</param>
/// <param name="IsErased">The volunteer is gone; what is left here goes when the place is returned.</param>
internal sealed record Ask(
    Guid Id, Guid CallOutId, Guid NeedId, Guid VolunteerId, Guid HolderId, string Reference, double DistanceKm, int Round, bool IsTest, AskState State,
    Guid ReservationId, DateTimeOffset AskedAt, DateTimeOffset ChangedAt, bool IsErased)
{
    /// <summary>True while a call to needs is under way, or was cut off and is made again.</summary>
    public bool IsUnderWay => State is AskState.Accepting or AskState.Promoting or AskState.Returning;

    /// <summary>The state as it is told: what is under way is told as it was before.</summary>
    public static AskState Told(AskState state) => state switch
    {
        AskState.Accepting => AskState.Asked,
        AskState.Promoting => AskState.Waiting,
        AskState.Returning => AskState.Accepted,
        _ => state,
    };
}
