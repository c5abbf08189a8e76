using System.Globalization;
using Npgsql;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Messaging;

/// <summary>What a service published, for a reader that was built or restored later, and for reconciliation.</summary>
public sealed class RetainedEvents(NpgsqlDataSource db)
{
    /// <summary>At most this many in one answer.</summary>
    public const int MaxLimit = 1_000;

    /// <summary>One event as it was published.</summary>
    public sealed record Item(Guid Id, string Type, string Body, DateTimeOffset RecordedAt);

    /// <summary>The same for a caller of the hub's door: services and operators, for these events say what is private to many.</summary>
    public async Task<Outcome<(IReadOnlyList<Item> Events, string Cursor)>> AskAsync(Caller caller, string after, int limit, CancellationToken ct)
    {
        if (!caller.IsService && !caller.IsOperator)
        {
            return Rejections.ScopeMissing(Scopes.Operate);
        }
        return await ListAsync(after, limit, ct) is { } page
            ? page
            : Rejections.Invalid("#/after", "Brug cursor, som den stod i svaret før.", "Use the cursor as it stood in the answer before.");
    }

    /// <summary>The events after a cursor, in commit order, and where to go on.</summary>
    /// <returns>Null: the cursor is not one of ours.</returns>
    public async Task<(IReadOnlyList<Item> Events, string Cursor)?> ListAsync(string after, int limit, CancellationToken ct)
    {
        var (transaction, position) = (0UL, 0L);
        if (after.Length > 0 && !TryParse(after, out transaction, out position))
        {
            return null;
        }
        var rows = await OutboxStore.ReadAfterAsync(
            db, transaction, position, Math.Clamp(limit == 0 ? MaxLimit : limit, 1, MaxLimit), ct);
        return ([.. rows.Select(row => new Item(row.Id, row.Type, row.Body, row.RecordedAt))], rows.Count == 0 ? after : rows[^1].Cursor);
    }

    // With letters between, for digits and a hyphen could pass for a CPR number, which every door refuses.
    internal static string Cursor(ulong transaction, long position) => string.Create(CultureInfo.InvariantCulture, $"t{transaction}p{position}");

    internal static bool TryParse(string cursor, out ulong transaction, out long position)
    {
        var middle = cursor.IndexOf('p', StringComparison.Ordinal);
        position = 0;
        transaction = 0;
        return cursor[0] == 't' && middle > 0
            && ulong.TryParse(cursor.AsSpan(1, middle - 1), NumberStyles.None, CultureInfo.InvariantCulture, out transaction)
            && long.TryParse(cursor.AsSpan(middle + 1), NumberStyles.None, CultureInfo.InvariantCulture, out position);
    }
}
