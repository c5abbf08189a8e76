using System.Globalization;
using Npgsql;
using SocialEnzyme.Hub.Impact.Hours;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Ledger;

/// <summary>An entry of the ledger: added once and never changed.</summary>
/// <param name="Minutes">Negative in an entry that takes another back.</param>
/// <param name="Reverses">The number of the entry that it takes back.</param>
public sealed record LedgerEntry(
    long Number, Guid PartyId, HoursKind Kind, DateOnly Day, int Minutes, long? Reverses, string? Reason, DateTimeOffset RecordedAt);

/// <summary>What counts of one party's time of one kind in a month.</summary>
/// <param name="Month">For example 2026-11.</param>
/// <param name="Reports">How many reports it is the sum of.</param>
public sealed record TotalOfMonth(Guid PartyId, HoursKind Kind, string Month, long Minutes, long Reports);

/// <summary>Approved hours of a partnership, as they were known at a moment; kinds are never added together.</summary>
/// <param name="AsOf">The same question with this moment has the same answer for ever.</param>
public sealed record HoursTotals(
    Guid PartnershipId, DateTimeOffset AsOf, IReadOnlyDictionary<string, long> Minutes, IReadOnlyList<TotalOfMonth> Items);

/// <summary>For the parties: sums now, or as they were known at any moment that has passed.</summary>
internal sealed class HoursTotalsHandler(NpgsqlDataSource db)
{
    /// <param name="partnership">As it stands in the address.</param>
    /// <param name="asOf">The same; null: now.</param>
    public async Task<Outcome<HoursTotals>> HandleAsync(Caller caller, string? partnership, string? asOf, CancellationToken ct)
    {
        if (!Guid.TryParse(partnership, out var id))
        {
            return Rejections.Invalid("#/partnership", "Skriv partnerskabets UUID.", "Write the UUID of the partnership.");
        }
        DateTimeOffset? moment = null;
        if (!string.IsNullOrEmpty(asOf))
        {
            if (!MomentConverter.HasOffset(asOf) || !DateTimeOffset.TryParse(asOf, CultureInfo.InvariantCulture, DateTimeStyles.None, out var read))
            {
                return Rejections.Invalid("#/asOf", "Skriv et tidspunkt med tidszone, for eksempel 2026-11-22T12:00:00Z.",
                    "Write a time with its offset, for example 2026-11-22T12:00:00Z.");
            }
            moment = FieldRules.Moment(read);
        }
        await using var connection = await db.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var known = (await PartnershipStore.ShareAsync(transaction, id, ct)).GetValueOrDefault(id);
        if (Partnership.UnlessParty(known, id, caller.ParticipantId) is { } unseen)
        {
            return unseen;
        }
        var now = await LedgerStore.NowAsync(transaction, ct);
        if (moment > now)
        {
            return Rejections.Invalid("#/asOf", "Tidspunktet er ikke kommet endnu.", "The moment has not come yet.");
        }
        var items = moment is { } past ? await LedgerStore.SumAsync(transaction, id, past, ct) : await LedgerStore.SumAsync(transaction, id, ct);
        await transaction.CommitAsync(ct);
        return new HoursTotals(
            id, moment ?? now, items.GroupBy(item => item.Kind).ToDictionary(kind => kind.Key.Word(), kind => kind.Sum(item => item.Minutes)), items);
    }
}
