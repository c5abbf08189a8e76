using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace SocialEnzyme.Hub.Participants;

/// <summary>A key of a participant's system: shown once, kept only as its hash.</summary>
/// <remarks>
/// Plain SHA-256 is right here. A slow or salted hash protects what people think up; 32 random bytes cannot be guessed
/// from their hash, and the gateway asks for thousands of keys in one query.
/// </remarks>
internal static class ApiKey
{
    public const string Prefix = "seh_";

    private const int RandomBytes = 32;

    public static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
