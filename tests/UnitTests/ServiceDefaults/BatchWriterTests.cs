using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.UnitTests.ServiceDefaults;

public sealed class BatchWriterTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<int[]> _committed = new();
    private readonly Channel<int> _started = Channel.CreateUnbounded<int>();
    private readonly SemaphoreSlim _go = new(0);
    private Task _running = Task.CompletedTask;

    [Fact]
    public async Task What_waits_together_is_committed_together()
    {
        var writer = Start(WhenToldAsync);
        var first = writer.WriteAsync(1, default);
        await _started.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        var rest = Enumerable.Range(2, 9).Select(i => writer.WriteAsync(i, default)).ToList();
        _go.Release(2);
        await Task.WhenAll([first, .. rest]).WaitAsync(Patience);
        Assert.Equal([[1], [2, 3, 4, 5, 6, 7, 8, 9, 10]], _committed);
    }

    [Fact]
    public async Task More_than_a_batch_takes_more_than_one_commit_and_keeps_its_order()
    {
        var writer = Start(CommitAsync, maxBatch: 10);
        await Task.WhenAll(Enumerable.Range(0, 95).Select(i => writer.WriteAsync(i, default))).WaitAsync(Patience);
        Assert.Equal(Enumerable.Range(0, 95), _committed.SelectMany(batch => batch));
        Assert.All(_committed, batch => Assert.InRange(batch.Length, 1, 10));
    }

    [Fact]
    public async Task Only_so_many_wait_inside_the_others_wait_outside()
    {
        var writer = Start(WhenToldAsync, maxBatch: 2);
        var first = writer.WriteAsync(0, default);
        await _started.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        var two = new[] { writer.WriteAsync(1, default), writer.WriteAsync(2, default) };
        using var impatient = new CancellationTokenSource();
        var outside = writer.WriteAsync(3, impatient.Token);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outside.WaitAsync(Patience));
        _go.Release(2);
        await Task.WhenAll([first, .. two]).WaitAsync(Patience);
        // It never came in.
        Assert.Equal([0, 1, 2], _committed.SelectMany(batch => batch));
    }

    [Fact]
    public async Task One_bad_item_fails_alone_and_the_others_are_committed()
    {
        var writer = Start(async (batch, ct) =>
        {
            if (batch.Contains(13))
            {
                throw new InvalidOperationException("thirteen");
            }
            await CommitAsync(batch, ct);
        });
        var writes = Enumerable.Range(10, 8).Select(i => writer.WriteAsync(i, default)).ToList();
        var bad = writes[3];
        writes.RemoveAt(3);
        await Task.WhenAll(writes).WaitAsync(Patience);
        Assert.Equal("thirteen", (await Assert.ThrowsAsync<InvalidOperationException>(() => bad.WaitAsync(Patience))).Message);
        Assert.Equal([10, 11, 12, 14, 15, 16, 17], _committed.SelectMany(batch => batch).Order());
    }

    [Fact]
    public async Task A_database_that_is_away_is_waited_for_and_nobody_hears_of_it()
    {
        var outage = 3;
        var writer = Start((batch, ct) => outage-- > 0 ? throw new TimeoutException() : CommitAsync(batch, ct));
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => writer.WriteAsync(i, default))).WaitAsync(Patience);
        Assert.Equal([0, 1, 2, 3, 4], _committed.SelectMany(batch => batch));
    }

    [Fact]
    public async Task Callers_who_wait_for_an_answer_all_hear_of_a_database_that_is_away_after_one_attempt()
    {
        var attempts = 0;
        var isAway = true;
        var writer = Start(
            async (batch, ct) =>
            {
                await WhenToldAsync(batch, ct);
                if (Volatile.Read(ref isAway))
                {
                    Interlocked.Increment(ref attempts);
                    throw new TimeoutException();
                }
            }, waitsForDatabase: false);
        var first = writer.WriteAsync(0, default);
        await _started.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        var rest = Enumerable.Range(1, 5).Select(i => writer.WriteAsync(i, default)).ToList();
        _go.Release(2);
        foreach (var write in rest.Prepend(first))
        {
            await Assert.ThrowsAsync<TimeoutException>(() => write.WaitAsync(Patience));
        }
        Assert.Equal(2, attempts);
        Volatile.Write(ref isAway, false);
        _go.Release();
        await writer.WriteAsync(6, default).WaitAsync(Patience);
    }

    [Fact]
    public async Task It_stops_at_once_also_in_the_middle_of_an_outage_and_everybody_who_waits_is_cancelled()
    {
        var writer = Start((_, _) =>
        {
            _started.Writer.TryWrite(0);
            throw new TimeoutException();
        }, maxBatch: 2);
        var writes = Enumerable.Range(0, 7).Select(i => writer.WriteAsync(i, default)).ToList();
        await _started.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        await _stop.CancelAsync();
        await _running.WaitAsync(TimeSpan.FromSeconds(5));
        foreach (var write in writes)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write.WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task Whoever_comes_after_the_end_is_cancelled_and_does_not_wait_for_ever()
    {
        var writer = Start(CommitAsync);
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writer.WriteAsync(1, default).WaitAsync(Patience));
    }

    [Fact]
    public async Task A_writer_who_gives_up_hears_it_at_once_and_disturbs_nobody()
    {
        var writer = Start(WhenToldAsync);
        using var impatient = new CancellationTokenSource();
        var given = writer.WriteAsync(1, impatient.Token);
        await _started.Reader.ReadAsync().AsTask().WaitAsync(Patience);
        var other = writer.WriteAsync(2, default);
        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given.WaitAsync(Patience));
        _go.Release(2);
        await other.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.WaitAsync(Patience);
        _stop.Dispose();
        _go.Dispose();
    }

    private BatchWriter<int> Start(Func<IReadOnlyList<int>, CancellationToken, Task> commit, int maxBatch = 100, bool waitsForDatabase = true)
    {
        var writer = new BatchWriter<int>(commit, maxBatch, waitsForDatabase, NullLogger.Instance);
        _running = Task.Run(() => writer.RunAsync(_stop.Token));
        return writer;
    }

    private Task CommitAsync(IReadOnlyList<int> batch, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        _committed.Enqueue([.. batch]);
        return Task.CompletedTask;
    }

    // Says that a commit has begun, and ends it when the test says so.
    private async Task WhenToldAsync(IReadOnlyList<int> batch, CancellationToken ct)
    {
        _started.Writer.TryWrite(batch.Count);
        await _go.WaitAsync(ct);
        await CommitAsync(batch, ct);
    }
}
