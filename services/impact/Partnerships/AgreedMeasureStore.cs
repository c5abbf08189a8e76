using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.Impact.Outcomes;

namespace SocialEnzyme.Hub.Impact.Partnerships;

/// <summary>Keeps the measures of texts that all agreed on, in whatever order the events come.</summary>
internal static class AgreedMeasureStore
{
    /// <summary>What <see cref="Read"/> reads.</summary>
    public const string Columns = "key, participant_id, what, unit, baseline, target, expected, place, agreed_at";

    // Of each measure the first text that had it, also when that one comes late: what was expected then is never changed.
    private const string Keep = """
        INSERT INTO agreed_measures AS m (partnership_id, participant_id, key, version, agreed_at, number, what, unit, baseline, target, expected, place)
        SELECT $1, said.participant_id, said.key, $2, $3, said.number, said.what, said.unit, said.baseline, said.target, said.expected, said.place
        FROM unnest($4, $5, $6, $7, $8, $9, $10, $11) WITH ORDINALITY
            AS said (participant_id, key, what, unit, baseline, target, expected, place, number)
        ON CONFLICT (partnership_id, participant_id, key) DO UPDATE SET version = excluded.version, agreed_at = excluded.agreed_at,
            number = excluded.number, what = excluded.what, unit = excluded.unit, baseline = excluded.baseline, target = excluded.target,
            expected = excluded.expected, place = excluded.place
        WHERE m.version > excluded.version
        """;

    /// <summary>A measure whose columns begin at a position.</summary>
    public static AgreedMeasure Read(NpgsqlDataReader row, int from) => new(
        row.GetString(from), row.GetGuid(from + 1), row.GetString(from + 2), row.GetString(from + 3), Number(row, from + 4), Number(row, from + 5), Number(row, from + 6),
        row.IsDBNull(from + 7) ? null : row.GetString(from + 7), row.GetFieldValue<DateTimeOffset>(from + 8));

    public static void Add(NpgsqlBatch batch, PartnershipNews news)
    {
        if (!news.IsAgreed)
        {
            return;
        }
        var measures = news.Content.Measures.DistinctBy(measure => (measure.ParticipantId, measure.Key)).ToList();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Keep)
        {
            Parameters =
            {
                new() { Value = news.Id },
                new() { Value = news.Version },
                new() { Value = news.At.ToUniversalTime() },
                new() { Value = measures.Select(measure => measure.ParticipantId).ToArray() },
                new() { Value = measures.Select(measure => measure.Key).ToArray() },
                new() { Value = measures.Select(measure => measure.What).ToArray() },
                new() { Value = measures.Select(measure => measure.Unit).ToArray() },
                Numbers(measures.Select(measure => measure.Baseline)),
                Numbers(measures.Select(measure => measure.Target)),
                Numbers(measures.Select(measure => measure.Expected)),
                new() { Value = measures.Select(measure => measure.Place).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
            },
        });
    }

    private static NpgsqlParameter Numbers(IEnumerable<decimal?> numbers) =>
        new() { Value = numbers.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Numeric };

    private static decimal? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetDecimal(column);
}
