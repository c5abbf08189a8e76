using SocialEnzyme.Hub.Chaos.Load;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>Every report is there once, as it was last answered; what was approved counts once, what was not counts nowhere, and sums are those of the entries.</summary>
internal sealed class HoursChecks(Ground ground, Book book)
{
    public async Task RunAsync()
    {
        var impact = ground.Database("impact");
        var rows = await AgreementStore.HoursAsync(impact);
        foreach (var hours in book.Hours)
        {
            if (rows.TryGetValue(hours.Id, out var row)) Check(hours, row);
            else ground.Findings.Lost($"hours {hours.Id} were reported, and are not there");
        }
        var known = book.Hours.Select(hours => hours.Id).ToList();
        foreach (var twice in known.GroupBy(id => id).Where(group => group.Count() > 1))
            ground.Findings.Doubled($"hours {twice.Key} were answered to {twice.Count()} references");
        foreach (var id in rows.Keys.Except(known)) ground.Findings.Doubled($"hours {id} are there, and no call was answered with them");
        if (await HubStore.NumberAsync(impact, AgreementStore.WrongTotals) is > 0 and var wrong)
            ground.Findings.Broken($"{wrong} totals are not the sums of the ledger");
        foreach (var of in book.Hours.GroupBy(hours => hours.Partnership)) await TotalsAsync(of.Key, of);
    }

    private void Check(KnownHours hours, (string State, int Minutes, long Entries, long Counted) row)
    {
        if ((row.State, row.Minutes) != (hours.State, hours.Minutes))
            ground.Findings.Broken($"hours {hours.Id} are {(row.State, row.Minutes)} and were last answered as {(hours.State, hours.Minutes)}");
        var counts = hours.State == "approved";
        if (counts && row.Entries == 0) ground.Findings.Lost($"hours {hours.Id} were approved, and count nowhere");
        else if (counts && row.Entries > 1) ground.Findings.Doubled($"hours {hours.Id} were approved, and count {row.Entries} times");
        else if (row.Counted != (counts ? hours.Minutes : 0))
            ground.Findings.Broken($"hours {hours.Id} were last answered as {(hours.State, hours.Minutes)}, and {row.Counted} minutes of them count");
    }

    /// <summary>As the parties are told, by kind.</summary>
    private async Task TotalsAsync(KnownPartnership partnership, IEnumerable<KnownHours> hours)
    {
        var should = hours.Where(each => each.State == "approved").GroupBy(each => each.Kind).ToDictionary(kind => kind.Key, kind => kind.Sum(each => (long)each.Minutes));
        var answer = await partnership.Opener.GetAsync($"/v1/hours/totals?partnership={partnership.Id}");
        var is_ = answer.IsSuccess ? answer.Body["minutes"]!.AsObject().ToDictionary(kind => kind.Key, kind => (long)kind.Value!) : [];
        if (!answer.IsSuccess || is_.Count != should.Count || is_.Except(should).Any())
            ground.Findings.Broken($"the hours of partnership {partnership.Id} are told as {answer.Text}, and {string.Join(", ", should)} were approved");
    }
}
