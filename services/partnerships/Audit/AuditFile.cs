using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Partnerships.Agreements;

namespace SocialEnzyme.Hub.Partnerships.Audit;

/// <summary>What a check of an audit file found.</summary>
/// <param name="Fault">Null: every entry fits, and they lead to the state in the last line.</param>
/// <param name="Entry">The number of the first entry that does not fit, by its place in the file; null when it is the file as a whole.</param>
/// <param name="State">The state that the entries lead to; null when one does not fit.</param>
internal sealed record AuditVerdict(string? Fault, int? Entry, int Entries, string Head, JsonObject? State);

/// <summary>
/// The audit chain of one partnership as a file: a line { "entry", "hash" } for each change, and a last line { "entries", "head", "state" }.
/// Every line is canonical JSON (RFC 8785), so that each content has one spelling and no bit of the file is without meaning.
/// </summary>
internal static class AuditFile
{
    public const string ContentType = "application/x-ndjson";

    /// <summary>The line of one entry.</summary>
    public static string Line(AuditEntry entry) => Line(entry.Text, entry.Hash);

    /// <summary>The last line.</summary>
    /// <param name="state">As it is stored, not as the entries say.</param>
    public static string LastLine(long entries, string head, JsonObject state) => CanonicalJson.Write(new JsonObject
    {
        ["entries"] = entries,
        ["head"] = head,
        ["state"] = state.DeepClone(),
    });

    /// <summary>Checks a file without asking anybody.</summary>
    /// <param name="expectedHead">The head as somebody wrote it down elsewhere: without it, entries that were cut off at the end cannot be missed.</param>
    public static AuditVerdict Verify(ReadOnlyMemory<byte> file, string? expectedHead = null)
    {
        var (number, head, state) = (0, AuditEntry.Beginning, new JsonObject());
        foreach (var (line, isLast) in Lines(file))
        {
            if (isLast)
            {
                return End(line, number, head, state, expectedHead);
            }
            number++;
            try
            {
                if (Check(line, number, head) is { } fault)
                {
                    return new AuditVerdict(fault, number, number - 1, head, null);
                }
                var entry = JsonNode.Parse(line)!;
                head = entry["hash"]!.GetValue<string>();
                MergePatches.Apply(state, entry["entry"]!["content"]!["patch"]!.AsObject());
            }
            // Whatever it is, it is not what the hub writes.
            catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or ArgumentException or NullReferenceException)
            {
                return new AuditVerdict("it cannot be read", number, number - 1, head, null);
            }
        }
        return new AuditVerdict("the file is empty", null, 0, head, null);
    }

    private static string? Check(string line, int number, string head)
    {
        var parsed = JsonNode.Parse(line)!;
        var entry = parsed["entry"]!;
        var text = CanonicalJson.Write(entry);
        var hash = CanonicalJson.Hash(text);
        if (line != Line(text, hash))
        {
            return "its content is not what its hash says";
        }
        if (entry["number"]!.GetValue<int>() is var written && written != number)
        {
            return $"it says that it is number {written}";
        }
        return entry["previous"]!.GetValue<string>() != head ? "it does not follow the entry before it" : null;
    }

    private static AuditVerdict End(string line, int entries, string head, JsonObject state, string? expectedHead)
    {
        var fault = entries == 0 ? "there are no entries"
            : line != LastLine(entries, head, state) ? "the last line is not what the entries lead to: number, head or state"
            : expectedHead is not null && expectedHead != head ? "the head is another: entries are missing at the end, or it is another chain"
            : null;
        return new AuditVerdict(fault, null, entries, head, fault is null ? state : null);
    }

    private static string Line(string text, string hash) => $"{{\"entry\":{text},\"hash\":\"{hash}\"}}";

    // Strict: bytes that are no UTF-8, and an end without a line feed, are not what was written.
    private static IEnumerable<(string Line, bool IsLast)> Lines(ReadOnlyMemory<byte> file)
    {
        while (!file.IsEmpty)
        {
            var end = file.Span.IndexOf((byte)'\n');
            var line = Text(end < 0 ? file : file[..end]);
            var rest = end < 0 ? ReadOnlyMemory<byte>.Empty : file[(end + 1)..];
            // A last line without its line feed was cut: it fits nothing.
            yield return (end < 0 ? line + '\n' : line, rest.IsEmpty);
            file = rest;
        }
    }

    private static string Text(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return Strict.GetString(bytes.Span);
        }
        catch (DecoderFallbackException)
        {
            return "";
        }
    }

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
