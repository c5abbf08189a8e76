using SocialEnzyme.Hub.Chaos.Subscribers;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Checks;

/// <summary>Each subscriber got on its channel what the log has for it: all of it, once, in order.</summary>
internal sealed class ChannelChecks(Ground ground)
{
    private static readonly string[] Ends = ["withdrawn", "expired", "filled"];

    public async Task RunAsync(Seat seat, IReadOnlyList<LoggedEvent> log)
    {
        var feed = await seat.FeedAsync();
        var logged = log.Where(each => each.Sequences.ContainsKey(seat.Id)).ToDictionary(each => each.Id, each => each.Sequences[seat.Id]);
        Feed(seat, feed, logged);
        if (seat.Channel == "webhook") Webhook(seat, feed);
        else Reader(seat, feed);
        Order(seat, "the feed", feed);
        Order(seat, "its channel", seat.Mailbox.All);
    }

    private void Feed(Seat seat, IReadOnlyList<Heard> feed, Dictionary<string, long> logged)
    {
        for (var i = 0; i < feed.Count; i++)
        {
            if (feed[i].Sequence == i + 1) continue;
            ground.Findings.Broken($"{seat}: event {i + 1} of its feed has sequence {feed[i].Sequence}");
            break;
        }
        foreach (var twice in feed.GroupBy(each => each.EventId).Where(group => group.Count() > 1))
            ground.Findings.Doubled($"{seat}: event {twice.Key} has the sequences {string.Join(", ", twice.Select(each => each.Sequence))}");
        var on = feed.DistinctBy(each => each.EventId).ToDictionary(each => each.EventId, each => each.Sequence);
        foreach (var (id, sequence) in logged)
        {
            if (!on.TryGetValue(id, out var other)) ground.Findings.Lost($"{seat}: event {id} is matched and not on its feed");
            else if (other != sequence) ground.Findings.Broken($"{seat}: event {id} has sequence {other} on its feed and {sequence} in the log");
        }
        foreach (var id in on.Keys.Except(logged.Keys)) ground.Findings.Doubled($"{seat}: event {id} is on its feed and not in the log");
    }

    /// <summary>Whoever reads on at a cursor gets everything once, in order.</summary>
    private void Reader(Seat seat, IReadOnlyList<Heard> feed)
    {
        var got = seat.Mailbox.All;
        foreach (var twice in got.GroupBy(each => each.Sequence).Where(group => group.Count() > 1))
            ground.Findings.Doubled($"{seat}: sequence {twice.Key} came {twice.Count()} times");
        foreach (var missing in feed.ExceptBy(got.Select(each => each.Sequence), each => each.Sequence))
            ground.Findings.Lost($"{seat}: sequence {missing.Sequence} ({missing.Kind} of need {missing.NeedId}) never came");
        if (!got.Zip(got.Skip(1)).All(pair => pair.First.Sequence < pair.Second.Sequence))
            ground.Findings.Broken($"{seat}: events came out of order");
        Same(seat, feed, got);
    }

    /// <summary>What is overtaken need not be sent, and neither need the end of what was never tried.</summary>
    private void Webhook(Seat seat, IReadOnlyList<Heard> feed)
    {
        var got = seat.Mailbox.All;
        var sequences = got.Select(each => each.Sequence).ToHashSet();
        var tried = got.Select(each => (each.NeedId, each.Sequence)).Concat(seat.Mailbox.Refused.Select(each => (each.Need, each.Sequence))).ToLookup(each => each.Item1, each => each.Sequence);
        foreach (var heard in feed.Where(each => each.Version is not null && !sequences.Contains(each.Sequence)))
        {
            if (!Ends.Contains(heard.Kind) || tried[heard.NeedId].Any(sequence => sequence < heard.Sequence))
                ground.Findings.Lost($"{seat}: sequence {heard.Sequence} ({heard.Kind} of need {heard.NeedId}) was never taken");
        }
        ground.Tally.Add("webhooks sent twice", got.Count - sequences.Count);
        Same(seat, feed, got);
    }

    private void Same(Seat seat, IReadOnlyList<Heard> feed, IReadOnlyList<Heard> got)
    {
        var ids = feed.DistinctBy(each => each.Sequence).ToDictionary(each => each.Sequence, each => each.EventId);
        foreach (var heard in got.Where(heard => ids.GetValueOrDefault(heard.Sequence) != heard.EventId))
            ground.Findings.Doubled($"{seat}: event {heard.EventId} came as sequence {heard.Sequence}, which on the feed is {ids.GetValueOrDefault(heard.Sequence) ?? "nothing"}");
    }

    private void Order(Seat seat, string where, IReadOnlyList<Heard> heard)
    {
        var newest = new Dictionary<string, long>();
        foreach (var each in heard.Where(each => each.Version is not null))
        {
            if (newest.GetValueOrDefault(each.NeedId) > each.Version)
                ground.Findings.Broken($"{seat}: on {where} version {each.Version} of need {each.NeedId} came after version {newest[each.NeedId]}");
            else newest[each.NeedId] = each.Version!.Value;
        }
    }
}
