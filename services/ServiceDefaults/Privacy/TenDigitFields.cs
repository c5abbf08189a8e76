using System.Collections.Frozen;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>The few fields whose whole value may be digits that look like a CPR number.</summary>
internal static class TenDigitFields
{
    private static readonly FrozenSet<string> Names =
        new[] { "pNumber", "p_number", "pNumbers", "p_numbers", "ean", "gln" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Only a value of plain ASCII digits is let through: free text does not become safe by the name of its field.</summary>
    public static bool Allows(ReadOnlySpan<char> fieldName, ReadOnlySpan<char> text) =>
        Lookup.Contains(fieldName) && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
