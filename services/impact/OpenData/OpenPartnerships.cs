using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Impact.Outcomes;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>What is known of a partnership that everybody may read.</summary>
/// <param name="Text">The text that all last agreed on.</param>
/// <param name="Named">Who has said yes to its being public, and until when each was at the table.</param>
/// <param name="Measures">As all first agreed on them, also such as the text has no more.</param>
/// <param name="Figures">Of each measure the one of the latest day.</param>
internal sealed record ShownPartnership(
    Guid Id, PublicPartnership Text, string State, DateTimeOffset ActivatedAt, IReadOnlyDictionary<Guid, DateTimeOffset?> Named,
    IReadOnlyList<AgreedMeasure> Measures, IReadOnlyList<ShownFigure> Figures);

/// <summary>A figure and whose measure it is of.</summary>
internal sealed record ShownFigure(Guid ParticipantId, string MeasureKey, OpenFigure Figure);

/// <summary>Writes public partnerships for those who read them: nothing but what all agreed on being public.</summary>
internal static class OpenPartnerships
{
    private const string Title = "Offentlige partnerskaber: aftaler og resultater";

    private const string Provenance =
        "Aftaler mellem offentlige, virksomheder og civilsamfund, som alle deres parter har aftalt er offentlige, i den ordlyd, de sidst blev enige om, og med " +
        "resultater, som parterne selv skriver. Det forventede blev lagt fast, da alle første gang var enige om målet. Ingen oplysninger om personer. Timer står " +
        "ikke for det enkelte partnerskab; de tælles i de månedlige åbne data. En aftale, som ikke længere er offentlig, er her ikke mere.";

    public static OpenPartnershipFile File(IReadOnlyList<OpenPartnership> items, string? cursor) =>
        new(Title, OpenDataFiles.Licence, OpenDataFiles.LicenceUrl, OpenDataFiles.Attribution, Provenance, items, cursor);

    public static OpenPartnership Of(ShownPartnership shown)
    {
        var text = shown.Text;
        // Somebody who left and came back has several places; the last one counts.
        var parties = text.Parties.Where(party => shown.Named.ContainsKey(party.ParticipantId))
            .GroupBy(party => party.ParticipantId).Select(places => places.Last()).ToList();
        var names = parties.ToDictionary(party => party.ParticipantId, party => party.Name);
        return new OpenPartnership(
            shown.Id, text.Title, text.Purpose, text.Kind, shown.State is "completed" or "ended" ? shown.State : "active", text.Municipality,
            text.Municipality is { } code && Municipalities.TryGet(code, out var municipality) ? municipality.Name : null, text.Goals, text.From, text.Until,
            DanishDay.Of(shown.ActivatedAt),
            [.. parties.Select(party => Party(party, shown.Named[party.ParticipantId], text.Commitments))],
            [.. text.Measures.Where(measure => names.ContainsKey(measure.ParticipantId)).Select(measure => Result(names[measure.ParticipantId], measure, shown))]);
    }

    private static OpenParty Party(PublicParty party, DateTimeOffset? until, IReadOnlyList<PublicCommitment> commitments) => new(
        party.Name, party.Sector, party.Role.Length == 0 ? null : party.Role, until is { } left ? DanishDay.Of(left) : null,
        [.. commitments.Where(one => one.ParticipantId == party.ParticipantId).Select(one => new OpenCommitment(one.What, one.Quantity, one.Unit))]);

    // In the words that were made public; with the numbers, and the unit they are in, as they were first agreed.
    private static OpenResult Result(string party, PublicMeasure measure, ShownPartnership shown)
    {
        var agreed = shown.Measures.FirstOrDefault(one => one.ParticipantId == measure.ParticipantId && one.Key == measure.Key);
        var figure = shown.Figures.FirstOrDefault(one => one.ParticipantId == measure.ParticipantId && one.MeasureKey == measure.Key)?.Figure;
        return agreed is null
            ? new OpenResult(party, measure.What, measure.Unit, measure.Place, measure.Baseline, measure.Target, measure.Expected, figure)
            : new OpenResult(party, measure.What, agreed.Unit, measure.Place, agreed.Baseline, agreed.Target, agreed.Expected, figure);
    }
}
