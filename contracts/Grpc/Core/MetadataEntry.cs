using System.Text;

namespace Grpc.Core;

public sealed partial class Metadata
{
    /// <summary>One key with its text, or with its bytes when the key ends in <see cref="BinaryHeaderSuffix"/>.</summary>
    public class Entry
    {
        private readonly string? _text;
        private readonly byte[]? _bytes;

        public Entry(string key, string value)
        {
            Key = Normalized(key);
            if (IsBinary) throw new ArgumentException($"The key '{key}' ends in -bin, so its value must be bytes.", nameof(value));
            _text = value ?? throw new ArgumentNullException(nameof(value));
        }

        public Entry(string key, byte[] valueBytes)
        {
            Key = Normalized(key);
            if (!IsBinary) throw new ArgumentException($"The key '{key}' must end in -bin to carry bytes.", nameof(valueBytes));
            ArgumentNullException.ThrowIfNull(valueBytes);
            _bytes = (byte[])valueBytes.Clone();
        }

        /// <summary>The lower-case name.</summary>
        public string Key { get; }

        /// <summary>Whether the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.OrdinalIgnoreCase);

        /// <summary>The text of an entry that is not binary.</summary>
        public string Value => _text ?? throw new InvalidOperationException($"The entry '{Key}' is binary: read ValueBytes.");

        /// <summary>A copy of the bytes, or of the text's bytes.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_text!) : (byte[])_bytes.Clone();

        internal ReadOnlySpan<byte> Bytes => _bytes;

        public override string ToString() =>
            _bytes is null ? $"[Entry: key={Key}, value={_text}]" : $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_bytes)}]";

        private static string Normalized(string key)
        {
            ArgumentNullException.ThrowIfNull(key);
            foreach (var c in key)
            {
                if (char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') continue;
                throw new ArgumentException(
                    $"Metadata entry key '{key}' may hold only letters, digits, underscores, hyphens and dots.", nameof(key));
            }

            return key.ToLowerInvariant();
        }
    }
}
