using Npgsql;

namespace SocialEnzyme.Hub.Chaos.Faults;

/// <summary>What is done to the databases of a hub that was started for this and goes when it stops. No switch of it is in any service.</summary>
internal static class Sabotage
{
    // As if the relay had died after the broker had the messages and before it marked them.
    private const string SendAgain = """
        UPDATE outbox SET sent_at = NULL
        WHERE position IN (SELECT position FROM outbox WHERE sent_at IS NOT NULL ORDER BY position DESC LIMIT $1)
        """;

    // The consumer's claim answers "new" as before, and nothing is kept of it: each copy of a message passes, which is what a consumer without
    // an inbox does. What is left is the order by version, the second guard; so what is missed is the first, and later whatever has no versions.
    private const string WithoutInbox = """
        CREATE FUNCTION forget_message() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM inbox WHERE consumer = NEW.consumer AND message_id = NEW.message_id;
            RETURN NULL;
        END $$;
        CREATE TRIGGER without_inbox AFTER INSERT ON inbox FOR EACH ROW EXECUTE FUNCTION forget_message()
        """;

    // A service without an outbox commits and then publishes; what it dies between, or the broker misses, is lost. Here every fiftieth is.
    private const string WithoutOutbox = """
        CREATE SEQUENCE lost_messages;
        CREATE FUNCTION lose_message() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RETURN CASE WHEN nextval('lost_messages') % 50 = 0 THEN NULL ELSE NEW END;
        END $$;
        CREATE TRIGGER without_outbox BEFORE INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION lose_message()
        """;

    /// <returns>How many messages will be sent a second time.</returns>
    public static async Task<int> SendAgainAsync(NpgsqlDataSource needs, int count)
    {
        await using var command = needs.CreateCommand(SendAgain);
        command.Parameters.AddWithValue(count);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The hub as it would be if its consumers did not remember what they have seen.</summary>
    public static Task SwitchInboxOffAsync(NpgsqlDataSource opportunities) => ExecuteAsync(opportunities, WithoutInbox);

    /// <summary>The hub as it would be if events were not committed with what they tell of.</summary>
    public static Task SwitchOutboxOffAsync(NpgsqlDataSource needs) => ExecuteAsync(needs, WithoutOutbox);

    private static async Task ExecuteAsync(NpgsqlDataSource db, string statements)
    {
        await using var command = db.CreateCommand(statements);
        await command.ExecuteNonQueryAsync();
    }
}
