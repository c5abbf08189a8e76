using System.ComponentModel.DataAnnotations;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Volunteers;

/// <summary>Somebody who would help near a place, known to the hub by the pseudonym of the organisation that knows them.</summary>
/// <param name="Reference">The holder's own pseudonym; the same one again changes the volunteer.</param>
/// <param name="Place">Rounded to 100 m before it is stored; what was said before is forgotten.</param>
/// <param name="Categories">Needs of one of these; none: of any.</param>
/// <param name="Skills">Needs that ask for one of these, or for none; none: any.</param>
/// <param name="WeeklyLimit">How often they are asked in seven days at most.</param>
internal sealed record Volunteer(
    Guid Id,
    Guid HolderId,
    string Reference,
    VolunteerPlace Place,
    double RadiusKm,
    IReadOnlyList<string> Categories,
    IReadOnlyList<string> Skills,
    QuietHours? QuietHours,
    int WeeklyLimit,
    DateTimeOffset CreatedAt);

/// <summary>WGS84 degrees.</summary>
public sealed record VolunteerPlace([property: Required] double? Latitude, [property: Required] double? Longitude)
{
    internal static VolunteerPlace Of(GeoPoint point) => new(point.Latitude, point.Longitude);
}
