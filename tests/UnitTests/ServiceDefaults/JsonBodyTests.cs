using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.ServiceDefaults;

public sealed class JsonBodyTests
{
    // Modulus 11 holds for the first, which is one of the examples of the CPR office, and fails for the second.
    private const string Certain = "211062-5629";
    private const string Possible = "2110620629";

    public sealed record Place(double? Latitude, string? Address);

    public enum Scope
    {
        Local,
        National,
    }

    public sealed record Body(
        string? Title, Place? Place, Scope? Scope, IReadOnlyList<string>? Skills, IReadOnlyDictionary<string, string>? Extensions, int? Count,
        bool? Confirm);

    [Fact]
    public void A_body_is_read_as_it_stands()
    {
        var body = Parse("""{"title":"Æblehøst","place":{"latitude":55.5},"scope":"local","skills":["plukke"],"extensions":{"Min Nøgle":"x"},"count":3}""");
        Assert.False(body.IsRejected(out _, out var value));
        Assert.Equal(("Æblehøst", 55.5, JsonBodyTests.Scope.Local, 3), (value!.Title, value.Place!.Latitude, value.Scope, value.Count));
        Assert.Equal("x", value.Extensions!["Min Nøgle"]);
    }

    [Theory]
    [InlineData("""{"titel":"x"}""", "#/titel")]
    [InlineData("""{"place":{"lat":1}}""", "#/place/lat")]
    [InlineData("""{"title":"x","title":"y"}""", "#/title")]
    [InlineData("""{"extensions":{"a":"x","a":"y"}}""", "#/extensions/a")]
    [InlineData("""{"title":5}""", "#/title")]
    [InlineData("""{"place":{"latitude":"55"}}""", "#/place/latitude")]
    [InlineData("""{"skills":["a",{}]}""", "#/skills/1")]
    [InlineData("""{"scope":"global"}""", "#/scope")]
    [InlineData("""{"scope":1}""", "#/scope")]
    [InlineData("""{"count":1.5}""", "#/count")]
    [InlineData("""{"count":99999999999}""", "#/count")]
    [InlineData("""{"extensions":{"a.b":5}}""", "#/extensions/a.b")]
    [InlineData("""{"Title":"x"}""", "#/Title")]
    public void What_is_wrong_is_pointed_at(string json, string pointer) => Assert.Equal(pointer, PointerOf(json));

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{}{}")]
    [InlineData("{\"title\":\"x\",}")]
    [InlineData("{\"title\":\"x\"")]
    [InlineData("{/* */}")]
    [InlineData("\uFEFF{}")]
    [InlineData("{\"title\":\"\\ud800\"}")]
    public void What_is_not_the_json_that_is_expected_is_malformed(string json) => Assert.Equal(ProblemCode.MalformedRequest, Rejected(json).Code);

    [Fact]
    public void Bad_utf8_is_malformed_also_in_a_name()
    {
        byte[][] bodies = [[.. "{\"title\":\""u8, 0xC3, 0x28, .. "\"}"u8], [.. "{\""u8, 0xFF, .. "\":1}"u8]];
        Assert.All(bodies, body => Assert.Equal(ProblemCode.MalformedRequest, Rejected(body).Code));
    }

    [Theory]
    [InlineData(40)]
    [InlineData(100_000)]
    public void What_is_nested_too_deep_is_malformed(int depth) =>
        Assert.Equal(ProblemCode.MalformedRequest, Rejected(new string('[', depth) + new string(']', depth)).Code);

    [Theory]
    [InlineData("{\"title\":\"født {0}\"}")]
    [InlineData("{\"{0}\":1}")]
    [InlineData("{\"extensions\":{\"{0}\":5}}")]
    [InlineData("{\"extensions\":{\"{0}\":\"x\"}}")]
    [InlineData("{\"titel\":\"{0}\"}")]
    [InlineData("{\"title\":{\"{0}\":{}}}")]
    [InlineData("{\"scope\":\"{0}\"}")]
    [InlineData("{\"title\":\"{0}\"")]
    [InlineData("{\"place\":{\"{0}\":{\"a\":1}}}")]
    public void A_number_that_may_be_a_persons_is_never_repeated(string template)
    {
        foreach (var number in new[] { Certain, Possible })
        {
            var rejection = Rejected(template.Replace("{0}", number, StringComparison.Ordinal));
            var answer = Encoding.UTF8.GetString(ProblemDocument.From(rejection, "en").ToUtf8()) + Encoding.UTF8.GetString(ProblemDocument.From(rejection, "da").ToUtf8());
            Assert.DoesNotContain(number, answer, StringComparison.Ordinal);
            Assert.DoesNotContain(number[^4..], answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_certain_number_is_told_of_first_whatever_else_is_wrong() =>
        Assert.Equal(ProblemCode.PersonalDataDetected, Rejected($$"""{"titel":"{{Certain}}"}""").Code);

    [Fact]
    public void A_possible_number_may_be_confirmed_to_be_none_a_certain_one_may_not()
    {
        Assert.Equal(ProblemCode.PersonalDataPossible, Rejected($$"""{"title":"{{Possible}}"}""").Code);
        Assert.False(Parse($$"""{"title":"{{Possible}}","confirm":true}""").IsRejected(out _, out _));
        Assert.Equal(ProblemCode.PersonalDataDetected, Rejected($$"""{"title":"{{Certain}}","confirm":true}""").Code);
    }

    [Fact]
    public void A_name_as_long_as_a_body_is_not_sent_back() => Assert.InRange(PointerOf($$"""{"{{new string('x', 100_000)}}":1}""").Length, 1, 200);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_too_large_is_refused_whether_its_length_was_told_or_not(bool isTold)
    {
        var request = Request("application/json", new byte[200_000]);
        request.ContentLength = isTold ? 200_000 : null;
        var read = await JsonBody.ReadAsync<Body>(request, null, default, maxBytes: 100_000);
        Assert.True(read.IsRejected(out var rejection, out _));
        Assert.Equal(ProblemCode.TooLarge, rejection.Code);
        Assert.Contains("100000", rejection.Detail.English, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/json; charset=utf-8")]
    [InlineData("application/merge-patch+json")]
    public async Task Json_is_read_with_the_bytes_it_came_in(string contentType)
    {
        var read = await JsonBody.ReadAsync<Body>(Request(contentType, "{\"title\":\"x\"}"u8.ToArray()), null, default);
        Assert.False(read.IsRejected(out _, out var body));
        Assert.Equal("x", body!.Value.Title);
        Assert.Equal("{\"title\":\"x\"}"u8.ToArray(), body.Utf8);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Anything_else_is_not_read(string? contentType)
    {
        var read = await JsonBody.ReadAsync<Body>(Request(contentType, "{}"u8.ToArray()), null, default);
        Assert.True(read.IsRejected(out var rejection, out _));
        Assert.Equal(ProblemCode.UnsupportedMediaType, rejection.Code);
    }

    [Fact]
    public void A_repeated_field_of_a_patch_is_refused_as_one_of_a_publication_is()
    {
        Assert.True(JsonBody.Parse<JsonObject>("{\"title\":\"a\",\"title\":\"b\"}"u8.ToArray(), null).IsRejected(out var rejection, out _));
        Assert.Equal(ProblemCode.MalformedRequest, rejection.Code);
    }

    [Theory]
    [InlineData("2026-12-01T09:00:00Z", true)]
    [InlineData("2026-12-01T09:00:00.25+01:00", true)]
    [InlineData("2026-12-01T09:00:00", false)]
    [InlineData("2026-12-01", false)]
    [InlineData("0001-01-01T00:00:00+14:00", false)]
    public void A_time_says_its_offset(string time, bool isRead)
    {
        var read = JsonBody.Parse<Dictionary<string, DateTimeOffset>>(Encoding.UTF8.GetBytes($$"""{"from":"{{time}}"}"""), null);
        Assert.Equal(isRead, !read.IsRejected(out var rejection, out _));
        Assert.Equal(isRead ? null : "#/from", rejection?.Errors[0].Pointer);
    }

    private static HttpRequest Request(string? contentType, byte[] body)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = contentType;
        request.Body = new MemoryStream(body);
        return request;
    }

    private static Outcome<Body> Parse(string json) => JsonBody.Parse<Body>(Encoding.UTF8.GetBytes(json), body => body.Confirm == true);

    private static Rejection Rejected(string json) => Rejected(Encoding.UTF8.GetBytes(json));

    private static Rejection Rejected(byte[] utf8)
    {
        Assert.True(JsonBody.Parse<Body>(utf8, body => body.Confirm == true).IsRejected(out var rejection, out _));
        return rejection;
    }

    private static string PointerOf(string json) => Assert.Single(Rejected(json).Errors).Pointer;
}
