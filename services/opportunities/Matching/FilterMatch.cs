using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>The rule that says whether a need meets a filter. Pure: the index, the back-test and the answers to "why" all rest on it.</summary>
public static class FilterMatch
{
    public static bool Meets(Filter filter, PublicNeed need) => throw new NotImplementedException();

    /// <summary>The same answer with a reason for each condition.</summary>
    public static Verdict Explain(Filter filter, PublicNeed need) => throw new NotImplementedException();
}
