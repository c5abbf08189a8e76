using Npgsql;
using NpgsqlTypes;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>What counts, and what is behind it.</summary>
internal static partial class ReportStore
{
    /// <summary>The lines of a page of groups, and those of the sum, which have no key.</summary>
    public static async Task<List<Cell>> CountAsync(
        NpgsqlTransaction transaction, Caller caller, ReportSearch search, string groupBy, bool isValued, string? after, int limit, CancellationToken ct)
    {
        var isOfMonths = groupBy is "month";
        var statement = search.AsOf is not null ? (isOfMonths ? MonthsOfThen : ReportOfThen)
            : search.IsOfWholeMonths ? (isOfMonths ? MonthsOfTotals : ReportOfTotals)
            : isOfMonths ? MonthsOfDays : ReportOfDays;
#pragma warning disable CA2100 // Both are among the statements in the file beside.
        await using var plan = new NpgsqlCommand(isOfMonths ? HashesOnly : HashJoins, transaction.Connection, transaction);
        await plan.ExecuteNonQueryAsync(ct);
        await using var command = new NpgsqlCommand(statement, transaction.Connection, transaction);
#pragma warning restore CA2100
        AddSearch(command, caller, search);
        command.Parameters.Add(new() { Value = groupBy });
        command.Parameters.Add(new() { Value = isValued });
        command.Parameters.Add(Nullable(after, NpgsqlDbType.Text));
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var cells = new List<Cell>();
        while (await reader.ReadAsync(ct))
        {
            cells.Add(new Cell(
                Text(reader, 0), Text(reader, 1), Text(reader, 2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5), reader.GetInt64(6), reader.GetInt32(7)));
        }
        return cells;
    }

    /// <summary>The measures of each group, and of all.</summary>
    public static async Task<List<MeasureCount>> MeasuresAsync(NpgsqlTransaction transaction, Caller caller, ReportSearch search, string groupBy, CancellationToken ct)
    {
        await using var command = search.AsOf is null
            ? new NpgsqlCommand(MeasuresNow, transaction.Connection, transaction)
            : new NpgsqlCommand(MeasuresThen, transaction.Connection, transaction);
        AddSearch(command, caller, search);
        command.Parameters.Add(new() { Value = groupBy });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var counts = new List<MeasureCount>();
        while (await reader.ReadAsync(ct))
        {
            counts.Add(new MeasureCount(Text(reader, 0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3)));
        }
        return counts;
    }

    /// <summary>The entries behind a number, in the order in which they were recorded.</summary>
    public static async Task<List<Entry>> EntriesAsync(NpgsqlDataSource db, Caller caller, ReportSearch search, long after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(search.AsOf is null ? EntriesNow : EntriesThen);
        AddSearch(command, caller, search);
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var entries = new List<Entry>();
        while (await reader.ReadAsync(ct))
        {
            entries.Add(new Entry(
                reader.GetInt64(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.GetGuid(4), Text(reader, 5), reader.GetString(6),
                reader.GetFieldValue<DateOnly>(7), reader.GetInt32(8), reader.IsDBNull(9) ? null : reader.GetInt64(9), Text(reader, 10),
                reader.GetFieldValue<DateTimeOffset>(11)));
        }
        return entries;
    }

    private static void AddSearch(NpgsqlCommand command, Caller caller, ReportSearch search)
    {
        var parameters = command.Parameters;
        parameters.Add(new() { Value = caller.ParticipantId });
        parameters.Add(new() { Value = caller.IsOperator });
        parameters.Add(Nullable(search.From, NpgsqlDbType.Date));
        parameters.Add(Nullable(search.Until, NpgsqlDbType.Date));
        parameters.Add(Nullable(search.AsOf, NpgsqlDbType.TimestampTz));
        parameters.Add(Nullable(search.Municipality, NpgsqlDbType.Text));
        parameters.Add(Nullable(search.Partnership, NpgsqlDbType.Uuid));
        parameters.Add(Nullable(search.Umbrella, NpgsqlDbType.Uuid));
        parameters.Add(Nullable(search.Party, NpgsqlDbType.Uuid));
        parameters.Add(Nullable(search.Sector, NpgsqlDbType.Text));
        parameters.Add(Nullable(search.Kind, NpgsqlDbType.Text));
        parameters.Add(new() { Value = search.Goals.ToArray() });
        parameters.Add(new() { Value = search.Kle.ToArray() });
    }

    private static NpgsqlParameter Nullable(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
