using Npgsql;

namespace SocialEnzyme.Hub.Impact.Hearings;

/// <summary>Every statement about comments and the themes they are gathered under.</summary>
internal static class ThemeStore
{
    private const string Themes = """
        SELECT t.id, t.title, t.answer, t.answered_at, (SELECT count(*)::integer FROM hearing_comments c WHERE c.theme_id = t.id) FROM hearing_themes t
        """;

    private const string SelectTheme = $"{Themes} WHERE t.hearing_id = $1 AND t.id = $2";

    private const string SelectThemes = $"{Themes} WHERE t.hearing_id = $1 AND t.id > $2 AND (NOT $4 OR t.answer IS NOT NULL) ORDER BY t.id LIMIT $3";

    // Comments of a theme that has been answered are linked to the answer for everybody, with their text when it is published.
    private const string SelectComments = """
        SELECT c.id, c.theme_id, c.is_public, c.text FROM hearing_comments c LEFT JOIN hearing_themes t ON t.id = c.theme_id
        WHERE c.hearing_id = $1 AND c.id > $2 AND (NOT $4 OR t.answer IS NOT NULL) ORDER BY c.id LIMIT $3
        """;

    private const string SelectComment = "SELECT id, theme_id, is_public, text FROM hearing_comments WHERE hearing_id = $1 AND id = $2";

    private const string CountThemes = "SELECT count(*)::integer FROM hearing_themes WHERE hearing_id = $1";

    private const string InsertTheme = "INSERT INTO hearing_themes (id, hearing_id, title) VALUES ($1, $2, $3)";

    private const string Gather = "UPDATE hearing_comments SET theme_id = $2 WHERE hearing_id = $1 AND id = ANY($3)";

    private const string Answer = "UPDATE hearing_themes SET answer = $2, answered_at = $3 WHERE id = $1";

    private const string Publish = "UPDATE hearing_comments SET is_public = true WHERE theme_id = $1 AND NOT is_public";

    public static async Task<int> CountAsync(NpgsqlDataSource db, Guid hearing, CancellationToken ct)
    {
        await using var command = db.CreateCommand(CountThemes);
        command.Parameters.Add(new() { Value = hearing });
        return (int)(await command.ExecuteScalarAsync(ct))!;
    }

    public static async Task<HearingTheme?> FindAsync(NpgsqlDataSource db, Guid hearing, Guid theme, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectTheme);
        command.Parameters.Add(new() { Value = hearing });
        command.Parameters.Add(new() { Value = theme });
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    /// <param name="isPublic">Only those that have been answered.</param>
    public static async Task<List<HearingTheme>> ListAsync(NpgsqlDataSource db, Guid hearing, Guid after, int limit, bool isPublic, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectThemes);
        Page(command, hearing, after, limit, isPublic);
        return await ReadAsync(command, ct);
    }

    /// <param name="isPublic">Only those of themes that have been answered, and only published texts.</param>
    public static async Task<List<HearingComment>> CommentsAsync(NpgsqlDataSource db, Guid hearing, Guid after, int limit, bool isPublic, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectComments);
        Page(command, hearing, after, limit, isPublic);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var comments = new List<HearingComment>();
        while (await reader.ReadAsync(ct))
        {
            var comment = ReadComment(reader);
            comments.Add(isPublic && !comment.Published ? comment with { Text = null } : comment);
        }
        return comments;
    }

    public static async Task<HearingComment?> FindCommentAsync(NpgsqlDataSource db, Guid hearing, Guid comment, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectComment);
        command.Parameters.Add(new() { Value = hearing });
        command.Parameters.Add(new() { Value = comment });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? ReadComment(reader) : null;
    }

    public static async Task AddAsync(NpgsqlTransaction transaction, Guid hearing, Guid theme, string title, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(InsertTheme, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = theme }, new() { Value = hearing }, new() { Value = title } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>How many of these comments there are; they belong to the theme from now on.</summary>
    public static async Task<int> GatherAsync(NpgsqlTransaction transaction, Guid hearing, Guid theme, IReadOnlyList<Guid> comments, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Gather, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = hearing }, new() { Value = theme }, new() { Value = comments.ToArray() } },
        };
        return await command.ExecuteNonQueryAsync(ct);
    }

    public static async Task AnswerAsync(NpgsqlTransaction transaction, Guid theme, string answer, DateTimeOffset at, bool publishes, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Answer, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = theme }, new() { Value = answer }, new() { Value = at } },
        };
        await command.ExecuteNonQueryAsync(ct);
        if (publishes)
        {
            await using var publish = new NpgsqlCommand(Publish, transaction.Connection, transaction) { Parameters = { new() { Value = theme } } };
            await publish.ExecuteNonQueryAsync(ct);
        }
    }

    private static void Page(NpgsqlCommand command, Guid hearing, Guid after, int limit, bool isPublic)
    {
        command.Parameters.Add(new() { Value = hearing });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = isPublic });
    }

    private static HearingComment ReadComment(NpgsqlDataReader reader) =>
        new(reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1), reader.GetBoolean(2), reader.GetString(3));

    private static async Task<List<HearingTheme>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var themes = new List<HearingTheme>();
        while (await reader.ReadAsync(ct))
        {
            themes.Add(new HearingTheme(
                reader.GetGuid(0), reader.GetString(1), reader.GetInt32(4), reader.IsDBNull(2) ? null : reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3)));
        }
        return themes;
    }
}
