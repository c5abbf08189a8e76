using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Channels;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>Reads a need a line, never more than a line at a time; lines are numbered as an editor numbers them, empty ones are passed over.</summary>
internal static class NdjsonRows
{
    /// <summary>Reads until the end, or until there are too many rows.</summary>
    public static async Task ReadAsync(PipeReader body, ChannelWriter<ImportRow> rows, CancellationToken ct)
    {
        var (line, taken, isTooLong) = (0, 0, false);
        while (taken <= ImportNeedsHandler.MaxRows)
        {
            var result = await body.ReadAsync(ct);
            var buffer = result.Buffer;
            while (taken <= ImportNeedsHandler.MaxRows && TryTake(ref buffer, result.IsCompleted, ref isTooLong, out var row, out var isLine))
            {
                line += isLine ? 1 : 0;
                if (row is { } need)
                {
                    taken++;
                    await rows.WriteAsync(new ImportRow(line, taken > ImportNeedsHandler.MaxRows ? ImportNeedsHandler.TooManyRows : need), ct);
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
    private static bool TryTake(
        ref ReadOnlySequence<byte> buffer, bool isLast, ref bool isTooLong, out Outcome<PublishNeed>? row, out bool isLine)
    {
        (row, isLine) = (null, false);
        var end = buffer.PositionOf((byte)'\n');
        if (end is null && !(isLast && !buffer.IsEmpty))
        {
            if (buffer.Length > ImportNeedsHandler.MaxRowBytes)
            {
                isTooLong = true;
                buffer = buffer.Slice(buffer.End);
            }
            return false;
        }
        var text = end is { } found ? buffer.Slice(0, found) : buffer;
        buffer = end is { } newline ? buffer.Slice(buffer.GetPosition(1, newline)) : buffer.Slice(buffer.End);
        isLine = true;
        if (isTooLong || text.Length > ImportNeedsHandler.MaxRowBytes)
        {
            row = Rejections.TooLarge(ImportNeedsHandler.MaxRowBytes);
        }
        else if (Trim(text.ToArray()) is { Length: > 0 } json)
        {
            row = JsonBody.Parse<PublishNeed>(json, need => need.ConfirmNoPersonalData == true);
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
