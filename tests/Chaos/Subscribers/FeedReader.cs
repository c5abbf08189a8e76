namespace SocialEnzyme.Hub.Chaos.Subscribers;

/// <summary>Asks for what is new, again and again, each time with the cursor of the page before.</summary>
internal sealed class FeedReader(Seat seat)
{
    public async Task RunAsync(CancellationToken stop)
    {
        string? cursor = null;
        while (!stop.IsCancellationRequested)
        {
            var (events, next) = await seat.PageAsync(cursor);
            foreach (var heard in events) seat.Mailbox.Add(heard);
            cursor = next;
            if (events.Count == 0) await Task.Delay(500, CancellationToken.None);
        }
    }
}
