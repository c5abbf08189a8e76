using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Impact.Partnerships;

/// <summary>
/// Keeps what everybody may read of partnerships, in whatever order the events come: the newest text that all agreed on, if that one is public, and whether
/// the newest text of all, which may still wait for answers, says so too.
/// </summary>
internal static class OpenTextStore
{
    private const string Keep = """
        INSERT INTO open_partnerships AS o (id, said_version, says_public, agreed_version, text) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET
            says_public = CASE WHEN excluded.said_version > o.said_version THEN excluded.says_public ELSE o.says_public END,
            said_version = greatest(o.said_version, excluded.said_version),
            text = CASE WHEN excluded.agreed_version > coalesce(o.agreed_version, 0) THEN excluded.text ELSE o.text END,
            agreed_version = greatest(o.agreed_version, excluded.agreed_version)
        """;

    // Never taken back, so that a text that comes late names those who said yes to it.
    private const string Name = """
        UPDATE partnership_parties SET is_open = true WHERE partnership_id = $1 AND participant_id = ANY($2) AND NOT is_open
        """;

    public static void Add(NpgsqlBatch batch, PartnershipNews news)
    {
        var isOpen = news.IsAgreed && news.Content.IsPublic;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Keep)
        {
            Parameters =
            {
                new() { Value = news.Id },
                new() { Value = news.Version },
                new() { Value = news.Content.IsPublic },
                new() { Value = news.IsAgreed ? news.Version : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
                new() { Value = isOpen ? JsonSerializer.Serialize(news.Content, EventCatalog.Json) : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Jsonb },
            },
        });
        if (isOpen)
        {
            var agreed = news.Parties.Where(party => party.Standing == "consented").Select(party => party.ParticipantId).ToArray();
            batch.BatchCommands.Add(new NpgsqlBatchCommand(Name) { Parameters = { new() { Value = news.Id }, new() { Value = agreed } } });
        }
    }

    /// <summary>Of a text that waits for answers: nothing else changes before all have agreed on it.</summary>
    public static async Task KeepAsync(NpgsqlTransaction transaction, PartnershipNews news, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        Add(batch, news);
        await batch.ExecuteNonQueryAsync(ct);
    }
}
