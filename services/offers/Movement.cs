namespace SocialEnzyme.Hub.Offers;

/// <summary>What happened to a quantity.</summary>
public enum MovementKind
{
    /// <summary>The owner began to offer it.</summary>
    Offered,

    /// <summary>Somebody holds it for a time.</summary>
    Held,

    /// <summary>A hold became lasting.</summary>
    Confirmed,

    /// <summary>What was held or confirmed was given back.</summary>
    Returned,

    /// <summary>The time of a hold was up.</summary>
    Expired,

    /// <summary>The owner offers more, or less: the quantity is the difference.</summary>
    Changed,

    /// <summary>What is lent was handed over; it comes back with returned.</summary>
    HandedOver,
}

/// <summary>One thing that happened to a quantity of an offer; nothing is ever taken out of the list.</summary>
/// <param name="Number">From 1, without gaps, within the offer.</param>
/// <param name="Quantity">How much it is about; of changed the difference, which may be below zero.</param>
public sealed record Movement(
    long Number, MovementKind What, string Key, long Quantity, Guid? ReservationId, Guid? ParticipantId, Slot? Slot, DateTimeOffset At)
{
    /// <summary>By how much it changed what is left; of space and equipment by how much it changed what is here.</summary>
    public long Effect => What switch
    {
        MovementKind.Offered or MovementKind.Changed or MovementKind.Returned or MovementKind.Expired => Quantity,
        MovementKind.Held => -Quantity,
        _ => 0,
    };
}
