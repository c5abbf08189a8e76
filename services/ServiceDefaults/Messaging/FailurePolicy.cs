using System.Net.Sockets;
using MassTransit;
using Npgsql;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>Decides what becomes of a message that failed: wait and try again, or dead-letter it.</summary>
public static class FailurePolicy
{
    /// <summary>True when waiting cures it: a database, a broker or a network that is away, a process that ends.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        PostgresException postgres => postgres.IsTransient,
        // Stopped in the middle, or not answered in time: the next attempt, or the next process, does it.
        // MassTransit puts its own exception, without an inner one, in the place of a cancellation that is not its own.
        OperationCanceledException or ConsumerCanceledException => true,
        // A connection that breaks in the moment it is used, or a process that ends: Npgsql says no more of it than this.
        ObjectDisposedException => true,
        NpgsqlException or SocketException or IOException or TimeoutException => true,
        AggregateException { InnerExceptions.Count: > 0 } aggregate => aggregate.InnerExceptions.All(IsTransient),
        { InnerException: { } inner } => IsTransient(inner),
        _ => false,
    };
}
