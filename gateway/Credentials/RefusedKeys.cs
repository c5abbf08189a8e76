namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>Keys that were refused a moment ago, in a table of fixed size: no number of made-up keys makes it grow.</summary>
internal sealed class RefusedKeys(TimeProvider clock)
{
    private const int Slots = 4_096;

    private readonly Slot?[] _slots = new Slot?[Slots];

    private sealed record Slot(KeyHash Key, long AskedAt);

    public bool Contains(KeyHash key, TimeSpan age) =>
        Volatile.Read(ref _slots[Index(key)]) is { } slot && slot.Key == key && clock.GetElapsedTime(slot.AskedAt) <= age;

    /// <summary>A newer key takes the place of an older one; that one is asked about again.</summary>
    public void Add(KeyHash key, long askedAt) => Volatile.Write(ref _slots[Index(key)], new Slot(key, askedAt));

    private static int Index(KeyHash key) => (int)(key.B % Slots);
}
