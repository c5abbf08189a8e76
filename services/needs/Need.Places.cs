using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Needs;

/// <summary>The places of a need: reservations take them, returns and holds whose time is up give them back.</summary>
internal sealed partial record Need
{
    /// <summary>Null when help can be agreed on.</summary>
    public Rejection? UnlessOpen(DateTimeOffset now) => Status switch
    {
        NeedStatus.Draft => new Rejection(ProblemCode.Conflict, new(
            "Behovet er en kladde; offentliggør det først.", "The need is a draft; publish it first.")),
        _ when IsEnded || ExpiresAt <= now => new Rejection(ProblemCode.Conflict, new("Behovet er slut.", "The need has ended.")),
        _ => null,
    };

    /// <summary>Some places are taken; a need that states no number always has room.</summary>
    /// <param name="by">The credential; null: a service of the hub.</param>
    public Outcome<NeedChange> Take(int places, Guid? by, DateTimeOffset now)
    {
        if (UnlessOpen(now) is { } closed)
        {
            return closed;
        }
        if (PlacesLeft < places)
        {
            return NothingLeft(PlacesLeft.Value);
        }
        var need = Counting(PlacesTaken + places, by, now);
        return need.PlacesLeft switch
        {
            0 => new NeedChange(need with { Status = NeedStatus.Filled, Change = "filled" }, "changed", new NeedFilled(Id, need.Version, need.ChangedAt)),
            { } left => new NeedChange(need with { Change = "placesTaken" }, "changed", new NeedPlacesTaken(Id, need.Version, left, need.ChangedAt)),
            // There is as much room as before: nobody need hear of it.
            null => new NeedChange(need with { Change = "placesTaken" }, "changed", null),
        };
    }

    /// <summary>Some places are free again; a filled need is open again.</summary>
    /// <param name="by">The credential; null: the hub itself.</param>
    public NeedChange GiveBack(int places, Guid? by, DateTimeOffset now)
    {
        var need = Counting(PlacesTaken - places, by, now);
        return Status switch
        {
            NeedStatus.Filled => new NeedChange(
                need with { Status = NeedStatus.Published, Change = "reopened" }, "changed",
                new NeedReopened(Id, need.Version, need.ToPublic(), need.ChangedAt)),
            NeedStatus.Published when PlacesLeft is not null => new NeedChange(
                need with { Change = "placesReturned" }, "changed", new NeedUpdated(Id, need.Version, need.ToPublic(), need.ChangedAt)),
            // Ended, or always with room: nothing changes for those who heard of it.
            _ => new NeedChange(need with { Change = "placesReturned" }, "changed", null),
        };
    }

    private Need Counting(int taken, Guid? by, DateTimeOffset now) =>
        this with { PlacesTaken = taken, Version = Version + 1, ChangedAt = NeedRules.Moment(now), ChangedBy = by };

    private static Rejection NothingLeft(int left)
    {
        var text = left switch
        {
            0 => new Text("Alle pladser er taget; der er 0 tilbage.", "All places are taken; 0 are left."),
            1 => new Text("Der er kun 1 plads tilbage.", "Only 1 place is left."),
            _ => new Text($"Der er kun {left} pladser tilbage.", $"Only {left} places are left."),
        };
        return new Rejection(ProblemCode.NothingLeft, text) { Errors = [new("#/places", text)] };
    }
}
