namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>Which subscriptions stand under which key: a hash table of doubly linked lists, so that any entry is taken out at once.</summary>
/// <remarks>It grows by linear hashing, one bucket for each key: there is no moment at which all is hashed anew.</remarks>
internal sealed class Postings
{
    public const int None = -1;
    private const int FirstBuckets = 16;

    private readonly Pool<Entry> _entries = new();
    private readonly Pool<KeyNode> _keys = new();
    private readonly Pool<int> _buckets = new();
    private int _keyCount;
    private int _round = FirstBuckets;

    public Postings()
    {
        for (var i = 0; i < FirstBuckets; i++)
        {
            _buckets[_buckets.Take()] = None;
        }
    }

    /// <summary>Puts a subscription under a key. Its entries form a chain of their own, whose new first is returned.</summary>
    public int Add(ulong key, byte shape, int subscription, int ownChain)
    {
        var node = Find(key);
        node = node == None ? AddKey(key) : node;
        var number = _entries.Take();
        var next = _keys[node].First;
        _entries[number] = new Entry { Subscription = subscription, Shape = shape, Next = next, Previous = ~node, NextOwn = ownChain };
        if (next != None)
        {
            _entries[next].Previous = number;
        }
        _keys[node].First = number;
        return number;
    }

    /// <summary>Takes out the first of a subscription's chain; returns the rest of the chain and which shape the key had.</summary>
    public int RemoveFirst(int ownChain, out byte shape)
    {
        var entry = _entries[ownChain];
        _entries.Return(ownChain);
        if (entry.Next != None)
        {
            _entries[entry.Next].Previous = entry.Previous;
        }
        if (entry.Previous >= 0)
        {
            _entries[entry.Previous].Next = entry.Next;
        }
        else if (entry.Next == None)
        {
            RemoveKey(~entry.Previous);
        }
        else
        {
            _keys[~entry.Previous].First = entry.Next;
        }
        shape = entry.Shape;
        return entry.NextOwn;
    }

    /// <summary>The first entry under a key, or <see cref="None"/>.</summary>
    public int First(ulong key) => Find(key) is var node && node == None ? None : _keys[node].First;

    public int Next(int entry, out int subscription)
    {
        ref var found = ref _entries[entry];
        subscription = found.Subscription;
        return found.Next;
    }

    private int Find(ulong key)
    {
        var node = _buckets[BucketOf(key)];
        while (node != None && _keys[node].Key != key)
        {
            node = _keys[node].NextInBucket;
        }
        return node;
    }

    private int AddKey(ulong key)
    {
        var node = _keys.Take();
        if (++_keyCount > _buckets.Length)
        {
            SplitBucket();
        }
        ref var bucket = ref _buckets[BucketOf(key)];
        _keys[node] = new KeyNode { Key = key, First = None, NextInBucket = bucket };
        bucket = node;
        return node;
    }

    private void RemoveKey(int node)
    {
        ref var link = ref _buckets[BucketOf(_keys[node].Key)];
        while (link != node)
        {
            link = ref _keys[link].NextInBucket;
        }
        link = _keys[node].NextInBucket;
        _keys.Return(node);
        _keyCount--;
    }

    // Buckets below the split point are already spread over twice the round.
    private int BucketOf(ulong key)
    {
        var bucket = (int)(key & (ulong)((2 * _round) - 1));
        return bucket < _buckets.Length ? bucket : bucket & (_round - 1);
    }

    private void SplitBucket()
    {
        if (_buckets.Length == 2 * _round)
        {
            _round *= 2;
        }
        var from = _buckets.Length - _round;
        var node = _buckets[from];
        var added = _buckets.Take();
        _buckets[from] = _buckets[added] = None;
        while (node != None)
        {
            ref var moved = ref _keys[node];
            var next = moved.NextInBucket;
            ref var bucket = ref _buckets[BucketOf(moved.Key)];
            moved.NextInBucket = bucket;
            bucket = node;
            node = next;
        }
    }

    private struct Entry
    {
        public int Subscription;
        public int Next;

        /// <summary>The entry before this one under the key; for the first one, the complement of the key's number.</summary>
        public int Previous;
        public int NextOwn;
        public byte Shape;
    }

    private struct KeyNode
    {
        public ulong Key;
        public int First;
        public int NextInBucket;
    }
}
