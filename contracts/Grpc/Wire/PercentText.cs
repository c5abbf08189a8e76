using System.Buffers;
using System.Globalization;
using System.Text;

namespace Grpc.Wire;

/// <summary>The way <c>grpc-message</c> travels: UTF-8 where every byte that is not plain ASCII is written as %XX.</summary>
internal static class PercentText
{
    private const string Hex = "0123456789ABCDEF";

    // Space to tilde, without the percent sign.
    private static readonly SearchValues<char> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Where(c => c != '%')]);

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain)) return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains((char)b)) encoded.Append((char)b);
            else encoded.Append('%').Append(Hex[b >> 4]).Append(Hex[b & 15]);
        }

        return encoded.ToString();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote; an escape that is none is left as it stands, as the contract asks.</summary>
    public static string Decode(string text)
    {
        if (!text.Contains('%')) return text;
        var bytes = new ArrayBufferWriter<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length
                && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                bytes.GetSpan(1)[0] = b;
                bytes.Advance(1);
                i += 2;
            }
            else
            {
                bytes.Advance(Encoding.UTF8.GetBytes(text.AsSpan(i, 1), bytes.GetSpan(4)));
            }
        }

        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }
}
