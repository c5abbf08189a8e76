using System.Collections.Concurrent;

namespace SocialEnzyme.Hub.Gateway.Limits;

/// <summary>
/// Takes calls from the count of all gateways in blocks: hardly any call waits for Redis. A block is a small part of what is left, and one call
/// where little is: what a gateway takes and does not use is never more than a hundredth of a window, and the last call is the last one.
/// </summary>
internal sealed class CallBlocks(SharedCounter shared, LimitOptions options, TimeProvider clock)
{
    private const int MaxKeys = 100_000;
    private const int MaxBlock = 100;
    private const int Share = 100;

    private readonly ConcurrentDictionary<Guid, Block> _blocks = [];

    /// <summary>Counts one more call; null while Redis is away.</summary>
    public async ValueTask<Standing?> TakeAsync(Guid credential)
    {
        var block = _blocks.TryGetValue(credential, out var present) ? present : Open(credential);
        while (true)
        {
            Task<bool> asked;
            lock (block)
            {
                if (block.Take(options.CallsPerWindow, clock) is { } standing)
                {
                    return standing;
                }
                asked = block.Asked ??= AskAsync(credential, block);
            }
            try
            {
                if (!await asked)
                {
                    return null;
                }
            }
            finally
            {
                lock (block)
                {
                    block.Asked = ReferenceEquals(block.Asked, asked) ? null : block.Asked;
                }
            }
        }
    }

    private async Task<bool> AskAsync(Guid credential, Block block)
    {
        var count = Math.Clamp(block.Unclaimed(options.CallsPerWindow, clock) / Share, 1, MaxBlock);
        // From the question on: a block must not outlive its window in Redis.
        var askedAt = clock.GetTimestamp();
        if (await shared.AddAsync($"rate:{credential:N}", count, options.Window) is not { } standing)
        {
            return false;
        }
        lock (block)
        {
            block.Fill(standing, count, options.CallsPerWindow, askedAt + (long)(standing.Reset.TotalSeconds * clock.TimestampFrequency));
        }
        return true;
    }

    private Block Open(Guid credential)
    {
        if (_blocks.Count >= MaxKeys)
        {
            foreach (var (key, block) in _blocks)
            {
                if (block.IsOver(clock))
                {
                    _blocks.TryRemove(new(key, block));
                }
            }
        }
        if (_blocks.Count >= MaxKeys)
        {
            // More at once than can be told apart: what they had taken and not used is lost to them.
            _blocks.Clear();
        }
        return _blocks.GetOrAdd(credential, _ => new Block());
    }

    private sealed class Block
    {
        private long _used;
        private long _left;
        private long _endsAt;

        /// <summary>The question that is under way, for all who wait.</summary>
        public Task<bool>? Asked { get; set; }

        public bool IsOver(TimeProvider clock) => clock.GetTimestamp() >= Volatile.Read(ref _endsAt);

        /// <summary>Null: the block is used up.</summary>
        public Standing? Take(int limit, TimeProvider clock)
        {
            if (IsOver(clock) || (_left == 0 && _used < limit))
            {
                return null;
            }
            if (_left == 0)
            {
                return new(limit + 1L, Reset(clock));
            }
            _left--;
            return new(++_used, Reset(clock));
        }

        /// <summary>What nobody had taken of the window when Redis was last asked.</summary>
        public int Unclaimed(int limit, TimeProvider clock) => IsOver(clock) ? limit : (int)Math.Max(0, limit - _used - _left);

        public void Fill(Standing standing, int count, int limit, long endsAt)
        {
            _used = Math.Min(limit, standing.Used - count);
            _left = Math.Clamp(limit - _used, 0, count);
            Volatile.Write(ref _endsAt, endsAt);
        }

        private TimeSpan Reset(TimeProvider clock) => clock.GetElapsedTime(clock.GetTimestamp(), _endsAt);
    }
}
