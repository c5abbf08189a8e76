using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Impact.Hearings;

/// <summary>Every statement about hearings and what is counted in them. Whoever counts an answer holds the hearing's roll.</summary>
internal static class HearingStore
{
    private const string Columns = "id, owner_id, owner_name, title, question, municipality, category, choices, groups, shares, created_at";

    private const string Insert = $"INSERT INTO hearings ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

    private const string InsertCounts = """
        INSERT INTO hearing_counts (hearing_id, choices, groups) VALUES ($1, array_fill(0, ARRAY[$2]), array_fill(0, ARRAY[$3]))
        """;

    private const string Select = $"SELECT {Columns} FROM hearings WHERE id = $1";

    private const string SelectOwn = $"SELECT {Columns} FROM hearings WHERE owner_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    // Both are written again with each answer: neither tells when it rose. A number that is null raises nothing.
    private const string Count = """
        UPDATE hearing_counts SET
            choices = ARRAY(SELECT number + coalesce((place = $2)::integer, 0) FROM unnest(choices) WITH ORDINALITY AS c (number, place) ORDER BY place),
            groups = ARRAY(SELECT number + coalesce((place = $3)::integer, 0) FROM unnest(groups) WITH ORDINALITY AS g (number, place) ORDER BY place)
        WHERE hearing_id = $1
        """;

    private const string InsertComments =
        "INSERT INTO hearing_comments (id, hearing_id, text) SELECT id, $1, text FROM unnest($2::uuid[], $3::text[]) AS c (id, text)";

    private const string SelectCounts = """
        SELECT choices, groups, (SELECT count(*)::integer FROM hearing_comments WHERE hearing_id = $1) FROM hearing_counts WHERE hearing_id = $1
        """;

    public static async Task AddAsync(NpgsqlTransaction transaction, Hearing hearing, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Insert, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = hearing.Id }, new() { Value = hearing.OwnerId }, new() { Value = hearing.OwnerName }, new() { Value = hearing.Title },
                new() { Value = hearing.Question }, new() { Value = hearing.Municipality }, new() { Value = hearing.Category },
                new() { Value = hearing.Choices.ToArray() }, new() { Value = hearing.Groups.Select(group => group.Name).ToArray() },
                new() { Value = hearing.Groups.Select(group => group.Share).ToArray() }, new() { Value = hearing.CreatedAt },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
        await using var counts = new NpgsqlCommand(InsertCounts, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = hearing.Id }, new() { Value = hearing.Choices.Count }, new() { Value = hearing.Groups.Count } },
        };
        await counts.ExecuteNonQueryAsync(ct);
    }

    public static async Task<Hearing?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Select);
        command.Parameters.Add(new() { Value = id });
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    public static async Task<List<Hearing>> ListAsync(NpgsqlDataSource db, Guid owner, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOwn);
        command.Parameters.Add(new() { Value = owner });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, ct);
    }

    /// <summary>Counts an answer; null is not counted.</summary>
    public static async Task CountAsync(NpgsqlTransaction transaction, Guid hearing, int? choice, int? group, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Count, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = hearing }, Number(choice), Number(group) },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task AddCommentsAsync(NpgsqlTransaction transaction, Guid hearing, IReadOnlyList<(Guid Id, string Text)> comments, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(InsertComments, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = hearing }, new() { Value = comments.Select(comment => comment.Id).ToArray() },
                new() { Value = comments.Select(comment => comment.Text).ToArray() },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task<(int[] Choices, int[] Groups, int Comments)> CountsAsync(NpgsqlDataSource db, Guid hearing, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectCounts);
        command.Parameters.Add(new() { Value = hearing });
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetFieldValue<int[]>(0), reader.GetFieldValue<int[]>(1), reader.GetInt32(2));
    }

    private static NpgsqlParameter Number(int? number) => new() { Value = number ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer };

    private static async Task<List<Hearing>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var hearings = new List<Hearing>();
        while (await reader.ReadAsync(ct))
        {
            hearings.Add(new Hearing(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6),
                reader.GetFieldValue<string[]>(7),
                [.. reader.GetFieldValue<string[]>(8).Zip(reader.GetFieldValue<int[]>(9), (name, share) => new HearingGroup(name, share))],
                reader.GetFieldValue<DateTimeOffset>(10)));
        }
        return hearings;
    }
}
