using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Offers;

/// <summary>The hours for which something is lent: from inclusive, until exclusive.</summary>
public sealed record Slot(DateTimeOffset? From = null, DateTimeOffset? Until = null);

/// <summary>A slot in UTC: hours are counted as they pass, also over a change to or from summer time.</summary>
internal sealed record BookedSlot(DateTimeOffset From, DateTimeOffset Until)
{
    public const int MaxDays = 90;

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>How many hours pass in it.</summary>
    public int Hours => (int)((Until - From) / Hour);

    /// <summary>Adjoining slots do not overlap.</summary>
    public bool Overlaps(BookedSlot other) => From < other.Until && other.From < Until;

    /// <summary>The slot in UTC; null when either end is absent.</summary>
    public static BookedSlot? Of(Slot? slot) =>
        slot is { From: { } from, Until: { } until } ? new BookedSlot(from.ToUniversalTime(), until.ToUniversalTime()) : null;

    /// <summary>Null when it keeps every rule of this offer.</summary>
    public static Rejection? Check(BookedSlot? slot, OfferContent offer, DateTimeOffset now)
    {
        var wrong = slot is null
            ? Error("#/slot", "Lokaler og udstyr bookes i hele timer; skriv slot med from og until.",
                "Space and equipment are booked by the hour; write a slot with from and until.")
            : Fault(slot, offer, now);
        return wrong is null ? null : Rejections.Invalid([wrong]);
    }

    /// <summary>The most that is booked at one moment.</summary>
    public static long Peak(IEnumerable<(BookedSlot Slot, long Quantity)> bookings)
    {
        // What ends at a moment is back before what begins then is handed out.
        var steps = bookings.SelectMany(booking => new[] { (At: booking.Slot.From, By: booking.Quantity), (At: booking.Slot.Until, By: -booking.Quantity) })
            .OrderBy(step => step.At).ThenBy(step => step.By);
        var (present, peak) = (0L, 0L);
        foreach (var step in steps)
        {
            present += step.By;
            peak = Math.Max(peak, present);
        }
        return peak;
    }

    private static FieldError? Fault(BookedSlot slot, OfferContent offer, DateTimeOffset now)
    {
        if (!IsWhole(slot.From) || !IsWhole(slot.Until))
        {
            return Error("#/slot", "Skriv hele timer, for eksempel kl. 09:00.", "Write whole hours, for example 09:00.");
        }
        if (slot.Until <= slot.From)
        {
            return Error("#/slot/until", "Bookingen skal slutte, efter at den begynder.", "The booking must end after it starts.");
        }
        if (slot.Until - slot.From > TimeSpan.FromDays(MaxDays))
        {
            return Error("#/slot/until", "Book højst 90 dage ad gangen.", "Book at most 90 days at a time.");
        }
        // The hour that has begun may still be booked.
        if (slot.From <= now - Hour)
        {
            return Error("#/slot/from", "Bookingen begynder i fortiden.", "The booking starts in the past.");
        }
        if (slot.From > now.AddYears(OfferRules.MaxYears))
        {
            return Error("#/slot/from", "Book højst fem år frem.", "Book at most five years ahead.");
        }
        if (slot.From < offer.Window?.From || slot.Until > offer.Window?.Until)
        {
            return Error("#/slot", "Tiden ligger uden for tilbuddets vindue.", "The time is outside the offer's window.");
        }
        var last = DanishDay.Of(slot.Until.AddTicks(-1));
        var first = DanishDay.Of(slot.From);
        return offer.BlackoutDates?.Cast<DateOnly?>().FirstOrDefault(day => day >= first && day <= last) is { } closed
            ? Error("#/slot", $"Tilbuddet er lukket den {closed:yyyy-MM-dd}.", $"The offer is closed on {closed:yyyy-MM-dd}.")
            : null;
    }

    private static bool IsWhole(DateTimeOffset moment) => moment.UtcTicks % Hour.Ticks == 0;

    private static FieldError Error(string pointer, string danish, string english) => new(pointer, new(danish, english));
}
