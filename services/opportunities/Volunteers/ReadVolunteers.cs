using Npgsql;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Volunteers;

/// <summary>One page of a holder's volunteers, oldest first; the cursor is absent on the last.</summary>
internal sealed record VolunteerPage(IReadOnlyList<Volunteer> Items, string? Cursor = null);

internal sealed class ReadVolunteersHandler(NpgsqlDataSource db)
{
    /// <summary>Another holder's volunteer is not found.</summary>
    public async Task<Outcome<Volunteer>> GetAsync(Caller caller, Guid id, CancellationToken ct)
    {
        if (Holder.UnlessMayHold(caller) is { } forbidden)
        {
            return forbidden;
        }
        return await VolunteerStore.FindAsync(db, id, caller.ParticipantId, ct) is { } found ? found : Rejections.NotFound("volunteer", id);
    }

    public async Task<Outcome<VolunteerPage>> ListAsync(Caller caller, string? cursor, int? limit, CancellationToken ct)
    {
        if (Holder.UnlessMayHold(caller) is { } forbidden)
        {
            return forbidden;
        }
        if (Paging.Read(cursor, limit).IsRejected(out var rejection, out var page))
        {
            return rejection;
        }
        var found = await VolunteerStore.ListAsync(db, caller.ParticipantId, page.After, page.Size + 1, ct);
        return found.Count > page.Size ? new VolunteerPage(found[..page.Size], Cursor.After(found[page.Size - 1].Id)) : new VolunteerPage(found);
    }
}

/// <summary>Which page a listing by id is asked for.</summary>
internal sealed record Paging(Guid After, int Size)
{
    public const int DefaultSize = 50;
    public const int MaxSize = 200;

    public static Outcome<Paging> Read(string? cursor, int? limit)
    {
        if (limit is < 1 or > MaxSize)
        {
            return Rejections.Invalid("#/limit", $"Skriv 1 til {MaxSize}.", $"Write 1 to {MaxSize}.");
        }
        return Cursor.TryReadAfter(cursor ?? "", out var after)
            ? new Paging(after, limit ?? DefaultSize)
            : Rejections.Invalid("#/cursor", "Brug cursor, som den stod i svaret før.", "Use the cursor as it stood in the answer before.");
    }
}
