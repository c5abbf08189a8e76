namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>
/// Social return on investment as the SROI Guide of 2012 has it: the first year is what is left after deadweight, displacement and attribution; each later year
/// drops off; every year is discounted from the year in which it comes (the first by one year).
/// </summary>
/// <param name="PresentOere">What all years are worth today.</param>
/// <param name="NetOere">The same less what was put in.</param>
/// <param name="Ratio">Present value to money put in, two decimals; absent when no money was stated.</param>
public sealed record SroiResult(string Method, decimal DiscountPercent, string Rounding, long PresentOere, long InvestedOere, long NetOere, decimal? Ratio, IReadOnlyList<SroiLine> Lines);

/// <summary>One avoided cost through the years.</summary>
/// <param name="ImpactOere">The first year, after deadweight, displacement and attribution.</param>
/// <param name="YearsOere">Each year, discounted.</param>
public sealed record SroiLine(Guid ParticipantId, string Key, long GrossOere, long ImpactOere, IReadOnlyList<long> YearsOere, long PresentOere, string Source, bool IsEstimate);

/// <summary>Makes the numbers from the estimates; nothing else enters.</summary>
internal static class Sroi
{
    public static SroiResult Of(IReadOnlyList<Estimate> estimates, decimal discountPercent)
    {
        var lines = estimates.Where(estimate => estimate.Kind == EstimateRules.AvoidedCost).Select(estimate => Line(estimate, discountPercent)).ToList();
        var invested = estimates.Where(estimate => estimate.Kind == EstimateRules.Cost).Sum(estimate => estimate.Oere);
        var present = lines.Sum(line => line.PresentOere);
        return new SroiResult(
            Methods.Sroi, discountPercent, Methods.SroiRounding, present, invested, present - invested,
            invested == 0 ? null : decimal.Round((decimal)present / invested, 2, MidpointRounding.AwayFromZero), lines);
    }

    private static SroiLine Line(Estimate estimate, decimal discountPercent)
    {
        var year = estimate.Oere * Left(estimate.DeadweightPercent) * Left(estimate.DisplacementPercent) * Left(estimate.AttributionPercent);
        var impact = Methods.ToOere(year);
        var (years, factor) = (new List<long>(), 1m);
        for (var i = 0; i < estimate.Years; i++)
        {
            factor /= 1 + (discountPercent / 100);
            years.Add(Methods.ToOere(year * factor));
            year *= Left(estimate.DropOffPercent);
        }
        return new SroiLine(estimate.ParticipantId, estimate.Key, estimate.Oere, impact, years, years.Sum(), estimate.Source, estimate.IsEstimate);
    }

    private static decimal Left(decimal? percent) => 1 - ((percent ?? 0) / 100);
}
