using System.Runtime.InteropServices;

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
    private readonly List<(ulong Key, int Node)> _steps = [];
    private readonly List<int> _firsts = [];
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

    /// <summary>Collects what stands under the keys, subscriptions that stand under several of them several times.</summary>
    /// <remarks>
    /// All keys go forward one step at a time: the steps of different keys do not wait for one another's memory,
    /// which with a million subscriptions is where the time goes.
    /// </remarks>
    public void Collect(List<ulong> keys, List<int> subscriptions)
    {
        _steps.Clear();
        foreach (var key in keys)
        {
            _steps.Add((key, _buckets[BucketOf(key)]));
        }
        var steps = CollectionsMarshal.AsSpan(_steps);
        var (found, left) = (0, steps.Length);
        _firsts.Clear();
        while (left > 0)
        {
            left = StepToKeys(steps[..left]);
        }
        for (var entries = CollectionsMarshal.AsSpan(_firsts); entries.Length > 0; entries = entries[..found])
        {
            found = 0;
            foreach (var number in entries)
            {
                ref var entry = ref _entries[number];
                subscriptions.Add(entry.Subscription);
                if (entry.Next != None)
                {
                    entries[found++] = entry.Next;
                }
            }
        }
    }

    // Keeps in front those steps that must go further along their bucket; returns how many.
    private int StepToKeys(Span<(ulong Key, int Node)> steps)
    {
        var left = 0;
        foreach (var (key, number) in steps)
        {
            if (number == None)
            {
                continue;
            }
            ref var node = ref _keys[number];
            if (node.Key == key)
            {
                _firsts.Add(node.First);
            }
            else
            {
                steps[left++] = (key, node.NextInBucket);
            }
        }
        return left;
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
