using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>Every statement about what holders hear of a call-out.</summary>
internal static class NoticeStore
{
    private const string Raise = """
        INSERT INTO call_out_notices AS n (id, call_out_id, holder_id, version) SELECT gen_random_uuid(), $1, holder, 1 FROM unnest($2) AS holder
        ON CONFLICT (call_out_id, holder_id) DO UPDATE SET version = n.version + 1
        RETURNING id, holder_id, version
        """;

    private const string RaiseAll = "UPDATE call_out_notices SET version = version + 1 WHERE call_out_id = $1 RETURNING id, holder_id, version";

    private const string SelectVolunteers = """
        SELECT holder_id, volunteer_id, reference, state, distance_km
        FROM call_out_asks WHERE call_out_id = $1 AND holder_id = ANY($2) AND NOT is_erased ORDER BY holder_id, id
        """;

    /// <param name="Version">Rises with everything the holder hears of the call-out.</param>
    public sealed record Notice(Guid Id, Guid HolderId, long Version);

    /// <param name="holders">Null: everyone who heard of it before.</param>
    public static async Task<List<Notice>> RaiseAsync(NpgsqlTransaction transaction, Guid callOut, Guid[]? holders, CancellationToken ct)
    {
        await using var command = holders is null
            ? new NpgsqlCommand(RaiseAll, transaction.Connection, transaction)
            : new NpgsqlCommand(Raise, transaction.Connection, transaction);
        command.Parameters.Add(new() { Value = callOut });
        if (holders is not null)
        {
            command.Parameters.Add(new() { Value = holders });
        }
        await using var reader = await command.ExecuteReaderAsync(ct);
        var notices = new List<Notice>();
        while (await reader.ReadAsync(ct))
        {
            notices.Add(new(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt64(2)));
        }
        return notices;
    }

    /// <summary>Everyone of these holders' who was asked, and where they stand.</summary>
    public static async Task<ILookup<Guid, PublicVolunteer>> VolunteersAsync(
        NpgsqlTransaction transaction, Guid callOut, Guid[] holders, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(SelectVolunteers, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = callOut }, new() { Value = holders } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var rows = new List<(Guid Holder, PublicVolunteer Volunteer)>();
        while (await reader.ReadAsync(ct))
        {
            var state = CallOutStore.Word(Ask.Told(AskStore.State(reader.GetString(3))));
            rows.Add((reader.GetGuid(0), new PublicVolunteer(reader.GetGuid(1), reader.GetString(2), state, Math.Round(reader.GetDouble(4), 1))));
        }
        return rows.ToLookup(row => row.Holder, row => row.Volunteer);
    }
}
