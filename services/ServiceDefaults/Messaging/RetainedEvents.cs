using System.Globalization;
using Npgsql;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>What a service published, for a reader that was built or restored later, and for reconciliation.</summary>
public sealed class RetainedEvents(NpgsqlDataSource db)
{
    /// <summary>At most this many in one answer.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>One event as it was published.</summary>
    public sealed record Item(Guid Id, string Type, string Body, DateTimeOffset RecordedAt);

    /// <summary>The events after a cursor, in commit order, and where to go on.</summary>
    /// <returns>Null: the cursor is not one of ours.</returns>
    public async Task<(IReadOnlyList<Item> Events, string Cursor)?> ListAsync(string after, int limit, CancellationToken ct)
    {
        var (transaction, position) = ("0", 0L);
        if (after.Length > 0)
        {
            var parts = after.Split('-');
            if (parts.Length != 2 || !ulong.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
                || !long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out position))
            {
                return null;
            }
            transaction = parts[0];
        }
        var rows = await OutboxStore.ReadAfterAsync(db, transaction, position, Math.Clamp(limit == 0 ? MaxLimit : limit, 1, MaxLimit), ct);
        return ([.. rows.Select(row => new Item(row.Id, row.Type, row.Body, row.RecordedAt))], rows.Count == 0 ? after : rows[^1].Cursor);
    }
}
