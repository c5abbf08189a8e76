using MassTransit;
using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Makes a message that comes twice count once: its id is committed together with its effect.</summary>
public static class Inbox
{
    // In one order everywhere: two that claim the same messages wait for each other, never in a circle.
    private const string Claim = """
        INSERT INTO inbox (consumer, message_id)
        SELECT $1, id FROM unnest($2) AS id ORDER BY id
        ON CONFLICT DO NOTHING
        RETURNING message_id
        """;

    private const string DeleteOld = """
        DELETE FROM inbox WHERE ctid IN (SELECT ctid FROM inbox WHERE received_at < now() - make_interval(secs => $1) LIMIT $2)
        """;

    /// <summary>A consumer's first line: the transaction in which it does its work, or null when the message was seen before.</summary>
    public static async Task<InboxTransaction?> OpenAsync(NpgsqlDataSource db, ConsumeContext context, string consumer)
    {
        var opened = await InboxTransaction.BeginAsync(db, context.CancellationToken);
        var isNew = false;
        try
        {
            isNew = (await ClaimAsync(opened, consumer, [context.MessageId!.Value], context.CancellationToken)).Count == 1;
        }
        finally
        {
            if (!isNew)
            {
                await opened.DisposeAsync();
            }
        }
        return isNew ? opened : null;
    }

    /// <summary>Of these messages, the ones that were not seen before; they are now, if the transaction commits.</summary>
    public static async Task<HashSet<Guid>> ClaimAsync(NpgsqlTransaction transaction, string consumer, Guid[] messages, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction) { BatchCommands = { ClaimCommand(consumer, messages) } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return await ReadClaimedAsync(reader, ct);
    }

    /// <summary>The same as the first command of a batch that goes on with the work: one round trip less on a hot path.</summary>
    public static NpgsqlBatchCommand ClaimCommand(string consumer, Guid[] messages) => new(Claim)
    {
        Parameters = { new() { Value = consumer }, new() { Value = messages, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid } },
    };

    /// <summary>What <see cref="ClaimCommand"/> answers.</summary>
    public static async Task<HashSet<Guid>> ReadClaimedAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var fresh = new HashSet<Guid>();
        while (await reader.ReadAsync(ct))
        {
            fresh.Add(reader.GetGuid(0));
        }
        return fresh;
    }

    internal static async Task<int> DeleteOldAsync(NpgsqlDataSource db, TimeSpan retention, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(DeleteOld);
        command.Parameters.AddWithValue(retention.TotalSeconds);
        command.Parameters.AddWithValue(limit);
        return await command.ExecuteNonQueryAsync(ct);
    }
}
