using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Json;

namespace SocialEnzyme.Hub.Needs;

/// <summary>The statements that read and lock needs.</summary>
internal static partial class NeedStore
{
    internal const string Columns = """
        n.id, n.publisher_id, n.publisher_name, n.status, n.version, n.content, n.places_taken, n.expires_at, n.published_at, n.changed_at,
        n.change, n.changed_by, n.reason, n.publisher_sector, n.publisher_kind
        """;

    // Where what stands behind the columns begins.
    internal const int After = 15;

    private const string Exact = "p.latitude, p.longitude, p.address";

    private const string SelectOne = $"SELECT {Columns}, {Exact} FROM needs n LEFT JOIN need_places p ON p.need_id = n.id WHERE n.id = $1";

    internal const string LockOne = SelectOne + " FOR UPDATE OF n";

    private const string SelectByReference = $"""
        SELECT {Columns}, {Exact}
        FROM unnest($1, $2) AS wanted (publisher_id, reference)
        JOIN needs n ON n.publisher_id = wanted.publisher_id AND n.reference = wanted.reference
        LEFT JOIN need_places p ON p.need_id = n.id
        ORDER BY n.id
        """;

    // In id order: two that lock the same rows wait for each other, not both for ever.
    private const string LockByReference = SelectByReference + " FOR UPDATE OF n";

    /// <summary>The constraint that two needs with one reference meet.</summary>
    public const string ReferenceOnce = "needs_reference_once";

    // What is stored was strict when it came in; a later release may have written more than this one knows.
    private static readonly JsonSerializerOptions Stored = new(HubJson.Options) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip };

    /// <summary>The need with its exact place, or null.</summary>
    public static async Task<Need?> FindAsync(NpgsqlDataSource db, Guid id, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        command.Parameters.AddWithValue(id);
        return await FirstAsync(command, ct);
    }

    /// <summary>The same, and nobody else changes it until the transaction ends.</summary>
    public static async Task<Need?> LockAsync(NpgsqlTransaction transaction, Guid id, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockOne, transaction.Connection, transaction) { Parameters = { new() { Value = id } } };
        return await FirstAsync(command, ct);
    }

    /// <summary>The need that a publisher knows by this reference, or null.</summary>
    public static async Task<Need?> FindByReferenceAsync(NpgsqlDataSource db, Guid publisher, string reference, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectByReference);
        command.Parameters.AddWithValue(new[] { publisher });
        command.Parameters.AddWithValue(new[] { reference });
        return await FirstAsync(command, ct);
    }

    /// <summary>The needs that their publishers know by these references; nobody else changes them until the transaction ends.</summary>
    public static async Task<Dictionary<(Guid, string), Need>> LockByReferenceAsync(
        NpgsqlTransaction transaction, IReadOnlyList<(Guid Publisher, string Reference)> references, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(LockByReference, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = references.Select(wanted => wanted.Publisher).ToArray() },
                new() { Value = references.Select(wanted => wanted.Reference).ToArray() },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new Dictionary<(Guid, string), Need>();
        while (await reader.ReadAsync(ct))
        {
            var need = Read(reader);
            found[(need.PublisherId, need.Content.Reference!)] = need;
        }
        return found;
    }

    private static async Task<Need?> FirstAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(reader) : null;
    }

    internal static Need Read(NpgsqlDataReader reader, bool hasExact = true) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), Content(reader.GetString(5)),
        hasExact && !reader.IsDBNull(After) ? new NeedPlace(reader.GetDouble(After), reader.GetDouble(After + 1), Text(reader, After + 2)) : null,
        Status(reader.GetString(3)), reader.GetInt64(4), reader.GetInt32(6), Time(reader, 7)!.Value, Time(reader, 8), Time(reader, 9)!.Value,
        reader.GetString(10), Identity(reader, 11), Text(reader, 12), Text(reader, 13), Text(reader, 14));

    internal static NeedContent Content(string json) => JsonSerializer.Deserialize<NeedContent>(json, Stored)!;

    internal static NeedStatus Status(string word) => Enum.Parse<NeedStatus>(word, ignoreCase: true);

    internal static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    internal static Guid? Identity(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    internal static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
}
