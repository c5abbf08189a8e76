using System.Security.Cryptography;
using System.Text;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>A single-use token: 128 random bits as 32 letters, shown once and kept as a hash.</summary>
internal static class Token
{
    // Sixteen consonants: no digits that could look like a number of somebody, no letters that look alike, no words.
    private const string Letters = "bcdfghjkmnpqrstv";
    private const int Length = 32;
    private const int MaxTyped = 100;

    /// <summary>A new one, in groups of four for whoever has to type it.</summary>
    public static string Create() => Grouped(RandomNumberGenerator.GetString(Letters, Length));

    /// <summary>A code by which a voter finds the own vote; it has nothing to do with the token.</summary>
    public static string CreateReceipt() => RandomNumberGenerator.GetString(Letters, 20);

    /// <summary>What is kept of it; null when it cannot be one. Capitals, blanks and hyphens do not matter.</summary>
    public static byte[]? Hash(string? typed)
    {
        if (typed is null || typed.Length > MaxTyped)
        {
            return null;
        }
        var letters = string.Concat(typed.Where(c => c is not ('-' or ' ' or '\t' or '\r' or '\n')).Select(char.ToLowerInvariant));
        return letters.Length == Length && letters.All(Letters.Contains) ? SHA256.HashData(Encoding.ASCII.GetBytes(letters)) : null;
    }

    private static string Grouped(string letters) => string.Join('-', letters.Chunk(4).Select(group => new string(group)));
}
