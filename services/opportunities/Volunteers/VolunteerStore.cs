using Npgsql;
using NpgsqlTypes;

namespace SocialEnzyme.Hub.Opportunities.Volunteers;

/// <summary>Every statement about volunteers, but not who of them is asked.</summary>
internal static class VolunteerStore
{
    private const string Columns =
        "id, holder_id, reference, latitude, longitude, radius_km, categories, skills, quiet_from, quiet_until, weekly_limit, created_at";

    // xmax is 0 in a row that was not there before.
    private const string Save = $"""
        INSERT INTO volunteers ({Columns}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (holder_id, reference) DO UPDATE SET
            latitude = excluded.latitude, longitude = excluded.longitude, radius_km = excluded.radius_km, categories = excluded.categories,
            skills = excluded.skills, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until, weekly_limit = excluded.weekly_limit
        RETURNING id, created_at, xmax = 0
        """;

    private const string CountOneMore = """
        INSERT INTO volunteer_holders AS h (holder_id, volunteers) VALUES ($1, 1)
        ON CONFLICT (holder_id) DO UPDATE SET volunteers = h.volunteers + 1 WHERE h.volunteers < $2
        """;

    private const string SelectOne = $"SELECT {Columns} FROM volunteers WHERE id = $1 AND holder_id = $2";

    private const string SelectPage = $"SELECT {Columns} FROM volunteers WHERE holder_id = $1 AND id > $2 ORDER BY id LIMIT $3";

    private const string Delete = """
        WITH gone AS (DELETE FROM volunteers WHERE id = $1 AND holder_id = $2 RETURNING holder_id)
        UPDATE volunteer_holders SET volunteers = volunteers - 1 FROM gone WHERE volunteer_holders.holder_id = gone.holder_id
        """;

    /// <summary>The volunteer as it is now, and whether it is new.</summary>
    public static async Task<(Volunteer Volunteer, bool IsNew)> SaveAsync(NpgsqlTransaction transaction, Volunteer volunteer, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Save, transaction.Connection, transaction)
        {
            Parameters =
            {
                new() { Value = volunteer.Id }, new() { Value = volunteer.HolderId }, new() { Value = volunteer.Reference },
                new() { Value = volunteer.Place.Latitude }, new() { Value = volunteer.Place.Longitude }, new() { Value = volunteer.RadiusKm },
                new() { Value = volunteer.Categories.ToArray() }, new() { Value = volunteer.Skills.ToArray() },
                Time(volunteer.QuietHours?.From), Time(volunteer.QuietHours?.Until),
                new() { Value = volunteer.WeeklyLimit }, new() { Value = volunteer.CreatedAt },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (volunteer with { Id = reader.GetGuid(0), CreatedAt = reader.GetFieldValue<DateTimeOffset>(1) }, reader.GetBoolean(2));
    }

    /// <summary>False: the holder has as many as one may have.</summary>
    public static async Task<bool> CountOneMoreAsync(NpgsqlTransaction transaction, Guid holder, int max, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(CountOneMore, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = holder }, new() { Value = max } },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Null also when it is another's.</summary>
    public static async Task<Volunteer?> FindAsync(NpgsqlDataSource db, Guid id, Guid holder, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectOne);
        command.Parameters.Add(new() { Value = id });
        command.Parameters.Add(new() { Value = holder });
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    public static async Task<List<Volunteer>> ListAsync(NpgsqlDataSource db, Guid holder, Guid after, int limit, CancellationToken ct)
    {
        await using var command = db.CreateCommand(SelectPage);
        command.Parameters.Add(new() { Value = holder });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = limit });
        return await ReadAsync(command, ct);
    }

    /// <summary>False: there is none, or it is another's.</summary>
    public static async Task<bool> RemoveAsync(NpgsqlTransaction transaction, Guid id, Guid holder, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Delete, transaction.Connection, transaction)
        {
            Parameters = { new() { Value = id }, new() { Value = holder } },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    private static async Task<List<Volunteer>> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<Volunteer>();
        while (await reader.ReadAsync(ct))
        {
            found.Add(new Volunteer(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(2), new VolunteerPlace(reader.GetDouble(3), reader.GetDouble(4)), reader.GetDouble(5),
                reader.GetFieldValue<string[]>(6), reader.GetFieldValue<string[]>(7),
                reader.IsDBNull(8) ? null : new QuietHours(reader.GetFieldValue<TimeOnly>(8), reader.GetFieldValue<TimeOnly>(9)),
                reader.GetInt32(10), reader.GetFieldValue<DateTimeOffset>(11)));
        }
        return found;
    }

    private static NpgsqlParameter Time(TimeOnly? time) => new() { Value = (object?)time ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Time };
}
