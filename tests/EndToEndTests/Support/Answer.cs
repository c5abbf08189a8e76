using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>What the REST door answered.</summary>
public sealed record Answer(HttpStatusCode Status, string Text, string? ETag)
{
    public JsonObject Body => JsonNode.Parse(Text)!.AsObject();

    /// <summary>The code of a problem; null when it is none.</summary>
    public string? Code
    {
        get
        {
            try { return (string?)(JsonNode.Parse(Text) as JsonObject)?["code"]; }
            catch (JsonException) { return null; }
        }
    }

    public Answer Expect(HttpStatusCode status)
    {
        Assert.True(Status == status, $"Expected {(int)status}, got {(int)Status}: {Text}");
        return this;
    }
}
