using Npgsql;
using SocialEnzyme.Hub.AppHost.Services;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>
/// All that the databases hold of a victim, row by row with the number of the transaction that wrote it: an overwritten row is seen even when it
/// says the same. Not the outbox, whose rows the hub itself writes again whenever it tries to send them.
/// </summary>
internal static class Keepsake
{
    private const string Tables = """
        SELECT format('%I.%I', table_schema, table_name) FROM information_schema.tables
        WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') AND table_name <> 'outbox'
        """;

    /// <summary>The rows that name the victim or a thing of its own, once nothing is under way any more.</summary>
    public static async Task<IReadOnlySet<string>> OfAsync(TestHub hub, Victim victim)
    {
        HashSet<string> rows = [];
        await Eventually.Is("the victim's rows rest", async () =>
        {
            var before = rows;
            rows = await ReadAsync(hub, victim);
            await Task.Delay(500);
            return rows.SetEquals(before) && rows.Count > 0;
        });
        return rows;
    }

    private static async Task<HashSet<string>> ReadAsync(TestHub hub, Victim victim)
    {
        string[] names = [victim.Owner.Id, .. victim.Owned.Values.SelectMany(ids => ids).Where(id => Guid.TryParse(id, out _))];
        var rows = new HashSet<string>();
        foreach (var service in hub.Local.Services.Keys.Where(name => name != "gateway"))
        {
            await using var db = NpgsqlDataSource.Create(hub.Local.Servers.Postgres.ConnectionString(ServiceEnvironment.Database(service)));
            foreach (var table in await TextsAsync(db.CreateCommand(Tables)))
            {
#pragma warning disable CA2100 // The database's own name of its table.
                await using var command = db.CreateCommand($"SELECT '{service} {table} ' || t.xmin::text || ' ' || t::text FROM {table} t WHERE t::text LIKE ANY ($1)");
#pragma warning restore CA2100
                command.Parameters.Add(new() { Value = names.Select(name => $"%{name}%").ToArray() });
                rows.UnionWith(await TextsAsync(command));
            }
        }
        return rows;
    }

    private static async Task<IReadOnlyList<string>> TextsAsync(NpgsqlCommand command)
    {
        var texts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) texts.Add(reader.GetString(0));
        return texts;
    }
}
