using System.Text;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>Writes the JSON Pointer of a finding, in its URI fragment form, without repeating a number that a caller put in a name.</summary>
internal static class PrivacyPointer
{
    private const string Hidden = "hidden";

    public static string Write(IReadOnlyList<string> segments, DateOnly today)
    {
        // Two harmless names may make one number when they are put beside each other.
        var hidesDigits = CprDetector.Scan(string.Join('/', segments), today) is not null;
        var pointer = new StringBuilder("#");
        foreach (var segment in segments)
        {
            var isHidden = CprDetector.Scan(segment, today) is not null || (hidesDigits && HasDigit(segment));
            pointer.Append('/').Append(isHidden ? Hidden : Escape(segment));
        }

        return pointer.ToString();
    }

    private static bool HasDigit(string segment) => segment.Any(c => char.IsAsciiDigit(c) || TextFold.MayBeDigit(c));

    private static string Escape(string segment) =>
        Uri.EscapeDataString(segment.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
