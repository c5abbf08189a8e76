using SocialEnzyme.Hub.AppHost.Once;
using SocialEnzyme.Hub.Chaos.Load;
using SocialEnzyme.Hub.Chaos.Subscribers;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>The log of opportunities has what became of every need, and matched whom the oracle says it should.</summary>
internal sealed class LogChecks(Ground ground, Book book, IReadOnlyList<Seat> seats)
{
    public async Task RunAsync(IReadOnlyList<LoggedEvent> log)
    {
        var byNeed = log.ToLookup(each => each.NeedId);
        foreach (var need in book.Needs) await CheckAsync(need, [.. byNeed[need.Id].OrderBy(each => each.Version)]);
        foreach (var id in byNeed.Select(group => group.Key).Except(book.Needs.Select(need => need.Id)))
            ground.Findings.Doubled($"the log tells of need {id}, with which no call was answered");
    }

    private async Task CheckAsync(KnownNeed need, IReadOnlyList<LoggedEvent> log)
    {
        if (log.Count == 0 || log[^1].Version < need.LastHeard.Number)
        {
            var where = await HubStore.WhereAsync(ground.Database("needs"), ground.Database("opportunities"), need.Id);
            ground.Findings.Lost($"version {need.LastHeard.Number} ({need.LastHeard.Kind}) of need {need.Id} never reached the log, which ends at {(log.Count == 0 ? "nothing" : log[^1].Version)}; {where}");
        }
        foreach (var twice in log.GroupBy(each => each.Version).Where(group => group.Count() > 1))
            ground.Findings.Doubled($"version {twice.Key} of need {need.Id} is {twice.Count()} times in the log");
        // Whoever was told of one version is told of each one after it, whether or not it meets the filter still.
        var expected = new HashSet<Seat>();
        for (var i = 0; i < log.Count; i++)
        {
            var known = need.Versions.FirstOrDefault(version => version.Number == log[i].Version);
            if (known?.Kind != log[i].Kind)
                ground.Findings.Broken($"the log says of version {log[i].Version} of need {need.Id}: {log[i].Kind}; what was answered is {known?.Kind ?? "nothing"}");
            if (known?.Content is not null) expected.UnionWith(Meeting(need, known));
            Compare(need, log[i], expected);
            var next = i + 1 < log.Count ? log[i + 1].Id : null;
            if (log[i].SupersededBy != next)
                ground.Findings.Broken($"event {log[i].Id} of need {need.Id} is overtaken by {next ?? "nothing"}, and the log says {log[i].SupersededBy ?? "nothing"}");
        }
        if (log.Count == 0 && need.Status is not "withdrawn")
        {
            foreach (var seat in Meeting(need, need.Versions.Last(version => version.Content is not null)))
                ground.Findings.Difference($"need {need.Id} meets {seat}, and was never matched");
        }
    }

    private IEnumerable<Seat> Meeting(KnownNeed need, KnownVersion version) => seats.Where(seat => Oracle.Meets(version.Content!, need.Publisher.Id, seat.Filter));

    private void Compare(KnownNeed need, LoggedEvent logged, HashSet<Seat> expected)
    {
        foreach (var seat in expected.Where(seat => !logged.Sequences.ContainsKey(seat.Id)))
            ground.Findings.Difference($"version {logged.Version} of need {need.Id} is for {seat}, and was not matched");
        var ids = expected.Select(seat => seat.Id).ToHashSet();
        foreach (var id in logged.Sequences.Keys.Except(ids))
            ground.Findings.Difference($"version {logged.Version} of need {need.Id} was matched with subscription {id}, whose filter it does not meet");
    }
}
