using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using static SocialEnzyme.Hub.Offers.OfferStore;

namespace SocialEnzyme.Hub.Offers;

/// <summary>The statements that list offers and what their owners did to them.</summary>
internal static class OfferSearchStore
{
    private const string Search = $"""
        SELECT {Columns}, {Sums}
        FROM offers o
        WHERE CASE WHEN $2 THEN o.owner_id = $1
                   ELSE o.status = 'open' AND o.expires_at > now() AND (o.shown_to IS NULL OR o.owner_id = $1 OR $1 = ANY(o.shown_to) OR $3) END
          AND ($4::text IS NULL OR cardinality(o.categories) = 0 OR $4 = ANY(o.categories))
          AND ($5::text IS NULL OR o.municipalities IS NULL OR $5 = ANY(o.municipalities))
          AND ($6::text IS NULL OR $6 = ANY(o.kinds))
          AND ($7::uuid IS NULL OR o.id < $7)
        ORDER BY o.id DESC
        LIMIT $8
        """;

    private const string Versions = """
        SELECT version, change, status, content, changed_by, changed_at, reason
        FROM offer_versions WHERE offer_id = $1 AND version > $2 ORDER BY version LIMIT $3
        """;

    /// <summary>Those that the caller is shown, newest first.</summary>
    public static async Task<List<Offer>> SearchAsync(NpgsqlDataSource db, OfferSearch search, Caller caller, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Search);
        var parameters = command.Parameters;
        parameters.AddWithValue(caller.ParticipantId);
        parameters.AddWithValue(search.IsMine);
        parameters.AddWithValue(caller.IsService);
        parameters.Add(Nullable(search.Category is { } category ? CategoryKey(category) : null, NpgsqlDbType.Text));
        parameters.Add(Nullable(search.Municipality, NpgsqlDbType.Text));
        parameters.Add(Nullable(search.Kind, NpgsqlDbType.Text));
        parameters.Add(Nullable(search.After, NpgsqlDbType.Uuid));
        parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Offer>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(ReadWithSums(reader));
        }
        return found;
    }

    /// <summary>What the owner did after a version, oldest first.</summary>
    public static async Task<List<OfferVersion>> ListVersionsAsync(NpgsqlDataSource db, Guid offer, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(Versions);
        command.Parameters.AddWithValue(offer);
        command.Parameters.AddWithValue(after);
        command.Parameters.AddWithValue(limit);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var versions = new List<OfferVersion>();
        while (await reader.ReadAsync(ct))
        {
            versions.Add(new OfferVersion(
                reader.GetInt64(0), reader.GetString(1), Time(reader, 5)!.Value, reader.IsDBNull(4) ? null : reader.GetGuid(4),
                Enum.Parse<OfferStatus>(reader.GetString(2), ignoreCase: true), reader.IsDBNull(6) ? null : reader.GetString(6), Content(reader.GetString(3))));
        }
        return versions;
    }
}
