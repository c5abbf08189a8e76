using System.Buffers;
using Google.Protobuf;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>What every door asks before it lets anything in: does it hold a CPR number?</summary>
public static class PrivacyGate
{
    private static readonly SearchValues<char> BetweenDigits = SearchValues.Create("+=&");
    private const int MaxName = 64;

    private static DateOnly Today => DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);

    /// <summary>Null, or the refusal; it names the field and never the number.</summary>
    /// <param name="isConfirmed">The caller says that what looks like a number is none; that counts for a possible one only.</param>
    public static Rejection? CheckJson(ReadOnlySpan<byte> utf8, bool isConfirmed) => Refuse(JsonPrivacyScan.Scan(utf8, Today), isConfirmed);

    /// <inheritdoc cref="CheckJson"/>
    public static Rejection? CheckMessage(IMessage message, bool isConfirmed) => Refuse(MessagePrivacyScan.Scan(message, Today), isConfirmed);

    /// <summary>The same for one text, such as a path, a query or a header.</summary>
    public static Rejection? CheckText(string text, string pointer) =>
        CprDetector.Scan(text, Today) is { } found ? Refuse(new PrivacyFinding(pointer, found.Certainty, found.Position, found.Length), isConfirmed: false) : null;

    /// <summary>The same for a path or a query as it came over the wire, however often it was percent-encoded.</summary>
    public static Rejection? CheckUrl(string text, string pointer) => CheckText(Decode(text), pointer);

    /// <summary>True when the text, which may be a path or a query, may go into a log or a trace.</summary>
    public static bool IsClean(string text) => CprDetector.Scan(text, Today) is null && (Decode(text) is var decoded && ReferenceEquals(decoded, text)
        || CprDetector.Scan(decoded, Today) is null);

    // %2D is a hyphen, %252D is one that was encoded twice; in a query a plus is a blank, and = and & stand between digits.
    private static string Decode(string text)
    {
        for (var rounds = 0; rounds < 4 && text.Contains('%', StringComparison.Ordinal); rounds++)
        {
            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text)
            {
                break;
            }
            text = decoded;
        }
        return text.AsSpan().ContainsAny(BetweenDigits) ? string.Create(text.Length, text, (to, from) =>
        {
            from.AsSpan().CopyTo(to);
            to.ReplaceAny(BetweenDigits, ' ');
        }) : text;
    }

    /// <summary>A JSON pointer of names that a caller wrote: those that hold a number are hidden, long ones are cut.</summary>
    internal static string Pointer(IReadOnlyList<string> segments) =>
        PrivacyPointer.Write([.. segments.Select(segment => segment.Length > MaxName ? segment[..MaxName] : segment)], Today);

    private static Rejection? Refuse(PrivacyFinding? finding, bool isConfirmed)
    {
        if (finding is null || (isConfirmed && finding.Certainty == CprCertainty.Possible))
        {
            return null;
        }
        var error = new FieldError(finding.FieldPointer, new(
            "Skriv om ydelsen, ikke om personen: fjern nummeret.", "Write about the service, not the person: remove the number."));
        return finding.Certainty == CprCertainty.Certain
            ? new Rejection(ProblemCode.PersonalDataDetected, new(
                "Der står et CPR-nummer. Hubben modtager ingen borgeres data; intet er gemt.",
                "There is a CPR number. The hub takes no citizen's data; nothing was saved."))
            { Errors = [error] }
            : new Rejection(ProblemCode.PersonalDataPossible, new(
                "Der står noget, der kan være et CPR-nummer. Er det ikke det, så send igen med confirmNoPersonalData.",
                "There is something that may be a CPR number. If it is not, send it again with confirmNoPersonalData."))
            { Errors = [error] };
    }
}
