using Npgsql;

namespace SocialEnzyme.Hub.Impact.Ballots;

/// <summary>Every statement about ballots and their boxes. Whoever puts a vote in or opens the box holds the ballot's roll.</summary>
internal static class BallotStore
{
    private const string Columns = "id, owner_id, owner_name, title, question, options, created_at";

    private const string Insert = $"INSERT INTO ballots ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7)";

    private const string InsertBox = "INSERT INTO ballot_boxes (ballot_id) VALUES ($1)";

    private const string Select = $"SELECT {Columns} FROM ballots WHERE id = $1";

    private const string SelectOwn = $"SELECT {Columns} FROM ballots WHERE owner_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    private const string PutVote = """
        UPDATE ballot_boxes SET votes = (SELECT array_agg(vote ORDER BY vote COLLATE "C") FROM unnest(votes || $2::text) AS v (vote)) WHERE ballot_id = $1
        """;

    private const string Seal = "UPDATE ballot_boxes SET sha256 = $2 WHERE ballot_id = $1";

    private const string SelectVotes = "SELECT votes FROM ballot_boxes WHERE ballot_id = $1";

    private const string SelectSealed = "SELECT votes, sha256 FROM ballot_boxes WHERE ballot_id = $1 AND sha256 IS NOT NULL";

    private const string Count = """
        SELECT split_part(vote, ',', 2)::integer AS option, count(*)::integer
        FROM ballot_boxes, unnest(votes) AS v (vote) WHERE ballot_id = $1 AND sha256 IS NOT NULL GROUP BY option
        """;

    public static async Task AddAsync(NpgsqlTransaction transaction, Ballot ballot, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = ballot.Id }, new() { Value = ballot.OwnerId }, new() { Value = ballot.OwnerName }, new() { Value = ballot.Title },
                new() { Value = ballot.Question }, new() { Value = ballot.Options.ToArray() }, new() { Value = ballot.CreatedAt },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
        await using var box = new NpgsqlCommand(InsertBox, transaction.Connection, transaction) { Parameters = { new() { Value = ballot.Id } } };
        await box.ExecuteNonQueryAsync(ct);
    }

    public static async Task<Ballot?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Select);
        command.Parameters.Add(new() { Value = id });
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    public static async Task<List<Ballot>> ListAsync(NpgsqlDataSource db, Guid owner, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOwn);
        command.Parameters.Add(new() { Value = owner });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, ct);
    }

    /// <summary>Puts a vote where its receipt sorts, so that the box keeps no order of voting.</summary>
    public static async Task PutAsync(NpgsqlTransaction transaction, Guid ballot, string vote, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(PutVote, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = ballot }, new() { Value = vote } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What is in the box of a ballot that has just ended.</summary>
    public static async Task<IReadOnlyList<string>> OpenBoxAsync(NpgsqlTransaction transaction, Guid ballot, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectVotes, transaction.Connection, transaction) { Parameters = { new() { Value = ballot } } };
        return (string[])(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task SealAsync(NpgsqlTransaction transaction, Guid ballot, string sha256, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Seal, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = ballot }, new() { Value = sha256 } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What was in the box; null before it was opened.</summary>
    public static async Task<OpenedBox?> FindOpenedAsync(NpgsqlDataSource db, Guid ballot, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectSealed);
        command.Parameters.Add(new() { Value = ballot });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new OpenedBox(reader.GetFieldValue<string[]>(0), reader.GetString(1)) : null;
    }

    /// <summary>The votes of each option that got any, in one statement.</summary>
    public static async Task<Dictionary<int, int>> CountAsync(NpgsqlDataSource db, Guid ballot, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Count);
        command.Parameters.Add(new() { Value = ballot });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new Dictionary<int, int>();
        while (await reader.ReadAsync(ct))
        {
            counts[reader.GetInt32(0)] = reader.GetInt32(1);
        }
        return counts;
    }

    private static async Task<List<Ballot>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ballots = new List<Ballot>();
        while (await reader.ReadAsync(ct))
        {
            ballots.Add(new Ballot(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<string[]>(5),
                reader.GetFieldValue<DateTimeOffset>(6)));
        }
        return ballots;
    }
}
