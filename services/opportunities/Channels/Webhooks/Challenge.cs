using System.Security.Cryptography;
using System.Text.Json;

namespace SocialEnzyme.Hub.Opportunities.Channels.Webhooks;

/// <summary>What an address must echo before anything is delivered to it: nobody can point the hub at a stranger.</summary>
internal sealed record Challenge(Guid Id, string Token)
{
    public const string Type = "dk.socialenzyme.subscription.challenged.v1";

    public static Challenge New() => new(Guid.CreateVersion7(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));

    /// <summary>The signed event that asks.</summary>
    public byte[] ToUtf8(Guid subscription, DateTimeOffset now)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("specversion", "1.0");
            writer.WriteString("id", Id);
            writer.WriteString("source", "urn:socialenzyme:hub:opportunities");
            writer.WriteString("type", Type);
            writer.WriteString("subject", $"subscriptions/{subscription}");
            writer.WriteString("time", CloudEventJson.Time(now));
            writer.WriteString("datacontenttype", "application/json");
            writer.WriteStartObject("data");
            writer.WriteString("challenge", Token);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>True for {"challenge": "the same"}.</summary>
    public bool IsAnsweredBy(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return document.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("challenge", out var echoed) && echoed.ValueKind == JsonValueKind.String && echoed.ValueEquals(Token);
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
