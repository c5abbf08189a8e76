using MassTransit;
using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Makes a message that comes twice count once: its id is committed together with its effect.</summary>
public static class Inbox
{
    private const string Claim = """
        INSERT INTO inbox (consumer, message_id) SELECT $1, unnest($2) ON CONFLICT DO NOTHING RETURNING message_id
        """;

    private const string DeleteOld = """
        DELETE FROM inbox WHERE ctid IN (SELECT ctid FROM inbox WHERE received_at < now() - make_interval(secs => $1) LIMIT $2)
        """;

    /// <summary>A consumer's first line: the transaction in which it does its work, or null when the message was seen before.</summary>
    public static async Task<NpgsqlTransaction?> OpenAsync(NpgsqlDataSource db, ConsumeContext context, string consumer)
    {
        var connection = await db.OpenConnectionAsync(context.CancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(context.CancellationToken);
            var isNew = (await ClaimAsync(transaction, consumer, [context.MessageId!.Value], context.CancellationToken)).Count == 1;
            if (isNew)
            {
                return transaction;
            }
            await transaction.DisposeAsync();
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        await connection.DisposeAsync();
        return null;
    }

    /// <summary>Of these messages, the ones that were not seen before; they are now, if the transaction commits.</summary>
    public static async Task<HashSet<Guid>> ClaimAsync(NpgsqlTransaction transaction, string consumer, Guid[] messages, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Claim, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = consumer }, new() { Value = messages, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
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
