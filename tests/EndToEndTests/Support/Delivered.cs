using System.Globalization;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>One event as a subscriber got it, on whichever channel.</summary>
/// <param name="Kind">published, updated, filled, reopened, withdrawn or expired.</param>
/// <param name="IsSuperseded">A later event told more; this one came without data.</param>
public sealed record Delivered(long Sequence, string EventId, string Kind, string NeedId, bool IsSuperseded)
{
    /// <summary>From the JSON format of CloudEvents.</summary>
    public static Delivered From(JsonNode cloudEvent) => new(
        long.Parse((string)cloudEvent["sequence"]!, CultureInfo.InvariantCulture),
        (string)cloudEvent["id"]!,
        KindOf((string)cloudEvent["type"]!),
        Path.GetFileName((string)cloudEvent["subject"]!),
        cloudEvent["supersededby"] is not null);

    public static Delivered From(Event streamed) => new(
        long.Parse(streamed.Sequence, CultureInfo.InvariantCulture),
        streamed.Id,
        KindOf(streamed.Type),
        Path.GetFileName(streamed.Subject),
        streamed.Supersededby.Length > 0);

    // dk.socialenzyme.need.published.v1
    private static string KindOf(string type) => type.Split('.')[^2];
}
