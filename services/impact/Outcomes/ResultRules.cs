using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Outcomes;

/// <summary>What a figure must say. Every wrong field is told, not only the first.</summary>
internal sealed class ResultRules : FieldRules
{
    public const int MaxText = 500;
    public const int MaxContributions = 50;
    public const decimal MaxValue = 1_000_000_000_000m;
    private const int MaxDecimals = 4;

    // A follow-up is made around its day: a month before at the earliest.
    private const int EarlyDays = 31;

    private readonly KnownPartnership _partnership;
    private readonly DateOnly _today;

    private ResultRules(KnownPartnership partnership, DateOnly today) => (_partnership, _today) = (partnership, today);

    /// <param name="recorder">Who says it: the party whose measure it is.</param>
    public static Outcome<Figure> Check(RecordResult said, KnownPartnership partnership, Guid recorder, DateTimeOffset now) =>
        new ResultRules(partnership, DanishDay.Of(now)).Read(said, recorder, now);

    private Outcome<Figure> Read(RecordResult said, Guid recorder, DateTimeOffset now)
    {
        var measure = ReadMeasure(said.MeasureKey?.Trim(), recorder);
        if (said.Value is not { } value)
        {
            Wrong("#/value", "Skriv tallet.", "Write the number.");
        }
        else if (Math.Abs(value) > MaxValue || decimal.Round(value, MaxDecimals) != value)
        {
            Wrong("#/value", "Skriv et tal på højst 1.000.000.000.000 med højst 4 decimaler.", "Write a number of at most 1,000,000,000,000 with at most 4 decimals.");
        }
        var place = Required("#/place", said.Place, MaxText);
        var source = Required("#/source", said.Source, MaxText);
        var method = Required("#/method", said.Method, MaxText);
        CheckDay(said.Day, said.FollowUpMonths, measure?.AgreedAt ?? _partnership.ActivatedAt);
        var contributions = ReadContributions(said.Contributions ?? []);
        return Errors.Count > 0
            ? Rejections.Invalid(Errors)
            : new Figure(
                Guid.CreateVersion7(now), measure!.Key, measure.ParticipantId, said.Value!.Value, said.Day!.Value, place, source, method, said.FollowUpMonths,
                contributions, recorder, Moment(now));
    }

    // Each party answers for its own measures. Those of one that has left are carried on by who is still there.
    private AgreedMeasure? ReadMeasure(string? key, Guid recorder)
    {
        var named = _partnership.Measures.Where(measure => measure.Key == key).ToList();
        var measure = named.Find(one => one.ParticipantId == recorder) ?? named.Find(one => !_partnership.IsPresent(one.ParticipantId));
        if (measure is null && named.Count > 0)
        {
            Wrong("#/measureKey", "Målet er en anden parts: kun den part skriver tal på det.", "The measure is another party's: only that party records figures of it.");
        }
        else if (measure is null)
        {
            Wrong("#/measureKey", "Skriv navnet på et af de mål, som I aftalte.", "Write the key of one of the measures that were agreed.");
        }
        return measure;
    }

    private void CheckDay(DateOnly? day, int? followUp, DateTimeOffset agreedAt)
    {
        if (day is null || day > _today)
        {
            Wrong("#/day", "Skriv den dag, tallet gælder; ikke en dag, der ikke er kommet.", "Write the day of the figure; no day that is still to come.");
        }
        else if (day < FirstDay(agreedAt))
        {
            Wrong("#/day", "Dagen er, før målet var aftalt: dengang var udgangspunktet (baseline).", "The day is before the measure was agreed: that was its baseline.");
        }
        if (followUp is not (null or 12 or 36))
        {
            Wrong("#/followUpMonths", "Skriv 12 eller 36, eller udelad det.", "Write 12 or 36, or leave it out.");
        }
        else if (followUp is { } months && day is { } known && known < FollowUps.DueOn(agreedAt, months).AddDays(-EarlyDays))
        {
            Wrong("#/followUpMonths", "Opfølgningen hører til senere: tidligst en måned før dens dag.", "The follow-up belongs to a later day: a month before its own at the earliest.");
        }
    }

    // What was agreed on from the start is of the whole work; what came later was expected from that day on, and not of what was known by then.
    private DateOnly FirstDay(DateTimeOffset agreedAt)
    {
        var agreed = DanishDay.Of(agreedAt);
        return agreedAt <= _partnership.ActivatedAt && _partnership.Content?.From is { } from && from < agreed ? from : agreed;
    }

    private List<ResultContribution> ReadContributions(IReadOnlyList<ResultContribution> said)
    {
        var read = new List<ResultContribution>();
        if (said.Count > MaxContributions)
        {
            Wrong("#/contributions", $"Højst {MaxContributions}.", $"At most {MaxContributions}.");
            return read;
        }
        for (var i = 0; i < said.Count; i++)
        {
            var (one, at) = (said[i], FormattableString.Invariant($"#/contributions/{i}"));
            if (one is null)
            {
                Wrong(at, "Skriv en part og dens andel.", "Write a party and its share.");
                continue;
            }
            if (!_partnership.HasSeated(one.ParticipantId) || read.Exists(other => other.ParticipantId == one.ParticipantId))
            {
                Wrong($"{at}/participantId", "Skriv en part i partnerskabet, hver højst én gang.", "Write a party of the partnership, each at most once.");
            }
            if (one.Share is < 0 or > 100 || one.Share is { } share && decimal.Round(share, 2) != share)
            {
                Wrong($"{at}/share", "Skriv 0 til 100 procent med højst 2 decimaler.", "Write 0 to 100 percent with at most 2 decimals.");
            }
            var text = Optional($"{at}/text", one.Text, MaxText);
            if (one.Share is null && text is null)
            {
                Wrong(at, "Skriv en andel eller en tekst.", "Write a share or a text.");
            }
            read.Add(one with { Text = text });
        }
        if (read.Where(one => one.Share is >= 0 and <= 100).Sum(one => one.Share!.Value) > 100)
        {
            Wrong("#/contributions", "Andelene er tilsammen over 100 procent.", "The shares come to more than 100 percent.");
        }
        return read;
    }
}
