using SocialEnzyme.Hub.Impact.Hours;

namespace SocialEnzyme.Hub.Impact.Ledger;

/// <summary>Hours that count from now on.</summary>
internal sealed record NewEntry(Guid HoursId, Guid PartnershipId, Guid PartyId, HoursKind Kind, DateOnly Day, int Minutes, string? Reason)
{
    public static NewEntry Of(HoursReport hours, string? reason) => new(
        hours.Id, hours.Content.PartnershipId, hours.Content.PartyId, hours.Content.Kind, hours.Content.Day, hours.Content.Minutes, reason);
}
