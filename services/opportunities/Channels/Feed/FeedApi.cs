using System.Text.Json;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Channels.Feed;

/// <summary>The REST door of the feed.</summary>
internal static class FeedApi
{
    public static void MapFeed(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/v1/subscriptions/{id:guid}/events", ReadAsync).WithTags("subscriptions").WithName("readFeed")
            .WithSummary("The events of a subscription after a cursor")
            .WithDescription("With Accept: text/event-stream the events are sent as they come, until the client leaves; Last-Event-ID, or after, says where it goes on.")
            .Produces<FeedAnswer>().ProducesProblems(403, 404, 410);

    private static async Task<IResult> ReadAsync(
        Guid id, HttpContext http, ReadFeedHandler handler, StreamFeedHandler streams, string? after, int? limit, CancellationToken ct) =>
        StreamFeedHandler.IsAskedFor(http.Request)
            ? (await streams.StartAsync(http.Caller(), id, http.Request.Headers["Last-Event-ID"], after, ct))
                .ToHttp<long>(from => new StreamResult(streams, id, from))
            : (await handler.HandleAsync(http.Caller(), id, after, limit ?? 0, ct)).ToHttp<FeedPage>(page => new FeedResult(page));

    /// <summary>The shape of the answer, for the API description.</summary>
    /// <param name="Events">CloudEvents 1.0, JSON format.</param>
    private sealed record FeedAnswer(IReadOnlyList<JsonElement> Events, string Cursor);

    // Written by hand: the data of an event goes out as the bytes it was stored in.
    private sealed class FeedResult(FeedPage page) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.ContentType = "application/json; charset=utf-8";
            await using var writer = new Utf8JsonWriter(httpContext.Response.BodyWriter, CloudEventJson.Options);
            writer.WriteStartObject();
            writer.WriteStartArray("events");
            foreach (var delivery in page.Deliveries)
            {
                CloudEventJson.Write(writer, delivery);
                if (writer.BytesPending > 64 * 1024)
                {
                    await writer.FlushAsync(httpContext.RequestAborted);
                }
            }
            writer.WriteEndArray();
            writer.WriteString("cursor", page.Cursor);
            writer.WriteEndObject();
            await writer.FlushAsync(httpContext.RequestAborted);
        }
    }
}
