using SocialEnzyme.Hub.ServiceDefaults.Problems;
using Wire = SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Filters as messages of the gRPC door.</summary>
public static class FilterProto
{
    /// <summary>Reads and checks what a caller sent; no message at all is a filter that meets everything.</summary>
    public static Outcome<Filter> Read(Wire.Filter? message, string pointer = "#/filter") => throw new NotImplementedException();

    public static Wire.Filter Write(Filter filter) => throw new NotImplementedException();
}
