using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.UnitTests.Matching;

/// <summary>Offers to match with: a test spells out only what it is about.</summary>
internal static class Offers
{
    public static readonly PublicArea Country = new(null, null, [], true);

    public static readonly PublicVisibility Everyone = new([], []);

    /// <summary>Fits any open need.</summary>
    public static PublicOffer Any() => new(
        OwnerId: new Guid(9, 9, 9, [0, 0, 0, 0, 0, 0, 0, 0]), OwnerName: "Eksempel A/S", OwnerSector: "market", Reference: null, Title: "Hjælp",
        Description: "Tekst", Categories: [], Skills: [], Area: Country, From: null, Until: null, BlackoutDates: [], Visibility: Everyone,
        IsStanding: true, Contributions: [Contribution("hours")], Status: "open", ExpiresAt: Needs.Noon.AddDays(30));

    public static PublicOffer Around(double latitude, double longitude, double km) =>
        Any() with { Area = new PublicArea(new PublicPlace(latitude, longitude), km, [], false) };

    public static PublicContribution Contribution(string kind, long left = 10, DateTimeOffset? deadline = null) =>
        new(kind, kind, 10, left, null, deadline, [], []);
}
