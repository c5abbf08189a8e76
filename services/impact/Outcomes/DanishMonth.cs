using SocialEnzyme.Hub.Impact.Partnerships;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>Months as they are lived in Denmark.</summary>
internal static class DanishMonth
{
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    /// <summary>The first of the month in which a moment falls.</summary>
    public static DateOnly MonthOf(DateTimeOffset moment) => FirstOf(DanishDay.Of(moment));

    public static DateOnly FirstOf(DateOnly day) => new(day.Year, day.Month, 1);

    /// <summary>The moment at which a day begins.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        return new DateTimeOffset(midnight, Denmark.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
