namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>The short texts that follow each other in a list, read as one: ["211062", "5629"].</summary>
internal sealed class SplitDigits
{
    private const int LongestPart = 16;
    private const int Window = 64;

    private readonly char[] _window = new char[Window];
    private int _length;
    private int _lastPart;

    public void Clear() => _length = 0;

    /// <summary>Adds the list's next text; true when it and those before it hold ten digits that no text holds alone.</summary>
    public bool Add(ReadOnlySpan<char> part)
    {
        if (part.Length is 0 or > LongestPart)
        {
            Clear();
            return false;
        }

        if (_length + 1 + part.Length > Window)
        {
            var kept = _window.AsSpan(_length / 2, _length - (_length / 2));
            kept.CopyTo(_window);
            _length = kept.Length;
        }

        if (_length > 0)
        {
            _window[_length++] = ' ';
        }

        part.CopyTo(_window.AsSpan(_length));
        _length += part.Length;
        _lastPart = part.Length;
        return _length > part.Length && CprDetector.HasTenDigits(_window.AsSpan(0, _length));
    }

    /// <summary>What ends in the last part; it is told as the whole of that part, for places in the joined text mean nothing to the caller.</summary>
    public CprFinding? Scan(DateOnly today, ReadOnlySpan<char> fieldName) =>
        CprDetector.Scan(_window.AsSpan(0, _length), today, fieldName) is { } found && found.Position + found.Length > _length - _lastPart
            ? found with { Position = 0, Length = _lastPart }
            : null;
}
