using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Volunteers;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>A volunteer who might be asked.</summary>
/// <param name="AskedThisWeek">How often in the last seven days; test alarms do not count.</param>
internal sealed record Candidate(
    Guid Id, Guid HolderId, string Reference, GeoPoint Place, double RadiusKm, IReadOnlyList<string> Categories, IReadOnlyList<string> Skills,
    QuietHours? QuietHours, int WeeklyLimit, int AskedThisWeek);

/// <summary>A candidate who is asked.</summary>
internal sealed record Chosen(Candidate Volunteer, double DistanceKm);

/// <summary>Chooses the nearest of all that it is shown, however many: it keeps no more than may be asked.</summary>
internal sealed class NearestFirst(GeoPoint place, PublicNeed need, double circleKm, int atMost, DateTimeOffset now)
{
    // The last one on top, so that a better one takes its place.
    private readonly PriorityQueue<Chosen, (double Km, int AskedThisWeek, Guid Id)> _chosen =
        new(Comparer<(double, int, Guid)>.Create((one, other) => other.CompareTo(one)));

    /// <summary>Shows one more.</summary>
    public void Consider(Candidate candidate)
    {
        var km = place.DistanceTo(candidate.Place) / 1_000;
        if (km > Math.Min(circleKm, candidate.RadiusKm) || !IsFor(candidate))
        {
            return;
        }
        // At the same distance whoever was asked least.
        _chosen.Enqueue(new(candidate, km), (km, candidate.AskedThisWeek, candidate.Id));
        if (_chosen.Count > atMost)
        {
            _chosen.Dequeue();
        }
    }

    /// <summary>Those who are asked, nearest first.</summary>
    public IReadOnlyList<Chosen> ToList() =>
        [.. _chosen.UnorderedItems.OrderBy(item => item.Priority).Select(item => item.Element)];

    // What neither side states fits.
    private bool IsFor(Candidate candidate) =>
        candidate.AskedThisWeek < candidate.WeeklyLimit
        && candidate.QuietHours?.Hold(now) != true
        && (candidate.Categories.Count == 0 || candidate.Categories.Contains(need.Category, Words.Comparer))
        && (candidate.Skills.Count == 0 || need.Skills.Count == 0 || candidate.Skills.Intersect(need.Skills, Words.Comparer).Any());
}
