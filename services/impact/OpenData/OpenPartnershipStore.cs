using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Impact.OpenData;

/// <summary>Reads the partnerships that everybody may know.</summary>
internal static class OpenPartnershipStore
{
    private const string List = """
        SELECT o.id, o.text, p.state, p.activated_at FROM open_partnerships o JOIN partnerships p ON p.id = o.id
        WHERE o.says_public AND o.text IS NOT NULL AND p.activation_version IS NOT NULL AND o.id > $1
        ORDER BY o.id LIMIT $2
        """;

    private const string Parties = "SELECT partnership_id, participant_id, until FROM partnership_parties WHERE partnership_id = ANY($1) AND is_open";

    private const string Measures = $"""
        SELECT partnership_id, {AgreedMeasureStore.Columns} FROM agreed_measures WHERE partnership_id = ANY($1)
        """;

    // The figure of the latest day, of several for that day the newest.
    private const string Figures = """
        SELECT DISTINCT ON (partnership_id, owner_id, measure_key) partnership_id, owner_id, measure_key, value, day, place, source, method
        FROM results WHERE partnership_id = ANY($1) ORDER BY partnership_id, owner_id, measure_key, day DESC, number DESC
        """;

    /// <summary>Those after an id, in the order of their ids.</summary>
    public static async Task<List<ShownPartnership>> ListAsync(NpgsqlDataSource db, Guid after, int limit, CancellationToken ct)
    {
        // All of it as it stood at one moment: what was closed meanwhile is not named by half.
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        var rows = await ReadAsync(transaction, List, [after, limit], reader => (
            Id: reader.GetGuid(0), Text: JsonSerializer.Deserialize<PublicPartnership>(reader.GetString(1), EventCatalog.Json)!, State: reader.GetString(2),
            At: reader.GetFieldValue<DateTimeOffset>(3)), ct);
        if (rows.Count == 0)
        {
            return [];
        }
        object[] ids = [rows.Select(row => row.Id).ToArray()];
        var named = (await ReadAsync(transaction, Parties, ids, reader => (
            Id: reader.GetGuid(0), Party: reader.GetGuid(1), Until: reader.IsDBNull(2) ? default(DateTimeOffset?) : reader.GetFieldValue<DateTimeOffset>(2)), ct))
            .ToLookup(row => row.Id);
        var measures = (await ReadAsync(transaction, Measures, ids, reader => (
            Id: reader.GetGuid(0), Measure: AgreedMeasureStore.Read(reader, 1)), ct)).ToLookup(row => row.Id, row => row.Measure);
        var figures = (await ReadAsync(transaction, Figures, ids, reader => (
            Id: reader.GetGuid(0), Figure: new ShownFigure(reader.GetGuid(1), reader.GetString(2), new OpenFigure(
                reader.GetDecimal(3), reader.GetFieldValue<DateOnly>(4), reader.GetString(5), reader.GetString(6), reader.GetString(7)))), ct))
            .ToLookup(row => row.Id, row => row.Figure);
        return rows.ConvertAll(row => new ShownPartnership(
            row.Id, row.Text, row.State, row.At, named[row.Id].ToDictionary(one => one.Party, one => one.Until), [.. measures[row.Id]], [.. figures[row.Id]]));
    }

    private static async Task<List<T>> ReadAsync<T>(
        NpgsqlTransaction transaction, string statement, object[] parameters, Func<NpgsqlDataReader, T> read, CancellationToken ct)
    {
#pragma warning disable CA2100 // One of the constants above.
        await using var command = new NpgsqlCommand(statement, transaction.Connection, transaction);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<T>();
        while (await reader.ReadAsync(ct))
        {
            rows.Add(read(reader));
        }
        return rows;
    }
}
