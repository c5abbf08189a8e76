using System.Runtime.CompilerServices;
using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.BackTesting;

/// <summary>The one statement of back-tests.</summary>
internal static class BackTestStore
{
    // Of each need the newest event of that time that says what it is; that it has ended since changes nothing. The same time twice, so that
    // neither side of the anti-join reads what is older.
    private const string SelectNewest = """
        SELECT e.at, e.id, e.subject_id, e.data
        FROM events e
        WHERE e.at >= $1 AND e.at <= $2 AND e.kind = ANY ($3) AND (e.at, e.id) < ($4, $5)
          AND NOT EXISTS (
            SELECT FROM events later
            WHERE later.subject_id = e.subject_id AND later.version > e.version AND later.kind = ANY ($3) AND later.at >= $1 AND later.at <= $2)
        """;

    private static readonly string[] Contents = [.. EventKind.All.Where(kind => kind.IsOpen).Select(kind => kind.Word)];

    /// <summary>The needs of a time before a position, in no order, one at a time as they come over the wire.</summary>
    public static async IAsyncEnumerable<(BackTestPosition Position, Guid NeedId, PublicNeed Need)> NeedsAsync(
        NpgsqlDataSource db, DateTimeOffset since, DateTimeOffset until, BackTestPosition before, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectNewest);
        command.Parameters.Add(new() { Value = since });
        command.Parameters.Add(new() { Value = until });
        command.Parameters.Add(new() { Value = Contents });
        command.Parameters.Add(new() { Value = before.At });
        command.Parameters.Add(new() { Value = before.EventId });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var need = JsonSerializer.Deserialize<PublicNeed>(reader.GetFieldValue<byte[]>(3), EventCatalog.Json)!;
            yield return (new(reader.GetFieldValue<DateTimeOffset>(0), reader.GetGuid(1)), reader.GetGuid(2), need);
        }
    }
}
