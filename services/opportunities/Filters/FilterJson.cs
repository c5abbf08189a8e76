using System.Text.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Filters;

/// <summary>Filters as JSON: the form of the REST door, which is also the form in the database.</summary>
public static class FilterJson
{
    /// <summary>Reads and checks what a caller sent. All errors are told, each with its pointer.</summary>
    public static Outcome<Filter> Read(JsonElement filter, string pointer = "#/filter") => throw new NotImplementedException();

    /// <summary>Reads what <see cref="ToJson"/> wrote. Anything else is a bug, and an exception.</summary>
    public static Filter Parse(string stored) => throw new NotImplementedException();

    public static string ToJson(Filter filter) => throw new NotImplementedException();

    public static void Write(Utf8JsonWriter writer, Filter filter) => throw new NotImplementedException();
}
