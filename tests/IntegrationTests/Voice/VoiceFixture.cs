using System.Globalization;
using System.Text;
using Npgsql;
using SocialEnzyme.Hub.Impact.Ballots;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Voice;

/// <summary>The impact service of one test class.</summary>
public sealed class VoiceFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private ServiceApp<BallotView>? _app;

    public ServiceApp<BallotView> App => _app!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _app = new ServiceApp<BallotView>(_servers.Issuer, new Dictionary<string, string>
        {
            ["ConnectionStrings:impact-db"] = await _servers.NewDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = (await _servers.NewBrokerAsync()).ToString(),
            ["ConnectionStrings:redis"] = _servers.Redis,
        });
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
        await _servers.DisposeAsync();
    }

    /// <summary>Somebody who may ask.</summary>
    public static Party Asker(string name = "Grundejerforeningen") => Some.Association(name) with { Scopes = "impact:write" };

    public async Task RunAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    /// <summary>Every row of every table, with the transaction that wrote it and where it lies: what somebody with a copy of the database has.</summary>
    public async Task<List<DumpedRow>> DumpAsync()
    {
        var tables = new List<string>();
        await using (var command = Command("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename", []))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        }
        var rows = new List<DumpedRow>();
        foreach (var table in tables)
        {
            // Names of the catalogue, not of anybody else.
            await using var command = Command($"SELECT xmin::text::bigint, ctid::text, to_jsonb(t)::text FROM {table} t", []);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) rows.Add(new(table, reader.GetInt64(0), reader.GetString(1), reader.GetString(2)));
        }
        return rows;
    }

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
#pragma warning disable CA2100 // Statements of the tests themselves.
        var command = App.Part<NpgsqlDataSource>().CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.AddWithValue(parameter);
        }
        return command;
    }
}

/// <summary>A row as it lies in the database.</summary>
public sealed record DumpedRow(string Table, long Xmin, string Ctid, string Content)
{
    public override string ToString() => new StringBuilder(Table).Append(' ').Append(Xmin).Append(' ').Append(Ctid).Append(' ').Append(Content).ToString();
}
