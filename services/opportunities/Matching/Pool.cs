namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>Records by number, in chunks: growing copies nothing, so no single call pays for a million others.</summary>
internal sealed class Pool<T> where T : struct
{
    private const int ChunkBits = 14;
    private const int ChunkMask = (1 << ChunkBits) - 1;

    private readonly List<T[]> _chunks = [];
    private readonly Stack<int> _free = [];

    /// <summary>How many numbers were ever in use at once.</summary>
    public int Length { get; private set; }

    public ref T this[int number] => ref _chunks[number >> ChunkBits][number & ChunkMask];

    public int Take()
    {
        if (_free.TryPop(out var number))
        {
            return number;
        }
        if (Length >> ChunkBits == _chunks.Count)
        {
            _chunks.Add(new T[1 << ChunkBits]);
        }
        return Length++;
    }

    public void Return(int number)
    {
        this[number] = default;
        _free.Push(number);
    }
}
