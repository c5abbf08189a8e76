using Npgsql;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>Partnerships that impact knows of, put where its consumer puts them.</summary>
internal static class ActivePartnerships
{
    // Every report counts at once, by a rule that all agreed on.
    private const string Insert = """
        INSERT INTO partnerships (id, version, state, title, municipality, kle, goals, content, activated_at, activation_version)
        SELECT id, 1, 'active', 'Måling ' || number, lpad((101 + number % 90)::text, 4, '0'), ARRAY['27.35'], ARRAY[1 + number % 17],
            '{"autoApprovedMinutes": 1440}', '2020-01-01', 1
        FROM unnest($1) WITH ORDINALITY AS p (id, number)
        """;

    private const string InsertParties = """
        INSERT INTO partnership_parties (partnership_id, participant_id, name, sector, role, standing, since)
        SELECT p, m.id, 'Part ' || m.number, (ARRAY['public', 'market', 'civil'])[1 + m.number % 3], 'vært', 'consented', '2020-01-01'
        FROM unnest($1) AS p CROSS JOIN unnest($2) WITH ORDINALITY AS m (id, number)
        """;

    /// <summary>So many active partnerships, each of all the participants.</summary>
    public static async Task<Guid[]> ActivateAsync(NpgsqlDataSource impact, int count, params Guid[] participants)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        await using var partnerships = impact.CreateCommand(Insert);
        partnerships.Parameters.AddWithValue(ids);
        await partnerships.ExecuteNonQueryAsync();
        await using var parties = impact.CreateCommand(InsertParties);
        parties.Parameters.AddWithValue(ids);
        parties.Parameters.AddWithValue(participants);
        await parties.ExecuteNonQueryAsync();
        return ids;
    }
}
