using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.Opportunities.Log;

/// <summary>
/// What happened in a partnership, told to each party apart. The log sends every version of a subject to all who got an earlier one;
/// with a subject of its own for each party, who has left hears nothing more, and who comes hears nothing of before.
/// </summary>
internal static class PartyNotices
{
    /// <param name="about">What it happened to, as the world knows it: a partnership, a batch of hours, a result.</param>
    /// <param name="partnership">The partnership that it is all about.</param>
    public static async Task WriteAsync(
        this MatchWriter writer, Arrival arrival, EventKind kind, Guid about, long version, DateTimeOffset at, Guid partnership,
        IReadOnlyList<Guid> audience, JsonObject data, CancellationToken ct) =>
        await Task.WhenAll(audience.Distinct().Select(party => writer.WriteAsync(
            new Notice(arrival with { Id = Derive(arrival.Id, party) }, kind, Derive(about, party), version, at, [party], data)
            {
                OutsideId = about,
                CorrelationId = partnership,
            },
            ct)));

    // The same for the same two, so that a message that comes again is seen before; version 8 of RFC 9562: made of a hash.
    internal static Guid Derive(Guid id, Guid party)
    {
        Span<byte> both = stackalloc byte[32];
        id.TryWriteBytes(both, bigEndian: true, out _);
        party.TryWriteBytes(both[16..], bigEndian: true, out _);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(both, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }
}
