using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>Finds the subscriptions whose filter a need meets, among a million, without asking each. For one thread at a time.</summary>
public sealed class SubscriptionIndex
{
    public int Count => throw new NotImplementedException();

    /// <summary>Adds the subscription, or gives it another filter.</summary>
    public void Set(Guid subscription, Filter filter) => throw new NotImplementedException();

    /// <summary>False when it was not there.</summary>
    public bool Remove(Guid subscription) => throw new NotImplementedException();

    /// <summary>Adds exactly those subscriptions whose filter the need meets, each once, in no order.</summary>
    public void Match(PublicNeed need, List<Guid> into) => throw new NotImplementedException();
}
