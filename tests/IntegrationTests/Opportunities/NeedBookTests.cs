using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class NeedBookTests(OpportunitiesHub hub)
{
    private const string Log = """
        WITH logged AS (
            INSERT INTO events (id, subject_id, version, kind, at, revision, subscriptions, sequences, data)
            VALUES ($1, $2, 1, 'need.published', now(), 0, '{}', '{}', $3))
        INSERT INTO subjects (id, version, event_id, is_open) VALUES ($2, 1, $1, true)
        """;

    [Fact]
    public async Task A_need_whose_transaction_lasted_longer_than_one_begun_later_is_not_missed()
    {
        using var book = new NeedBook();
        var (slow, quick) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var connection = await hub.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await LogAsync(connection, slow);
        await using (var other = await hub.ConnectAsync())
        {
            await LogAsync(other, quick);
        }

        await RefreshAsync(book);
        Assert.Null(book.Find(slow));
        Assert.NotNull(book.Find(quick));
        await transaction.CommitAsync();
        await RefreshAsync(book);
        Assert.NotNull(book.Find(slow));
    }

    [Fact]
    public async Task What_ended_or_changed_since_the_book_was_read_is_known_when_it_is_read_again()
    {
        var (municipality, category) = (new Owner(hub), Matchmaking.Category());
        using var book = new NeedBook();
        await RefreshAsync(book);
        var need = await hub.PublishNeedAsync(municipality.Need(category));
        await hub.TellAsync(new NeedUpdated(need, 2, municipality.Need("noget andet"), DateTimeOffset.UtcNow));
        await RefreshAsync(book);
        Assert.Equal((2, "noget andet"), (book.Find(need)!.Version, book.Find(need)!.Content!.Category));
        await hub.TellAsync(new NeedFilled(need, 3, DateTimeOffset.UtcNow));
        await RefreshAsync(book);
        Assert.Null(book.Find(need));
    }

    private async Task LogAsync(NpgsqlConnection connection, Guid need)
    {
        await using var command = new NpgsqlCommand(Log, connection);
        var content = JsonSerializer.Serialize(new Owner(hub).Need(Matchmaking.Category()), EventCatalog.Json);
        NpgsqlParameter[] parameters = [new() { Value = Guid.CreateVersion7() }, new() { Value = need }, new() { Value = content }];
        command.Parameters.AddRange(parameters);
        await command.ExecuteNonQueryAsync();
    }

    private async Task RefreshAsync(NeedBook book)
    {
        await using var connection = await hub.ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await book.RefreshAsync(transaction, CancellationToken.None);
    }
}
