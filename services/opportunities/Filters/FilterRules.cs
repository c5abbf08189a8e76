using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>What a filter may hold, and the one way it is spelled once it is accepted.</summary>
public static class FilterRules
{
    /// <summary>The filter in its normal spelling, or every error in it.</summary>
    public static Outcome<Filter> Check(Filter filter, string pointer = "#/filter") => throw new NotImplementedException();
}
