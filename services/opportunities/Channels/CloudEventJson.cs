using System.Globalization;
using System.Text.Json;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;

namespace SocialEnzyme.Hub.Opportunities.Channels;

/// <summary>Deliveries as CloudEvents 1.0 in its JSON format (structured mode), the same on the feed and in a webhook.</summary>
internal static class CloudEventJson
{
    public const string MediaType = "application/cloudevents+json";

    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All),
    };

    /// <summary>One event, as it stands in the body of a webhook.</summary>
    public static byte[] ToUtf8(Delivery delivery)
    {
        using var stream = new MemoryStream(delivery.Event.Data.Length + 512);
        using (var writer = new Utf8JsonWriter(stream, Options))
        {
            Write(writer, delivery);
        }
        return stream.ToArray();
    }

    public static void Write(Utf8JsonWriter writer, Delivery delivery)
    {
        var (@event, supersededBy) = (delivery.Event, delivery.SupersededBy);
        writer.WriteStartObject();
        writer.WriteString("specversion", "1.0");
        writer.WriteString("id", @event.Id);
        writer.WriteString("source", @event.Kind.Source);
        writer.WriteString("type", @event.Kind.Type);
        writer.WriteString("subject", @event.Subject);
        writer.WriteString("time", Time(@event.At));
        writer.WriteString("datacontenttype", "application/json");
        writer.WriteString("sequence", Cursor.Sequence(delivery.Sequence));
        writer.WriteString("correlationid", @event.Correlation);
        if (@event.Municipality is { } municipality)
        {
            writer.WriteString("municipality", municipality);
        }
        if (@event.ExpiresAt is { } expires)
        {
            writer.WriteString("expirytime", Time(expires));
        }
        if (@event.Traceparent is { } traceparent)
        {
            writer.WriteString("traceparent", traceparent);
        }
        if (supersededBy is not null)
        {
            writer.WriteString("supersededby", supersededBy);
        }
        else
        {
            writer.WritePropertyName("data");
            writer.WriteRawValue(@event.Data, skipInputValidation: true);
        }
        writer.WriteEndObject();
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFZ", CultureInfo.InvariantCulture);
}
