using System.Collections.Concurrent;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>A drawing on an offer as it was last answered.</summary>
internal sealed record KnownDrawing(Member By, string Id, KnownOffer Offer, string Key, long Quantity)
{
    /// <summary>held, confirmed or returned</summary>
    public string State { get; set; } = "held";
}

/// <summary>An offer that several draw on at once: how much there was, and who was answered that they have some of it.</summary>
internal sealed class KnownOffer(Member owner, string id, IReadOnlyDictionary<string, long> quantities)
{
    public Member Owner => owner;

    public string Id => id;

    public IReadOnlyDictionary<string, long> Quantities => quantities;

    public ConcurrentDictionary<string, KnownDrawing> Drawings { get; } = new();

    public long Sum(string key, string state) => Drawings.Values.Where(drawing => drawing.Key == key && drawing.State == state).Sum(drawing => drawing.Quantity);
}
