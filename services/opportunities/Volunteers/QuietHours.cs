namespace SocialEnzyme.Hub.Opportunities.Volunteers;

/// <summary>When a volunteer is not asked, by the clocks of Denmark: from inclusive, until exclusive, over midnight when until is the earlier.</summary>
internal sealed record QuietHours(TimeOnly From, TimeOnly Until)
{
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    /// <summary>True when it is quiet now. An hour that comes twice is quiet twice, and one that is skipped never is.</summary>
    public bool Hold(DateTimeOffset now)
    {
        var clock = TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(now, Denmark).TimeOfDay);
        return From < Until ? clock >= From && clock < Until : clock >= From || clock < Until;
    }
}
