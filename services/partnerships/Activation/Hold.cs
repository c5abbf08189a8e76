namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>How far a reservation has come, as far as this service knows.</summary>
internal enum HoldState
{
    /// <summary>Written down before anybody is asked, so that a crash forgets no reservation.</summary>
    Planned,

    /// <summary>Counted for a time.</summary>
    Held,

    /// <summary>Counted for good.</summary>
    Confirmed,

    /// <summary>To be given back, whatever became of it; there is no way back from here.</summary>
    Returning,

    /// <summary>Given back, or never there.</summary>
    Returned,
}

/// <summary>A reservation in needs or in offers under an id of our own, so that every call about it may be repeated.</summary>
/// <param name="Seconds">How long it was asked to be held: the same in every repetition.</param>
/// <param name="IsRefused">The other service said no: the same wish is not tried again.</param>
internal sealed record Hold(Guid ReservationId, Wish Wish, HoldState State, int Seconds, bool IsRefused = false)
{
    /// <summary>True while something may be counted under its id.</summary>
    public bool IsLive => State is not HoldState.Returned;

    /// <summary>True while it is still meant to become lasting.</summary>
    public bool IsWanted => State is HoldState.Planned or HoldState.Held or HoldState.Confirmed;
}
