using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.Opportunities.Channels.Streams;

/// <summary>Reads the next page while the one before it is sent: a reader that catches up waits for the wire only.</summary>
internal sealed class PageAhead(Guid subscription, DeliveryReader reader, TimeProvider clock, TimeSpan fresh) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private (Task<IReadOnlyList<Delivery>> Page, long After, int Limit, long ReadAt)? _ahead;

    /// <summary>The page after a sequence, and when it was read.</summary>
    public async Task<(IReadOnlyList<Delivery> Page, long ReadAt)> ReadAsync(long after, int limit, CancellationToken ct)
    {
        var (page, readAt) = await TakeAsync(after, limit, ct);
        // A page that is not full is the last one for now.
        if (page.Count == limit)
        {
            var last = page[^1].Sequence;
            _ahead = (reader.ReadAsync(subscription, last, limit, _stop.Token), last, limit, clock.GetTimestamp());
        }
        return (page, readAt);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ForgetAsync();
        _stop.Dispose();
    }

    private async Task<(IReadOnlyList<Delivery> Page, long ReadAt)> TakeAsync(long after, int limit, CancellationToken ct)
    {
        // What was read too long ago may have been overtaken, and what was not sent to its end does not follow.
        if (_ahead is { } ahead && ahead.After == after && ahead.Limit <= limit && clock.GetElapsedTime(ahead.ReadAt) < fresh)
        {
            _ahead = null;
            return (await ahead.Page.WaitAsync(ct), ahead.ReadAt);
        }
        await ForgetAsync();
        var readAt = clock.GetTimestamp();
        return (await reader.ReadAsync(subscription, after, limit, ct), readAt);
    }

    private async Task ForgetAsync()
    {
        if (_ahead is { } ahead)
        {
            _ahead = null;
            // Whatever became of it, nobody asks for it any more.
            await ahead.Page.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
