using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.CallOuts;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.UnitTests.CallOuts;

/// <summary>Valid things about call-outs; a test spells out only what it is about.</summary>
internal static class SomeCallOut
{
    public static readonly DateTimeOffset Noon = new(2026, 5, 4, 10, 0, 0, TimeSpan.Zero);
    public static readonly GeoPoint Place = new(55.68, 12.57);

    public static PublicNeed Need(string category = "beredskab", params string[] skills) => new(
        Guid.CreateVersion7(), "Ærø Kommune", null, "Sandsække ved havnen", "Kom og hjælp", category, skills, "local", "0492",
        new PublicPlace(Place.Latitude, Place.Longitude), null, null, 7, 7, null, [], Noon.AddDays(1), new Dictionary<string, string>());

    public static CallOut Open(CallOutState state = CallOutState.Open, bool isTest = false) => new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), state, Need(), 1, null, [1, 3, 10], 20, TimeSpan.FromMinutes(15), null, isTest,
        Round: 0, MayAsk: 60, Asked: 0, Vacated: 0, Promoted: 0, Noon, null, null);

    /// <summary>A volunteer so many kilometres north of the place.</summary>
    public static Candidate Volunteer(double km, double radiusKm = 50) => new(
        Guid.CreateVersion7(), Guid.CreateVersion7(), "f-1", new GeoPoint(Place.Latitude + (km / 111.195), Place.Longitude), radiusKm, [], [], null, 3, 0);
}
