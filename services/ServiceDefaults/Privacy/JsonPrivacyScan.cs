using System.Text;
using System.Text.Json;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>Looks for CPR numbers in every string, property name and long number of a JSON document.</summary>
public static class JsonPrivacyScan
{
    private const int Deepest = 64;

    /// <summary>The worst finding, or null. What is not JSON is scanned as plain text, for its sender may be quoted in a log.</summary>
    public static PrivacyFinding? Scan(ReadOnlySpan<byte> utf8Json, DateOnly today)
    {
        try
        {
            return new JsonWalk(utf8Json, today, stackalloc JsonFrame[Deepest + 1], Deepest).Run();
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            // InvalidOperationException is the reader's answer to bad UTF-8 and half surrogate pairs.
            return CprDetector.Scan(Encoding.UTF8.GetString(utf8Json), today) is { } found
                ? new PrivacyFinding("#", found.Certainty, found.Position, found.Length)
                : null;
        }
    }
}
