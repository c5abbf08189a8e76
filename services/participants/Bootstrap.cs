using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;

namespace SocialEnzyme.Hub.Participants;

/// <summary>Makes the first operator, whose key opens the hub for everybody else.</summary>
internal static class Bootstrap
{
    private static readonly RegisterParticipant Operator = new("Hubbens operatør", "public", "operator");
    private static readonly IssueCredential FirstKey = new("bootstrap", [Scopes.Operate]);

    /// <summary>Prints the key to standard output, once; a second time says so on standard error and returns 1.</summary>
    public static async Task<int> BootstrapAsync(this WebApplication app)
    {
        try
        {
            await app.MigrateAsync(CancellationToken.None);
            return await CreateAsync(app.Services.GetRequiredService<NpgsqlDataSource>(), app.Services.GetRequiredService<TimeProvider>());
        }
        catch (NpgsqlException error)
        {
            await Console.Error.WriteLineAsync($"The database of participants does not answer: {error.Message}");
            return 1;
        }
    }

    private static async Task<int> CreateAsync(NpgsqlDataSource db, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        await using var connection = await db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (!await ParticipantStore.TryCloseBootstrapAsync(transaction, now, CancellationToken.None))
        {
            await Console.Error.WriteLineAsync("The first operator key was printed before and is not kept; an operator can issue others.");
            return 1;
        }
        if (Participant.Register(Operator, now).IsRejected(out var wrong, out var participant)
            || Credential.Issue(participant, FirstKey, now).IsRejected(out wrong, out var credential))
        {
            throw new InvalidOperationException(wrong.Detail.English);
        }
        var key = ApiKey.Create();
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { ParticipantStore.Inserting(participant), CredentialStore.Inserting(credential, ApiKey.Hash(key)) },
        };
        new Outbox().Add(batch, RegisterParticipantHandler.Registered(participant));
        await batch.ExecuteNonQueryAsync();
        // Printed before the commit: a crash between the two leaves a void key and another try, not a hub without a key.
        await Console.Out.WriteLineAsync(key);
        await Console.Out.FlushAsync();
        await transaction.CommitAsync();
        return 0;
    }
}
