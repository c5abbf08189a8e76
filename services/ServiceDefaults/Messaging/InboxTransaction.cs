using Npgsql;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>The transaction of one consumer together with its connection, which goes back to the pool with it.</summary>
public sealed class InboxTransaction : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;

    private InboxTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction)
    {
        Connection = connection;
        _transaction = transaction;
    }

    /// <summary>Closed by the inbox, not by the consumer.</summary>
    public NpgsqlConnection Connection { get; }

    internal static async Task<InboxTransaction> BeginAsync(NpgsqlDataSource db, CancellationToken ct)
    {
        var connection = await db.OpenConnectionAsync(ct);
        return new InboxTransaction(connection, await connection.BeginTransactionAsync(ct));
    }

    /// <summary>The message counts as seen from here on.</summary>
    public Task CommitAsync(CancellationToken ct) => _transaction.CommitAsync(ct);

    /// <summary>Without a commit, nothing happened and the message comes again.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }

    /// <summary>The transaction as stores take it.</summary>
    public NpgsqlTransaction ToNpgsqlTransaction() => _transaction;

    public static implicit operator NpgsqlTransaction(InboxTransaction transaction) => transaction._transaction;
}
