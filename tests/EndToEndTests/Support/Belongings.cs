using System.Buffers;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>Everything a hub has written down: logs and other files, telemetry, tables and queues.</summary>
internal sealed class Belongings(TestHub hub)
{
    // Every row of every table as text; bytes are printed in hexadecimal.
    private const string EveryRow = """
        SELECT table_name, query_to_xml(format('SELECT t::text AS row FROM %I.%I t', table_schema, table_name), true, true, '')::text
        FROM information_schema.tables
        WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')
        """;

    /// <summary>Where one of these texts stands: a file, a table, a queue or the telemetry.</summary>
    public async Task<IReadOnlyList<string>> PlacesOfAsync(IReadOnlyCollection<string> texts)
    {
        var places = new List<string>();
        // All at once first: there may be thousands of them, and most places hold none.
        var any = SearchValues.Create([.. texts], StringComparison.OrdinalIgnoreCase);
        await foreach (var (place, content) in ContentAsync())
        {
            if (!content.AsSpan().ContainsAny(any)) continue;
            foreach (var text in texts.Where(text => content.Contains(text, StringComparison.OrdinalIgnoreCase))) places.Add($"{place}: {text}");
        }
        places.AddRange(hub.Telemetry.Held(texts, any).Select(text => $"telemetry: {text}"));
        return places;
    }

    private async IAsyncEnumerable<(string Place, string Content)> ContentAsync()
    {
        foreach (var file in Directory.EnumerateFiles(hub.Local.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }))
        {
            if (await ReadAsync(file) is { } bytes) yield return (file, Encoding.UTF8.GetString(bytes));
        }
        foreach (var service in hub.Local.Services.Keys.Where(name => name != "gateway"))
        {
            await using var db = NpgsqlDataSource.Create(hub.Local.Servers.Postgres.ConnectionString(ServiceEnvironment.Database(service)));
            await using var command = db.CreateCommand(EveryRow);
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync()) yield return ($"table {service}.{reader.GetString(0)}", reader.GetString(1));
        }
        await foreach (var queue in QueuesAsync()) yield return queue;
    }

    private async IAsyncEnumerable<(string Place, string Content)> QueuesAsync()
    {
        var broker = hub.Local.Servers.RabbitMq;
        var user = new Uri(broker.ConnectionString).UserInfo;
        using var management = new HttpClient { BaseAddress = new Uri(broker.Management) };
        management.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(user)));
        foreach (var queue in (await management.GetFromJsonAsync<JsonArray>("/api/queues"))!)
        {
            var name = (string)queue!["name"]!;
            var ask = new JsonObject { ["count"] = 1_000, ["ackmode"] = "ack_requeue_true", ["encoding"] = "auto" };
            using var answer = await management.PostAsJsonAsync($"/api/queues/%2F/{Uri.EscapeDataString(name)}/get", ask);
            yield return ($"queue {name}", await answer.Content.ReadAsStringAsync());
        }
    }

    private static async Task<byte[]?> ReadAsync(string file)
    {
        try
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var content = new MemoryStream();
            await stream.CopyToAsync(content);
            return content.ToArray();
        }
        // A server's own file that has just gone, or the lock of the folder, which holds nothing.
        catch (IOException) { return null; }
    }
}
