using System.Reflection;
using Npgsql;

namespace SocialEnzyme.Hub.ServiceDefaults.Postgres;

/// <summary>An assembly that embeds numbered scripts, Migrations/0001_what.sql and on.</summary>
internal sealed record MigrationSource(Assembly Assembly);

/// <summary>Brings a database to the shape the code expects: every script once, in order, all in one transaction.</summary>
internal static class Migrations
{
    // Any number that no other program locks with.
    private const long LockKey = 0x5EED_E11E;

    /// <summary>Applies what is missing; several replicas may try at once, one does it.</summary>
    public static async Task ApplyAsync(NpgsqlDataSource db, IEnumerable<MigrationSource> sources, CancellationToken ct)
    {
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RunAsync(connection, $"SELECT pg_advisory_xact_lock({LockKey})", ct);
        await RunAsync(connection, "CREATE TABLE IF NOT EXISTS migrations (name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())", ct);
        foreach (var (name, sql) in sources.SelectMany(source => Scripts(source.Assembly)))
        {
            await using var claim = new NpgsqlCommand("INSERT INTO migrations (name) VALUES ($1) ON CONFLICT DO NOTHING", connection)
            {
                Parameters = { new() { Value = name } },
            };
            if (await claim.ExecuteNonQueryAsync(ct) == 1)
            {
                await RunAsync(connection, sql, ct);
            }
        }
        await transaction.CommitAsync(ct);
    }

    private static IEnumerable<(string Name, string Sql)> Scripts(Assembly assembly) =>
        from name in assembly.GetManifestResourceNames()
        where name.EndsWith(".sql", StringComparison.Ordinal)
        orderby name
        select (name, Read(assembly, name));

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string script, CancellationToken ct)
    {
#pragma warning disable CA2100 // Scripts of our own assemblies.
        await using var command = new NpgsqlCommand(script, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(ct);
    }
}
