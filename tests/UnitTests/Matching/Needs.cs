using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.UnitTests.Matching;

/// <summary>Needs to match against: a test spells out only what it is about.</summary>
internal static class Needs
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static PublicNeed Local(string municipality = "0101", string category = "transport") => new(
        PublisherId: Guid.Empty, PublisherName: "Eksempel", Reference: null, Title: "Titel", Description: "Tekst", Category: category,
        Skills: [], Scope: "local", Municipality: municipality, Place: null, From: null, Until: null, PlacesWanted: null,
        PlacesLeft: null, ContactRole: null, Goals: [], ExpiresAt: Noon.AddDays(30), Extensions: new Dictionary<string, string>());

    public static PublicNeed At(double latitude, double longitude) => Local() with { Place = new PublicPlace(latitude, longitude) };
}
