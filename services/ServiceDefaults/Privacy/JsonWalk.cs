using System.Buffers;
using System.Text.Json;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>Where the walk stands in one object or array. Names are kept as places in the source, and read only for a finding.</summary>
internal struct JsonFrame
{
    public bool IsArray;
    public int Index;
    public int NameStart;
    public int NameLength;
}

/// <summary>One pass over the tokens of a document, without building it.</summary>
internal ref struct JsonWalk(ReadOnlySpan<byte> json, DateOnly today, Span<JsonFrame> frames, int deepest)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private readonly Span<JsonFrame> _frames = frames;
    private readonly SplitDigits _split = new();
    private Utf8JsonReader _reader = new(json, new JsonReaderOptions { MaxDepth = deepest });
    private int _depth = -1;
    private PrivacyFinding? _worst;

    public PrivacyFinding? Run()
    {
        while (_worst is not { Certainty: CprCertainty.Certain } && _reader.Read())
        {
            Visit(_reader.TokenType);
        }

        return _worst;
    }

    private void Visit(JsonTokenType token)
    {
        if (token == JsonTokenType.PropertyName)
        {
            ref var frame = ref _frames[_depth];
            (frame.NameStart, frame.NameLength) = ((int)_reader.TokenStartIndex, _reader.ValueSpan.Length + 2);
            VisitText(isName: true);
            return;
        }

        if (token is JsonTokenType.EndObject or JsonTokenType.EndArray)
        {
            _split.Clear();
            _depth--;
            return;
        }

        if (_depth >= 0)
        {
            _frames[_depth].Index++;
        }

        switch (token)
        {
            case JsonTokenType.String:
                VisitText(isName: false);
                break;
            case JsonTokenType.Number:
                VisitNumber();
                break;
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _split.Clear();
                _frames[++_depth] = new JsonFrame { IsArray = token == JsonTokenType.StartArray, Index = -1 };
                break;
        }
    }

    private void VisitText(bool isName)
    {
        var inArray = !isName && _depth >= 0 && _frames[_depth].IsArray;
        // No digit is shorter than a byte; but the parts of a list count together.
        if (_reader.ValueSpan.Length < CprCandidate.DigitCount && !inArray)
        {
            return;
        }

        var buffer = ArrayPool<char>.Shared.Rent(Math.Max(1, _reader.ValueSpan.Length));
        var length = 0;
        try
        {
            length = _reader.CopyString(buffer);
            var text = buffer.AsSpan(0, length);
            if (CprDetector.HasTenDigits(text))
            {
                Keep(CprDetector.Scan(text, today, isName ? default : FieldName()));
            }

            if (inArray && _split.Add(text))
            {
                Keep(_split.Scan(today, FieldName()));
            }
        }
        finally
        {
            buffer.AsSpan(0, length).Clear();
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private void VisitNumber()
    {
        _split.Clear();
        if (_reader.ValueSpan.Length >= 5 && _reader.TryGetDecimal(out var value))
        {
            Keep(CprInNumbers.Scan(value, today, FieldName()));
        }
    }

    private void Keep(CprFinding? found)
    {
        if (found is { } finding && (_worst is null || finding.Certainty > _worst.Certainty))
        {
            _worst = new PrivacyFinding(PrivacyPointer.Write(Segments(), today), finding.Certainty, finding.Position, finding.Length);
        }
    }

    // An element of a list goes by the name of the list.
    private readonly string? FieldName()
    {
        for (var i = _depth; i >= 0; i--)
        {
            if (!_frames[i].IsArray)
            {
                return NameOf(_frames[i]);
            }
        }

        return null;
    }

    private readonly List<string> Segments()
    {
        var segments = new List<string>();
        for (var i = 0; i <= _depth; i++)
        {
            segments.Add(_frames[i].IsArray ? $"{_frames[i].Index}" : NameOf(_frames[i]));
        }

        return segments;
    }

    private readonly string NameOf(JsonFrame frame)
    {
        var name = new Utf8JsonReader(_json.Slice(frame.NameStart, frame.NameLength));
        name.Read();
        return name.GetString()!;
    }
}
