using SocialEnzyme.Hub.Opportunities.Log;

namespace SocialEnzyme.Hub.Opportunities.Channels.Streams;

/// <summary>Reads the next page while the one before it is sent: a reader that catches up waits for the wire only.</summary>
internal sealed class PageAhead(Guid subscription, DeliveryReader reader, TimeProvider clock, TimeSpan fresh) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private (Task<DeliveryReader.Page> Page, long After, int Limit, long AskedAt)? _ahead;

    /// <summary>The page after a sequence, and how the subscription stands.</summary>
    /// <param name="isDoubtful">True: something happened to the subscription since the last call, so what was read ahead says nothing.</param>
    public async Task<DeliveryReader.Page> ReadAsync(long after, int limit, bool isDoubtful, CancellationToken ct)
    {
        var page = await TakeAsync(after, limit, isDoubtful, ct);
        // A page that is not full is the last one for now.
        if (page.Standing is { MayStream: true } && limit > 0 && page.Deliveries.Count == limit)
        {
            var last = page.Deliveries[^1].Sequence;
            _ahead = (reader.ReadAsync(subscription, last, limit, _stop.Token), last, limit, clock.GetTimestamp());
        }
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await ForgetAsync();
        _stop.Dispose();
    }

    private async Task<DeliveryReader.Page> TakeAsync(long after, int limit, bool isDoubtful, CancellationToken ct)
    {
        // What was read too long ago may have been overtaken, and what was not sent to its end does not follow.
        if (!isDoubtful && _ahead is { } ahead && ahead.After == after && ahead.Limit <= limit && clock.GetElapsedTime(ahead.AskedAt) < fresh)
        {
            _ahead = null;
            return await ahead.Page.WaitAsync(ct);
        }
        await ForgetAsync();
        return await reader.ReadAsync(subscription, after, limit, ct);
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
