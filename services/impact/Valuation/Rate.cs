using System.ComponentModel.DataAnnotations;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>What an hour of a kind is held to be worth from a month on, and who says so.</summary>
/// <param name="Kind">frivillig, csr_loentid or faglig.</param>
/// <param name="OerePerHour">100 øre to the krone.</param>
/// <param name="From">The first of a month; days before it have the rate before.</param>
public sealed record Rate(Guid Id, string Kind, long OerePerHour, DateOnly From, string Source, DateTimeOffset AddedAt)
{
    internal long Number { get; init; }
}

/// <summary>Adds a rate; one for the same kind and month stands before the old one, which stays readable.</summary>
public sealed record AddRate(
    [property: Required] string? Kind = null, [property: Required] long? OerePerHour = null, [property: Required] DateOnly? From = null,
    [property: Required] string? Source = null, bool? ConfirmNoPersonalData = null);

/// <summary>A page of rates in the order in which they were added; the cursor is absent on the last.</summary>
public sealed record RateList(IReadOnlyList<Rate> Items, string? Cursor = null);

/// <summary>What a rate must say.</summary>
internal sealed class RateRules : FieldRules
{
    public const long MaxOere = 100_000_000;
    private const int MaxSource = 500;
    private static readonly DateOnly FirstMonth = new(2000, 1, 1);
    private static readonly DateOnly LastMonth = new(2100, 1, 1);

    /// <summary>Three kinds that are never added together.</summary>
    public static readonly IReadOnlyList<string> Kinds = ["csr_loentid", "faglig", "frivillig"];

    public static Outcome<Rate> Check(AddRate said, DateTimeOffset now) => new RateRules().Read(said, now);

    private Outcome<Rate> Read(AddRate said, DateTimeOffset now)
    {
        if (!Kinds.Contains(said.Kind ?? ""))
        {
            Wrong("#/kind", "Skriv frivillig, csr_loentid eller faglig.", "Write frivillig, csr_loentid or faglig.");
        }
        if (said.OerePerHour is null or < 0 or > MaxOere)
        {
            Wrong("#/oerePerHour", "Skriv øre pr. time, fra 0 til 100.000.000.", "Write øre per hour, from 0 to 100,000,000.");
        }
        if (said.From is not { Day: 1 } from || from < FirstMonth || from > LastMonth)
        {
            Wrong("#/from", "Skriv den første dag i en måned, fra 2000-01-01.", "Write the first day of a month, from 2000-01-01.");
        }
        var source = Required("#/source", said.Source, MaxSource);
        return Errors.Count > 0
            ? Rejections.Invalid(Errors)
            : new Rate(Guid.CreateVersion7(now), said.Kind!, said.OerePerHour!.Value, said.From!.Value, source, Moment(now));
    }
}
