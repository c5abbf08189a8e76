using System.Text;
using Npgsql;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Opportunities;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

public sealed class LogMigrationTests : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();

    public Task InitializeAsync() => _servers.InitializeAsync();

    public Task DisposeAsync() => _servers.DisposeAsync();

    [Fact]
    public async Task What_was_logged_while_there_were_only_needs_is_read_as_before()
    {
        await using var db = NpgsqlDataSource.Create(await _servers.NewDatabaseAsync());
        var scripts = Scripts().ToList();
        var subjects = scripts.FindIndex(script => script.Name.Contains("0004_subjects", StringComparison.Ordinal));
        await RunAsync(db, scripts.Take(subjects).Select(script => script.Sql));
        var (need, id) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await RunAsync(db, [$"INSERT INTO needs VALUES ('{need}', 2, '{id}')",
            $"INSERT INTO events VALUES ('{id}', '{need}', 2, 'reopened', now(), now(), '0492', NULL, 7, ARRAY['{need}']::uuid[], '{{1}}', NULL, '{{}}')",
            $"INSERT INTO subscription_versions VALUES (1, '{need}', 1, '{{}}', now())"]);

        await RunAsync(db, scripts.Skip(subjects).Select(script => script.Sql));

        var read = Assert.Single(await LogStore.EventsAsync(db, [id], default));
        Assert.Equal(("dk.socialenzyme.need.reopened.v1", $"needs/{need}", need), (read.Kind.Type, read.Subject, read.Correlation));
        await using var connection = await db.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var next = new NeedEvent(new(Guid.CreateVersion7(), null, default), EventKind.NeedFilled, need, 3, DateTimeOffset.UtcNow);
        var opened = await LogStore.OpenAsync(transaction, "match", [next], 0, 0, default);
        Assert.Equal((2L, id), (opened.Subjects[need].Version, opened.Subjects[need].EventId!.Value));
        Assert.Equal([need], opened.Subjects[need].Recipients);
        Assert.NotNull(Assert.Single(opened.Changes).Filter);
    }

    private static IEnumerable<(string Name, string Sql)> Scripts()
    {
        foreach (var assembly in new[] { typeof(Inbox).Assembly, typeof(OpportunitiesGrpc).Assembly })
        {
            foreach (var name in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                yield return (name, reader.ReadToEnd());
            }
        }
    }

    private static async Task RunAsync(NpgsqlDataSource db, IEnumerable<string> scripts)
    {
        foreach (var script in scripts)
        {
#pragma warning disable CA2100 // Scripts of our own, and ids.
            await using var command = db.CreateCommand(script);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }
}
