using System.Buffers.Text;

namespace Grpc.Wire;

/// <summary>The way the value of a <c>-bin</c> header travels: base64, padding optional, repeated values joined by commas.</summary>
internal static class BinaryText
{
    public static string Encode(ReadOnlySpan<byte> bytes) => Convert.ToBase64String(bytes).TrimEnd('=');

    /// <summary>Every value in a header line; a value that is not base64 breaks the call.</summary>
    public static IEnumerable<byte[]> Decode(string line)
    {
        foreach (var part in line.Split(',')) yield return DecodeOne(part.Trim());
    }

    private static byte[] DecodeOne(string part)
    {
        var text = part.TrimEnd('=');
        text = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Convert.TryFromBase64String(text, bytes, out var written)) return bytes[..written];
        throw new FormatException($"'{part}' is not base64.");
    }
}
