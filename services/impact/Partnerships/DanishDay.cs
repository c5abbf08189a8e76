namespace SocialEnzyme.Hub.Impact.Partnerships;

/// <summary>Days as they are lived in Denmark: 23 hours long in March, 25 in October.</summary>
internal static class DanishDay
{
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    /// <summary>The day on which a moment falls.</summary>
    public static DateOnly Of(DateTimeOffset moment) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, Denmark).DateTime);
}
