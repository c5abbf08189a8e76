using Npgsql;

namespace SocialEnzyme.Hub.Partnerships.Handbook;

/// <summary>What the handbook must know of partnerships.</summary>
internal static class HandbookStore
{
    // The ids of needs stand in the text of commitments, and nowhere else can one stand by chance.
    private const string IsAtTable = """
        SELECT EXISTS (
            SELECT FROM partnerships
            WHERE parties @> ARRAY[$1] AND state IN ('proposed', 'negotiating', 'agreed', 'active') AND strpos(body, $2) > 0)
        """;

    /// <summary>True when the participant is in a partnership that does something for this need.</summary>
    public static async Task<bool> IsAtTableAsync(NpgsqlDataSource db, Guid participant, Guid need, CancellationToken ct)
    {
        await using var command = db.CreateCommand(IsAtTable);
        command.Parameters.AddWithValue(participant);
        command.Parameters.AddWithValue(need.ToString());
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
