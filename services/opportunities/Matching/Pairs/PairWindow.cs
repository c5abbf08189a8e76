using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Opportunities.Matching.Pairs;

/// <summary>When a need and an offer can meet: both windows, without the days on which the offer cannot be given.</summary>
internal static class PairWindow
{
    private static readonly TimeZoneInfo Denmark = TimeZoneInfo.FindSystemTimeZoneById("Europe/Copenhagen");

    public static Judgement Judge(PublicNeed need, PublicOffer offer)
    {
        var (needFrom, needUntil) = (Conditions.FromTicks(need.From), Conditions.UntilTicks(need.Until));
        var (offerFrom, offerUntil) = (Conditions.FromTicks(offer.From), Conditions.UntilTicks(offer.Until));
        var (from, until) = (Math.Max(needFrom, offerFrom), Math.Min(needUntil, offerUntil));
        if (from >= until)
        {
            return Judgement.No;
        }
        var isOpenEnded = from == long.MinValue || until == long.MaxValue;
        var free = isOpenEnded ? 1 : until - from - BlackedOut(offer.BlackoutDates, from, until);
        if (free <= 0)
        {
            return Judgement.No;
        }
        // How much of the shorter window is left; what has no end is longer than anything.
        var shorter = Math.Min(Length(needFrom, needUntil), Length(offerFrom, offerUntil));
        return new Judgement(true, isOpenEnded || shorter == long.MaxValue ? Judgement.Full : (int)(Judgement.Full * ((double)free / shorter)));
    }

    private static long Length(long from, long until) => from == long.MinValue || until == long.MaxValue ? long.MaxValue : until - from;

    private static long BlackedOut(IReadOnlyList<DateOnly> days, long from, long until)
    {
        var ticks = 0L;
        foreach (var day in days.Count > 1 ? days.Distinct() : days)
        {
            // A Danish day is a day longer or shorter than 24 hours at most: far ones are not worth the time zone.
            var noon = day.ToDateTime(new TimeOnly(12, 0)).Ticks;
            if (noon > from - (2 * TimeSpan.TicksPerDay) && noon < until + (2 * TimeSpan.TicksPerDay))
            {
                ticks += Math.Max(0, Math.Min(until, Midnight(day, 1)) - Math.Max(from, Midnight(day, 0)));
            }
        }
        return ticks;
    }

    // In Denmark no clock is changed at midnight, so each day has one beginning.
    private static long Midnight(DateOnly day, int later)
    {
        var ticks = day.ToDateTime(TimeOnly.MinValue).Ticks + (later * TimeSpan.TicksPerDay);
        return ticks > DateTime.MaxValue.Ticks ? long.MaxValue : ticks - Denmark.GetUtcOffset(new DateTime(ticks)).Ticks;
    }
}
