using System.Net.Sockets;
using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.UnitTests.ServiceDefaults;

public sealed class FailurePolicyTests
{
    [Theory]
    [InlineData(PostgresErrorCodes.AdminShutdown)]
    [InlineData(PostgresErrorCodes.CrashShutdown)]
    [InlineData(PostgresErrorCodes.CannotConnectNow)]
    [InlineData(PostgresErrorCodes.TooManyConnections)]
    [InlineData(PostgresErrorCodes.DeadlockDetected)]
    [InlineData(PostgresErrorCodes.SerializationFailure)]
    [InlineData(PostgresErrorCodes.DiskFull)]
    public void A_database_that_cannot_just_now_is_waited_for(string state) => Assert.True(FailurePolicy.IsTransient(Failure(state)));

    [Theory]
    [InlineData(PostgresErrorCodes.UniqueViolation)]
    [InlineData(PostgresErrorCodes.NotNullViolation)]
    [InlineData(PostgresErrorCodes.UndefinedTable)]
    [InlineData(PostgresErrorCodes.InvalidTextRepresentation)]
    public void A_database_that_refuses_what_we_ask_refuses_it_for_good(string state) => Assert.False(FailurePolicy.IsTransient(Failure(state)));

    [Fact]
    public void A_network_that_is_away_is_waited_for_however_deep_it_is_wrapped()
    {
        Assert.True(FailurePolicy.IsTransient(new SocketException()));
        Assert.True(FailurePolicy.IsTransient(new IOException()));
        Assert.True(FailurePolicy.IsTransient(new TimeoutException()));
        Assert.True(FailurePolicy.IsTransient(new TaskCanceledException()));
        Assert.True(FailurePolicy.IsTransient(new NpgsqlException("the stream ended", new IOException())));
        Assert.True(FailurePolicy.IsTransient(new InvalidOperationException("outer", new HttpRequestException("inner", new SocketException()))));
    }

    [Fact]
    public void A_connection_that_breaks_in_the_moment_it_is_used_is_waited_for() =>
        Assert.True(FailurePolicy.IsTransient(new ObjectDisposedException("System.Threading.ManualResetEventSlim")));

    [Fact]
    public void A_fault_of_ours_or_of_the_message_is_not()
    {
        Assert.False(FailurePolicy.IsTransient(new JsonException()));
        Assert.False(FailurePolicy.IsTransient(new InvalidOperationException()));
        Assert.False(FailurePolicy.IsTransient(new InvalidOperationException("outer", Failure(PostgresErrorCodes.CheckViolation))));
    }

    [Fact]
    public void Of_several_faults_all_must_be_curable_by_waiting()
    {
        Assert.True(FailurePolicy.IsTransient(new AggregateException(new IOException(), new TimeoutException())));
        Assert.False(FailurePolicy.IsTransient(new AggregateException(new IOException(), new JsonException())));
        Assert.False(FailurePolicy.IsTransient(new AggregateException()));
    }

    private static PostgresException Failure(string state) => new("failed", "ERROR", "ERROR", state);
}
