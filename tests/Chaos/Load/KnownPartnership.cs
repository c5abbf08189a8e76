using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>
/// A partnership as it was last answered: somebody with a need, and somebody who promised places in it and a quantity of an offer.
/// Only one worker holds it at a time, and no other touches its need.
/// </summary>
internal sealed class KnownPartnership(Member opener, KnownNeed need, KnownOffer offer, int places, long quantity, JsonObject answer)
{
    public string Id { get; } = (string)answer["id"]!;

    public Member Opener => opener;

    /// <summary>The one who was asked.</summary>
    public Member Other => opener == need.Publisher ? offer.Owner : need.Publisher;

    public KnownNeed Need => need;

    public KnownOffer Offer => offer;

    public int Places => places;

    /// <summary>Of the offer's hours.</summary>
    public long Quantity => quantity;

    /// <summary>proposed, negotiating, agreed, active, completed, declined or ended</summary>
    public string State { get; private set; } = (string)answer["state"]!;

    /// <summary>What a consent names.</summary>
    public string Hash { get; private set; } = (string)answer["hash"]!;

    /// <summary>How often it was said yes to.</summary>
    public int Tries { get; set; }

    public bool WasActive { get; private set; }

    /// <summary>Impact took a report, so it knows that the partnership is active: from then on it must not refuse one.</summary>
    public bool TookHours { get; set; }

    public void Read(JsonObject answer)
    {
        (State, Hash) = ((string)answer["state"]!, (string)answer["hash"]!);
        WasActive |= State == "active";
    }
}

/// <summary>A report of hours as it was last answered.</summary>
internal sealed record KnownHours(KnownPartnership Partnership, Member Reporter, string Id, string Reference, string Kind)
{
    public Member Approver => Reporter == Partnership.Opener ? Partnership.Other : Partnership.Opener;

    /// <summary>reported, approved or rejected</summary>
    public string State { get; set; } = "reported";

    public required int Minutes { get; set; }
}
