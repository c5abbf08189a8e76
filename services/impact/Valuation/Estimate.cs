using System.ComponentModel.DataAnnotations;
using SocialEnzyme.Hub.Impact.Outcomes;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>An amount as one party estimates it, and on what basis.</summary>
/// <param name="Key">The party's own name for it: said again, the newest counts.</param>
/// <param name="Kind">cost: money that was put in. avoidedCost: money that others need not spend, in the first year.</param>
/// <param name="Source">Where the amount is from; always required.</param>
/// <param name="DeadweightPercent">How much would have come about anyway.</param>
/// <param name="AttributionPercent">How much is due to others than this partnership.</param>
/// <param name="DisplacementPercent">How much was only moved from elsewhere.</param>
/// <param name="DropOffPercent">How much less it is each year than the year before.</param>
/// <param name="Years">For how many years it lasts.</param>
/// <param name="IsEstimate">Always true for an avoided cost: nobody can count what did not happen.</param>
public sealed record Estimate(
    Guid ParticipantId, string Key, string Kind, string What, long Oere, string Source,
    decimal? DeadweightPercent, decimal? AttributionPercent, decimal? DisplacementPercent, decimal? DropOffPercent, int? Years,
    bool IsEstimate, DateTimeOffset RecordedAt);

/// <summary>Says what was spent, or what others perhaps need not spend.</summary>
public sealed record AddEstimate(
    [property: Required] string? Key = null, [property: Required] string? Kind = null, [property: Required] string? What = null,
    [property: Required] long? Oere = null, [property: Required] string? Source = null,
    decimal? DeadweightPercent = null, decimal? AttributionPercent = null, decimal? DisplacementPercent = null, decimal? DropOffPercent = null, int? Years = null,
    bool? ConfirmNoPersonalData = null);

/// <summary>What an estimate must say.</summary>
internal sealed class EstimateRules : FieldRules
{
    public const string Cost = "cost";
    public const string AvoidedCost = "avoidedCost";
    public const long MaxOere = 1_000_000_000_000;
    public const int MaxYears = 20;

    /// <summary>How many keys a party may hold in one partnership.</summary>
    public const int MaxKeys = 100;

    public static Outcome<Estimate> Check(AddEstimate said, Guid participant, DateTimeOffset now) => new EstimateRules().Read(said, participant, now);

    private Outcome<Estimate> Read(AddEstimate said, Guid participant, DateTimeOffset now)
    {
        var key = Required("#/key", said.Key, 100);
        var what = Required("#/what", said.What, ResultRules.MaxText);
        var source = Required("#/source", said.Source, ResultRules.MaxText);
        if (said.Kind is not (Cost or AvoidedCost))
        {
            Wrong("#/kind", "Skriv cost eller avoidedCost.", "Write cost or avoidedCost.");
        }
        if (said.Oere is null or < 0 or > MaxOere)
        {
            Wrong("#/oere", "Skriv beløbet i øre, fra 0 til 1.000.000.000.000.", "Write the amount in øre, from 0 to 1,000,000,000,000.");
        }
        if (said.Kind == AvoidedCost)
        {
            CheckPercent("deadweightPercent", said.DeadweightPercent);
            CheckPercent("attributionPercent", said.AttributionPercent);
            CheckPercent("displacementPercent", said.DisplacementPercent);
            CheckPercent("dropOffPercent", said.DropOffPercent);
            if (said.Years is null or < 1 or > MaxYears)
            {
                Wrong("#/years", $"Skriv 1 til {MaxYears} år.", $"Write 1 to {MaxYears} years.");
            }
        }
        else if ((said.DeadweightPercent ?? said.AttributionPercent ?? said.DisplacementPercent ?? said.DropOffPercent ?? said.Years) is not null)
        {
            Wrong("#/kind", "En udgift er, hvad den er: udelad procenter og år.", "A cost is what it is: leave out percentages and years.");
        }
        return Errors.Count > 0
            ? Rejections.Invalid(Errors)
            : new Estimate(
                participant, key, said.Kind!, what, said.Oere!.Value, source, said.DeadweightPercent, said.AttributionPercent, said.DisplacementPercent,
                said.DropOffPercent, said.Years, said.Kind == AvoidedCost, Moment(now));
    }

    private void CheckPercent(string field, decimal? percent)
    {
        if (percent is null or < 0 or > 100 || decimal.Round(percent.Value, 2) != percent)
        {
            Wrong($"#/{field}", "Skriv 0 til 100 med højst 2 decimaler; 0, hvis der intet er.", "Write 0 to 100 with at most 2 decimals; 0 when there is none.");
        }
    }
}
