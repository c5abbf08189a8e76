using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Needs;

/// <summary>What the index of places should say of a need.</summary>
/// <param name="Place">Null: the need is not open, or has no place.</param>
internal readonly record struct IndexedNeed(Guid Id, GeoPoint? Place, ulong ChangedIn);

/// <summary>The statements that tell what the index of places should hold.</summary>
internal static class NeedIndexStore
{
    private const string Name = "SELECT name FROM need_index";

    // Every transaction before this one has ended: what it changed is seen by whoever looks from now on.
    private const string Settled = "SELECT pg_snapshot_xmin(pg_current_snapshot())";

    private const string Changed = """
        SELECT id, CASE WHEN status = 'published' THEN latitude END, longitude, changed_in
        FROM needs
        WHERE changed_in >= $1 AND (latitude IS NOT NULL OR version > 1)
        ORDER BY changed_in
        LIMIT $2
        """;

    private const string Open = """
        SELECT id, latitude, longitude, changed_in
        FROM needs
        WHERE status = 'published' AND latitude IS NOT NULL AND id > $1
        ORDER BY id
        LIMIT $2
        """;

    /// <summary>The name of this database's index.</summary>
    public static async Task<Guid> ReadNameAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Name);
        return (Guid)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>The transaction before which nothing will be committed any more.</summary>
    public static async Task<ulong> ReadSettledAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Settled);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetFieldValue<ulong>(0);
    }

    /// <summary>The needs that were changed in this transaction or later, by transaction.</summary>
    public static async Task<List<IndexedNeed>> ListChangedAsync(NpgsqlDataSource db, ulong since, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Changed);
        command.Parameters.Add(new() { Value = since, NpgsqlDbType = NpgsqlDbType.Xid8 });
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, ct);
    }

    /// <summary>The open needs that have a place, by id.</summary>
    public static async Task<List<IndexedNeed>> ListOpenAsync(NpgsqlDataSource db, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Open);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit);
        return await ReadAsync(command, ct);
    }

    private static async Task<List<IndexedNeed>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var needs = new List<IndexedNeed>();
        while (await reader.ReadAsync(ct))
        {
            GeoPoint? place = reader.IsDBNull(1) ? null : new GeoPoint(reader.GetDouble(1), reader.GetDouble(2));
            needs.Add(new IndexedNeed(reader.GetGuid(0), place, reader.GetFieldValue<ulong>(3)));
        }
        return needs;
    }
}
