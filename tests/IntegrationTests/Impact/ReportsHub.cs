using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Impact.Hours;
using SocialEnzyme.Hub.Impact.Ledger;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

/// <summary>Impact with partnerships and hours that were put where its own consumer and its own ledger put them.</summary>
public sealed class ReportsHub : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private ServiceApp<HoursView>? _app;

    public ServiceApp<HoursView> App => _app!;

    private NpgsqlDataSource Db => App.Part<NpgsqlDataSource>();

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        _app = new ServiceApp<HoursView>(_servers.Issuer, new Dictionary<string, string>
        {
            ["ConnectionStrings:impact-db"] = await _servers.NewDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = (await _servers.NewBrokerAsync()).ToString(),
            ["Logging:LogLevel:Default"] = "Warning",
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

    /// <summary>A partnership as its event tells of it.</summary>
    public async Task<Guid> KeepAsync(PublicPartnership content, Guid? id = null, long version = 1, DateTimeOffset? activated = null)
    {
        var partnership = id ?? Guid.CreateVersion7();
        await using var connection = await Db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await PartnershipStore.KeepAsync(
            transaction, new PartnershipNews(partnership, version, content, activated ?? SomePartnership.Began, IsActivation: version == 1), CancellationToken.None);
        await transaction.CommitAsync();
        return partnership;
    }

    /// <summary>Hours that count, entered and taken back as approvals and corrections do it.</summary>
    internal async Task WriteAsync(IEnumerable<Guid> partnerships, IReadOnlyList<NewEntry> entered, IReadOnlyList<(Guid HoursId, string Reason)> takenBack)
    {
        await using var connection = await Db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var batch = new NpgsqlBatch(connection, transaction);
        LedgerStore.Write(batch, [.. partnerships.Distinct()], entered, takenBack);
        await batch.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    /// <summary>Hours that were recorded at a moment in the past.</summary>
    public async Task<long> RecordAsync(
        Guid partnership, Guid party, string kind, DateOnly day, int minutes, DateTimeOffset at, long? reverses = null, Guid? hours = null)
    {
        var number = await ScalarAsync("""
            INSERT INTO ledger (hours_id, partnership_id, party_id, kind, day, minutes, reverses, recorded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING number
            """, hours ?? Guid.CreateVersion7(), partnership, party, kind, day, minutes, (object?)reverses ?? DBNull.Value, at);
        await ScalarAsync("""
            INSERT INTO totals AS t (partnership_id, party_id, kind, month, minutes, reports) VALUES ($1, $2, $3, date_trunc('month', $4)::date, $5, $6)
            ON CONFLICT (partnership_id, month, party_id, kind) DO UPDATE SET minutes = t.minutes + excluded.minutes, reports = t.reports + excluded.reports
            RETURNING 1
            """, partnership, party, kind, day, (long)minutes, reverses is null ? 1L : -1L);
        return Convert.ToInt64(number, CultureInfo.InvariantCulture);
    }

    public async Task<object?> ScalarAsync(string sql, params object[] parameters)
    {
#pragma warning disable CA2100 // Statements of the tests themselves.
        await using var command = Db.CreateCommand(sql);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(parameter is DBNull
                ? new NpgsqlParameter { Value = parameter, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Bigint }
                : new NpgsqlParameter { Value = parameter });
        }
        return await command.ExecuteScalarAsync();
    }

    public Task<Answer> GetAsync(Support.Party party, string path) => NeedsCalls.SendAsync(App.Rest(party), HttpMethod.Get, path, null);

    public Task<Answer> PostAsync(Support.Party party, string path, JsonNode body, string? key = null) =>
        NeedsCalls.SendAsync(App.Rest(party), HttpMethod.Post, path, body, ("Idempotency-Key", key));

    /// <summary>What was answered, and it was an answer.</summary>
    public async Task<JsonElement> ReadAsync(Support.Party party, string path)
    {
        var answer = await GetAsync(party, path);
        Assert.True(answer.Status == 200, $"{path}: {answer.Status} {answer.Text}");
        return answer.Body;
    }

    /// <summary>Every item of every page.</summary>
    public async Task<List<JsonElement>> ReadAllAsync(Support.Party party, string path)
    {
        var (items, cursor) = (new List<JsonElement>(), "");
        do
        {
            var page = await ReadAsync(party, cursor.Length == 0 ? path : $"{path}{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}cursor={cursor}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.TryGetProperty("cursor", out var next) ? Uri.EscapeDataString(next.GetString()!) : "";
        }
        while (cursor.Length > 0);
        return items;
    }
}
