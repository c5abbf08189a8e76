using Npgsql;

namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>Asks the database whether what was recorded before a moment is all committed.</summary>
internal static class SettledStore
{
    private const string IsWriting = """
        SELECT EXISTS (
            SELECT FROM pg_stat_activity
            WHERE datname = current_database() AND backend_xid IS NOT NULL AND xact_start <= $1 AND pid <> pg_backend_pid())
        """;

    /// <summary>True while a transaction that began before the moment may still write.</summary>
    public static async Task<bool> IsUnsettledAsync(NpgsqlDataSource db, DateTimeOffset moment, CancellationToken ct)
    {
        await using var command = db.CreateCommand(IsWriting);
        command.Parameters.Add(new() { Value = moment });
        return await command.ExecuteScalarAsync(ct) is true;
    }
}
