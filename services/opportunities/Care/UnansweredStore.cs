using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Opportunities.Care;

/// <summary>A yes that nobody has answered.</summary>
/// <param name="Since">When the owner of the offer said it, by the clock of the database.</param>
internal sealed record Unanswered(Guid MatchId, long Version, PublicMatch Match, DateTimeOffset Since, DateTimeOffset Now);

/// <summary>The statement that finds offers that wait.</summary>
internal static class UnansweredStore
{
    // Any number of replicas may ask: each takes its own. A match that somebody changes at this moment is looked at the next time.
    private const string Claim = """
        UPDATE matches SET host_told_at = clock_timestamp()
        WHERE id = ANY (ARRAY(
            SELECT id FROM matches
            WHERE state = 'suggested' AND host_told_at IS NULL AND offer_yes_at < clock_timestamp() - make_interval(secs => $1)
            ORDER BY offer_yes_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        RETURNING id, version, told, offer_yes_at, clock_timestamp()
        """;

    /// <summary>Those that have waited so long and whose host was not told; now it is, if the transaction commits.</summary>
    public static async Task<List<Unanswered>> ClaimAsync(NpgsqlTransaction transaction, TimeSpan longest, int limit, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Claim, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = longest.TotalSeconds }, new() { Value = limit } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Unanswered>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Unanswered(
                reader.GetGuid(0), reader.GetInt64(1), JsonSerializer.Deserialize<PublicMatch>(reader.GetString(2), EventCatalog.Json)!,
                reader.GetFieldValue<DateTimeOffset>(3), reader.GetFieldValue<DateTimeOffset>(4)));
        }
        return found;
    }
}
