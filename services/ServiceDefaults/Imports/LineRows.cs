using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Imports;

/// <summary>Reads a row a line, never more than a line at a time; lines are numbered as an editor numbers them, empty ones are passed over.</summary>
public static class LineRows
{
    /// <summary>Reads until the end, or until there are too many rows.</summary>
    /// <param name="parse">What a line says; null: it is no row.</param>
    public static async Task ReadAsync<T>(
        PipeReader body, ChannelWriter<ImportRow<T>> rows, ImportLimits limits, Func<byte[], Outcome<T>?> parse, CancellationToken ct)
    {
        var (line, taken, isTooLong) = (0, 0, false);
        while (taken <= limits.MaxRows)
        {
            var result = await body.ReadAsync(ct);
            var buffer = result.Buffer;
            while (taken <= limits.MaxRows && TryTake(ref buffer, result.IsCompleted, limits.MaxRowBytes, parse, ref isTooLong, out var row, out var isLine))
            {
                line += isLine ? 1 : 0;
                if (row is { } content)
                {
                    taken++;
                    await rows.WriteAsync(new ImportRow<T>(line, taken > limits.MaxRows ? limits.TooManyRows : content), ct);
                }
            }
            body.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted && buffer.IsEmpty)
            {
                return;
            }
        }
    }

    // One step: a line, or the beginning of one that is too long to keep. False: more bytes are needed.
    private static bool TryTake<T>(
        ref ReadOnlySequence<byte> buffer, bool isLast, int maxBytes, Func<byte[], Outcome<T>?> parse, ref bool isTooLong, out Outcome<T>? row, out bool isLine)
    {
        (row, isLine) = (null, false);
        var end = buffer.PositionOf((byte)'\n');
        if (end is null && !(isLast && !buffer.IsEmpty))
        {
            if (buffer.Length > maxBytes)
            {
                isTooLong = true;
                buffer = buffer.Slice(buffer.End);
            }
            return false;
        }
        var text = end is { } found ? buffer.Slice(0, found) : buffer;
        buffer = end is { } newline ? buffer.Slice(buffer.GetPosition(1, newline)) : buffer.Slice(buffer.End);
        isLine = true;
        if (isTooLong || text.Length > maxBytes)
        {
            row = Rejections.TooLarge(maxBytes);
        }
        else if (Trim(text.ToArray()) is { Length: > 0 } utf8)
        {
            row = parse(utf8);
        }
        isTooLong = false;
        return true;
    }

    private static byte[] Trim(byte[] line)
    {
        var trimmed = line.AsSpan().Trim(" \t\r"u8);
        return trimmed.Length == line.Length ? line : trimmed.ToArray();
    }
}
