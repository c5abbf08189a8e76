using Npgsql;
using SocialEnzyme.Hub.Impact.Valuation;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Rest;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>An entry of the ledger: hours that count, or that are taken back.</summary>
/// <param name="Minutes">Negative when it takes another entry back.</param>
/// <param name="Reverses">The number of the entry that it takes back.</param>
public sealed record Entry(
    long Number, Guid HoursId, Guid PartnershipId, string PartnershipTitle, Guid PartyId, string? PartyName, string Kind, DateOnly Day, int Minutes,
    long? Reverses, string? Reason, DateTimeOffset RecordedAt);

/// <summary>A page of entries; the cursor is absent on the last.</summary>
public sealed record EntryList(IReadOnlyList<Entry> Items, string? Cursor = null);

/// <summary>Lists what a number of a report is the sum of.</summary>
internal sealed class ListEntriesHandler(NpgsqlDataSource db, TimeProvider clock)
{
    public const int MaxEntries = 1_000;

    public async Task<Outcome<EntryList>> HandleAsync(Caller caller, ReportFilter query, CancellationToken ct)
    {
        var errors = new List<FieldError>();
        var search = ReportFilters.Read(query, clock.GetUtcNow(), errors);
        var limit = Page.ReadLimit(query.Limit, errors, absent: 100, most: MaxEntries);
        var after = Page.ReadNumber(query.Cursor, errors);
        if (errors.Count > 0)
        {
            return Rejections.Invalid(errors);
        }
        if (search.AsOf is { } past && await SettledStore.IsUnsettledAsync(db, past, ct))
        {
            return PastMoment.Unsettled;
        }
        var (items, cursor) = Page.OfNumbered(await ReportStore.EntriesAsync(db, caller, search, after, limit + 1, ct), limit, entry => entry.Number);
        return new EntryList(items, cursor);
    }
}
