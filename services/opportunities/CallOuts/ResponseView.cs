using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Where one volunteer stands, for their holder.</summary>
/// <param name="Position">Among those who wait, from 1.</param>
/// <param name="Place">The exact place; only of an accepted one, and only when that one alone is asked for.</param>
internal sealed record ResponseView(
    Guid VolunteerId, string Reference, AskState State, bool Test, double DistanceKm, int Round, DateTimeOffset AskedAt, DateTimeOffset ChangedAt,
    int? Position = null, PublicPlace? Place = null, string? Address = null)
{
    public static ResponseView Of(Ask ask) => new(
        ask.VolunteerId, ask.Reference, Ask.Told(ask.State), ask.IsTest, Math.Round(ask.DistanceKm, 1), ask.Round, ask.AskedAt, ask.ChangedAt);

    public ResponseView At(Place? exact) => exact is null
        ? this
        : this with { Place = new PublicPlace(exact.Latitude, exact.Longitude), Address = exact.Address.Length == 0 ? null : exact.Address };
}

/// <summary>A page of responses; the cursor is absent on the last.</summary>
internal sealed record ResponsePage(IReadOnlyList<ResponseView> Items, string? Cursor = null);
