using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Impact.Surveys;

/// <summary>Every statement about surveys and their rounds. Whoever counts an answer holds the round's roll.</summary>
internal static class SurveyStore
{
    private const string Columns = "id, owner_id, owner_name, title, municipality, area, latitude, longitude, questions, created_at";

    private const string Insert = $"INSERT INTO surveys ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

    private const string InsertRound = "INSERT INTO survey_rounds (survey_id, round, roll_id, counts) VALUES ($1, $2, $3, array_fill(0, ARRAY[$4]))";

    private const string Select = $"SELECT {Columns} FROM surveys WHERE id = $1";

    private const string SelectOwn = $"SELECT {Columns} FROM surveys WHERE owner_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    private const string SelectRounds = "SELECT survey_id, round, roll_id, counts FROM survey_rounds WHERE survey_id = ANY($1) ORDER BY round DESC";

    // Every counter is written again with each answer: none tells when it rose.
    private const string Count = """
        UPDATE survey_rounds SET counts = (
            SELECT array_agg(number + (place = ANY($2))::integer ORDER BY place) FROM unnest(counts) WITH ORDINALITY AS c (number, place))
        WHERE roll_id = $1
        """;

    public static async Task AddAsync(NpgsqlTransaction transaction, Survey survey, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = survey.Id }, new() { Value = survey.OwnerId }, new() { Value = survey.OwnerName }, new() { Value = survey.Title },
                new() { Value = survey.Municipality }, new() { Value = survey.Area ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text },
                new() { Value = survey.Centre?.Latitude ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Double },
                new() { Value = survey.Centre?.Longitude ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Double },
                new() { Value = survey.Questions }, new() { Value = survey.CreatedAt },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task AddRoundAsync(NpgsqlTransaction transaction, Guid survey, string round, Guid roll, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(InsertRound, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = survey }, new() { Value = round }, new() { Value = roll },
                new() { Value = SurveyQuestions.Asked.Questions.Count * SurveyQuestions.Values },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<Survey?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Select);
        command.Parameters.Add(new() { Value = id });
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    public static async Task<List<Survey>> ListAsync(NpgsqlDataSource db, Guid owner, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOwn);
        command.Parameters.Add(new() { Value = owner });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, ct);
    }

    /// <summary>Both rounds of each survey, before first; none of a survey that is not there.</summary>
    public static async Task<Dictionary<Guid, List<SurveyRound>>> RoundsAsync(NpgsqlDataSource db, IReadOnlyList<Guid> surveys, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectRounds);
        command.Parameters.Add(new() { Value = surveys.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rounds = new Dictionary<Guid, List<SurveyRound>>();
        while (await reader.ReadAsync(ct))
        {
            var survey = reader.GetGuid(0);
            rounds.TryAdd(survey, []);
            rounds[survey].Add(new SurveyRound(reader.GetString(1), reader.GetGuid(2), reader.GetFieldValue<int[]>(3)));
        }
        return rounds;
    }

    /// <summary>Counts an answer in the round of a roll.</summary>
    /// <param name="places">Which counters rise, from 1.</param>
    public static async Task CountAsync(NpgsqlTransaction transaction, Guid roll, int[] places, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Count, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = roll }, new() { Value = places } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    private static async Task<List<Survey>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var surveys = new List<Survey>();
        while (await reader.ReadAsync(ct))
        {
            surveys.Add(new Survey(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5),
                reader.IsDBNull(6) ? null : new GeoPoint(reader.GetDouble(6), reader.GetDouble(7)), reader.GetString(8), reader.GetFieldValue<DateTimeOffset>(9)));
        }
        return surveys;
    }
}
