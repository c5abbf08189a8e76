using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>What the hub holds of a reporter's hours of one day, whatever became of them.</summary>
/// <param name="Count">How many reports.</param>
/// <param name="Minutes">By kind: what the reports say.</param>
/// <param name="Approved">By kind: what of it counts.</param>
/// <param name="Checksum">SHA-256 in lower-case hex over one line a report, reference:minutes and a line feed in UTF-8, sorted by the bytes of the reference.</param>
public sealed record DayChecksum(
    DateOnly Day, int Count, IReadOnlyDictionary<string, long> Minutes, IReadOnlyDictionary<string, long> Approved, string Checksum);

/// <summary>A reporter's own reports, to compare with what its system sent.</summary>
/// <param name="LastReportedAt">When the last report came that said something new.</param>
/// <param name="SilentSince">The first day without reports, when they have stayed away for much longer than they used to.</param>
public sealed record HoursChecksums(DateOnly From, DateOnly Until, DateTimeOffset? LastReportedAt, DateOnly? SilentSince, IReadOnlyList<DayChecksum> Items);

/// <summary>Lets a reporter see at once whether its hours still arrive.</summary>
internal sealed class ChecksumsHandler(NpgsqlDataSource db, TimeProvider clock)
{
    private const int DefaultDays = 31;
    private const int MaxDays = 366;

    /// <param name="from">As it stands in the address; null: a month before until.</param>
    /// <param name="until">The same; null: today.</param>
    public async Task<Outcome<HoursChecksums>> HandleAsync(Caller caller, string? from, string? until, CancellationToken ct)
    {
        var today = DanishDay.Of(clock.GetUtcNow());
        if (Read(from, until, today).IsRejected(out var rejection, out var range))
        {
            return rejection;
        }
        var days = new SortedDictionary<DateOnly, DaySum>();
        for (var day = range.From; day <= range.Until; day = day.AddDays(1))
        {
            days[day] = new DaySum();
        }
        await HoursReadStore.ReadDaysAsync(
            db, caller.ParticipantId, range.From, range.Until, (day, reference, kind, minutes, state) => days[day].Add(reference, kind, minutes, state), ct);
        var (last, arrivals) = await HoursReadStore.FindArrivalsAsync(db, caller.ParticipantId, ct);
        return new HoursChecksums(range.From, range.Until, last, Silence.Since(arrivals, today), [.. days.Select(day => day.Value.Close(day.Key))]);
    }

    internal static Outcome<(DateOnly From, DateOnly Until)> Read(string? from, string? until, DateOnly today)
    {
        var last = today;
        if (!string.IsNullOrEmpty(until) && !TryDay(until, out last))
        {
            return Rejections.Invalid("#/until", "Skriv en dag, for eksempel 2026-11-22.", "Write a day, for example 2026-11-22.");
        }
        var first = last.DayNumber >= DefaultDays ? last.AddDays(1 - DefaultDays) : DateOnly.MinValue;
        if (!string.IsNullOrEmpty(from) && !TryDay(from, out first))
        {
            return Rejections.Invalid("#/from", "Skriv en dag, for eksempel 2026-11-01.", "Write a day, for example 2026-11-01.");
        }
        return first > last || last.DayNumber - first.DayNumber >= MaxDays
            ? Rejections.Invalid("#/until", "Skriv en dag fra from og højst 365 dage efter.", "Write a day from from on and at most 365 days after it.")
            : (first, last);

        // The last day there is has no day after it.
        static bool TryDay(string text, out DateOnly day) =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day < DateOnly.MaxValue;
    }

    private sealed class DaySum
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly SortedDictionary<string, long> _minutes = [];
        private readonly SortedDictionary<string, long> _approved = [];
        private int _count;

        public void Add(string reference, HoursKind kind, int minutes, HoursState state)
        {
            _count++;
            _minutes[kind.Word()] = _minutes.GetValueOrDefault(kind.Word()) + minutes;
            if (state is HoursState.Approved)
            {
                _approved[kind.Word()] = _approved.GetValueOrDefault(kind.Word()) + minutes;
            }
            _hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{reference}:{minutes}\n")));
        }

        public DayChecksum Close(DateOnly day)
        {
            using (_hash)
            {
                return new DayChecksum(day, _count, _minutes, _approved, Convert.ToHexStringLower(_hash.GetHashAndReset()));
            }
        }
    }
}

/// <summary>Tells a reporter that stopped from one that reports seldom.</summary>
internal static class Silence
{
    /// <summary>So many days with reports make a habit.</summary>
    private const int Habit = 4;

    /// <param name="arrivals">Days on which reports came, in the four weeks up to the last of them.</param>
    /// <returns>The day after the last, when the silence is more than twice the longest pause there used to be; else null.</returns>
    public static DateOnly? Since(IReadOnlyList<DateOnly> arrivals, DateOnly today)
    {
        if (arrivals.Count < Habit)
        {
            return null;
        }
        var days = arrivals.Order().ToList();
        var longest = days.Zip(days.Skip(1), (day, next) => next.DayNumber - day.DayNumber).Max();
        return today.DayNumber - days[^1].DayNumber > 2 * longest ? days[^1].AddDays(1) : null;
    }
}
