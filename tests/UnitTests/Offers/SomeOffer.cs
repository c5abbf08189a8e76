using SocialEnzyme.Hub.Offers;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.Offers;

/// <summary>Valid offers; a test spells out only what it is about.</summary>
internal static class SomeOffer
{
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    public static Caller Party(string sector = "market", string kind = "company") => new(
        Guid.CreateVersion7(), "Eksempel A/S", sector, kind, Guid.CreateVersion7(), new HashSet<string> { Scopes.OffersWrite }, null);

    /// <summary>A service of the hub.</summary>
    public static Caller Service() => new(Guid.Empty, "partnerships", "", "", Guid.Empty, new HashSet<string>(), "partnerships");

    public static Contribution Hours(long quantity = 100) => new() { Key = "timer", Kind = ContributionKind.Hours, Quantity = quantity };

    public static Contribution Sweepers(long quantity = 1) => new() { Key = "fejemaskine", Kind = ContributionKind.Equipment, Quantity = quantity };

    public static OfferContent Content(params Contribution[] contributions) => new()
    {
        Title = "100 timers rådgivning",
        Description = "To jurister.",
        Area = new OfferArea { Municipalities = ["0101"] },
        OpenToDrawing = true,
        Contributions = contributions.Length == 0 ? [Hours()] : contributions,
    };

    public static OfferContent Checked(OfferContent content) => Done(OfferRules.Check(content, Now));

    public static Offer Published(OfferContent? content = null, Caller? by = null) =>
        Offer.Publish(Checked(content ?? Content()), by ?? Party(), Now).Offer;

    /// <summary>As a participant asks for it, for itself.</summary>
    public static Reservation Wanted(Offer offer, Caller by, long quantity, BookedSlot? slot = null, bool confirm = false, DateTimeOffset? at = null, int seconds = 900) => new(
        Guid.CreateVersion7(), offer.Id, by.IsService ? Guid.CreateVersion7() : by.ParticipantId, offer.Contributions[0].Key!, quantity, slot, ReservationState.Held,
        (at ?? Now).AddSeconds(seconds), seconds, confirm, by.IsService, null, at ?? Now);

    public static Rejection Refused<T>(Outcome<T> outcome) =>
        outcome.IsRejected(out var rejection, out _) ? rejection : throw new InvalidOperationException("It was not refused.");

    public static T Done<T>(Outcome<T> outcome) =>
        outcome.IsRejected(out var rejection, out var value) ? throw new InvalidOperationException(rejection.Detail.English) : value;
}
