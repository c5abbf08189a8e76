using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>A need as compiled filters see it: words are numbers, and what is not stated is already decided.</summary>
internal sealed class NeedFacts(PublicNeed need, Vocabulary vocabulary)
{
    public int Category { get; } = vocabulary.Find(need.Category);

    /// <summary>Those that some filter names.</summary>
    public int[] Skills { get; } = [.. need.Skills.Select(vocabulary.Find).Where(skill => skill != Vocabulary.Unknown).Distinct()];

    /// <summary>Unknown too where the scope is not local, for then no municipality filter is met by it.</summary>
    public int Municipality { get; } = need.Scope == Conditions.Local ? vocabulary.Find(need.Municipality) : Vocabulary.Unknown;

    public bool IsNational { get; } = need.Scope == Conditions.National;

    public GeoPoint? Place { get; } = Conditions.PlaceOf(need);

    public long From { get; } = Conditions.FromTicks(need.From);

    public long Until { get; } = Conditions.UntilTicks(need.Until);

    public int PlacesLeft { get; } = need.PlacesLeft ?? int.MaxValue;

    public Guid Publisher { get; } = need.PublisherId;
}
