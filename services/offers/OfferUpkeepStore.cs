using Npgsql;

namespace SocialEnzyme.Hub.Offers;

/// <summary>The statement that finds offers whose time ran out, or that of a hold on them.</summary>
internal static class OfferUpkeepStore
{
    private const string FindDue = """
        SELECT due.id
        FROM (
            SELECT o.id FROM offers o WHERE o.status <> 'withdrawn' AND o.expires_at <= now()
            UNION
            SELECT r.offer_id FROM offer_reservations r WHERE r.state = 'held' AND r.held_until <= now()) AS due
        WHERE due.id <> ALL($2)
        LIMIT $1
        """;

    public static async Task<List<Guid>> FindDueAsync(NpgsqlDataSource db, int limit, Guid[] except, CancellationToken ct)
    {
        await using var command = db.CreateCommand(FindDue);
        command.Parameters.AddWithValue(limit);
        command.Parameters.AddWithValue(except);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var due = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            due.Add(reader.GetGuid(0));
        }
        return due;
    }
}
