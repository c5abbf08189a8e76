using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>Spoils what was valid, by a seed: the same seed spoils it in the same way.</summary>
internal sealed class Mutations(int seed)
{
    private const int MaxOversize = 700_000;

    private static readonly string[] Numbers = ["1e400", "-1e400", "1e-400", "99999999999999999999999999", "-0", "0.1e1", "2147483648", "-9223372036854775809", "NaN", "Infinity", "01", "+1", "0x10", ".5"];

    private static readonly string[] Texts =
    [
        "", " ", "\u0000", "a\u0000b", "\u202E\u2066", "\uFEFF", "\u0085", "\r\n", "'; DROP TABLE needs; --", "%00%ff%c0%ae", "../../../etc/passwd", "{{7*7}}", "\uD83D\uDE00",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999-14:00", "2026-02-30T25:61:00Z", "00000000-0000-0000-0000-000000000000", "ﷺ", "İ", "ẞ", "true", "null",
    ];

    private static readonly string[] ContentTypes =
    [
        "text/plain", "application/json; charset=utf-16", "application/json; charset=nonsense", "application/xml", "multipart/form-data", "multipart/form-data; boundary=x",
        "application/grpc", "application/merge-patch+json", "application/x-ndjson", "application/x-www-form-urlencoded", "a/b", "*/*",
    ];

    private static readonly (string Name, string[] Values)[] Headers =
    [
        ("If-Match", ["", "*", "W/\"1\"", "\"-1\"", "\"99999999999999999999\"", "\"1\", \"2\"", "1", "\"", "\"\u0001"]),
        ("Idempotency-Key", ["", " ", new string('k', 300), "\"quoted\"", "a b", "'", "\\"]),
        ("Accept-Language", ["*", "en;q=2", "da, en;q=0.5, x", new string('a', 2_000), ";;;", "q=,"]),
        ("traceparent", ["00-0-0-00", "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff", "x", ""]),
        ("tracestate", ["=", "a=b,,,,", new string('x', 3_000)]),
        ("baggage", ["=;", "a=%", new string('y', 3_000)]),
        ("Accept", ["text/event-stream", "image/png", "q", "*/*;q=0"]),
        ("Last-Event-ID", ["-1", "x", "99999999999999999999999999"]),
        ("Range", ["bytes=0-", "x=1"]),
        ("Content-Encoding", ["gzip", "br", "nonsense"]),
        ("Expect", ["100-continue"]),
        ("X-Forwarded-For", ["127.0.0.1, ::1", "x"]),
        ("X-HTTP-Method-Override", ["DELETE"]),
        ("Cookie", ["a=b; c", ";"]),
    ];

    private readonly Random _random = new(seed);

    public int Next(int below) => _random.Next(below);

    public T Pick<T>(IReadOnlyList<T> choices) => choices[_random.Next(choices.Count)];

    public byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    public string ContentType(string usual) => Next(6) == 0 ? Pick(ContentTypes) : usual;

    public (string Name, string Value)[] SomeHeaders() =>
        [.. Enumerable.Range(0, Next(3)).Select(_ => Pick(Headers)).DistinctBy(header => header.Name).Select(header => (header.Name, Pick(header.Values)))];

    /// <summary>A query of names that the route knows and some that it does not, with nonsense behind them.</summary>
    public string Query(IReadOnlyList<string> names)
    {
        if (Next(3) > 0) return "";
        var parts = Enumerable.Range(0, 1 + Next(4)).Select(_ => $"{(names.Count > 0 && Next(4) > 0 ? Pick(names) : Escape(Text()))}{(Next(8) == 0 ? "" : "=" + Escape(Next(3) == 0 ? Pick(Numbers) : Text()))}");
        return "?" + string.Join(Next(9) == 0 ? "&&" : "&", parts);
    }

    /// <summary>A segment of a path where an id should be.</summary>
    public string Segment() => Next(2) == 0 ? Guid.Empty.ToString()
        // The web server refuses a nul in a path before anything of the hub sees it.
        : Escape(Text().Replace("\0", "", StringComparison.Ordinal)) is { Length: > 0 } text ? text : "x";

    /// <summary>The body as it goes over the wire.</summary>
    public byte[] Spoil(JsonObject valid, IReadOnlyList<IReadOnlyList<string>> places)
    {
        if (Next(5) > 0 && places.Count > 0)
        {
            for (var i = Next(3); i >= 0; i--) valid = ExampleBody.Set(valid, Pick(places), Value(0));
        }
        var json = Encoding.UTF8.GetBytes(valid.ToJsonString());
        return Next(5) == 0 ? SpoilBytes(json) : json;
    }

    /// <summary>Flips, cuts, doubles and inserts bytes; sometimes makes much of it.</summary>
    public byte[] SpoilBytes(byte[] bytes)
    {
        var list = new List<byte>(bytes);
        switch (Next(12))
        {
            case 0: return [];
            case 1: return [.. Enumerable.Repeat((byte)'[', 1 + Next(20_000))];
            case 2: return [.. Enumerable.Repeat("{\"a\":"u8.ToArray(), 1 + Next(5_000)).SelectMany(each => each)];
            case 3: return [.. list, .. new string(' ', Next(MaxOversize)).Select(c => (byte)c)];
            case 4: return [0xEF, 0xBB, 0xBF, .. list];
            case 5: return [.. list.SkipLast(1), .. ",\"title\":\"a\",\"title\":\"b\",\"name\":1,\"name\":2}"u8];
            case 6: return Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes));
            case 7: return [.. list, .. list];
            case 8: return [.. Encoding.UTF8.GetString(bytes).Replace(":\"", ":" + Pick(Numbers) + ",\"x\":\"", StringComparison.Ordinal).Select(c => (byte)c)];
            default:
                for (var i = 1 + Next(6); i > 0 && list.Count > 1; i--)
                {
                    var at = Next(list.Count);
                    if (Next(3) == 0) list.RemoveAt(at);
                    else if (Next(2) == 0) list.Insert(at, (byte)Next(256));
                    else list[at] ^= (byte)(1 << Next(8));
                }
                return [.. list];
        }
    }

    private string Text() => Next(10) switch
    {
        0 => new string((char)('a' + Next(26)), Next(3_000)),
        1 => string.Concat(Enumerable.Range(0, Next(40)).Select(_ => (char)Next(0xD800))),
        2 => Next(int.MaxValue).ToString(CultureInfo.InvariantCulture),
        3 => Convert.ToBase64String(Bytes(Next(60))),
        _ => Pick(Texts),
    };

    private JsonNode? Value(int depth) => Next(depth > 3 ? 6 : 10) switch
    {
        0 => null,
        1 => Next(2) == 0,
        2 => Pick([0, -1, 1, int.MaxValue, int.MinValue, 1_000_001]),
        3 => Pick([1e308, -1e308, 0.5, long.MaxValue, long.MinValue, 1e-320]),
        4 or 5 => Text(),
        6 => new JsonArray([.. Enumerable.Range(0, Next(8)).Select(_ => Value(depth + 1))]),
        7 => new JsonArray([.. Enumerable.Range(0, 1 + Next(2_000)).Select(_ => JsonValue.Create(Pick(Texts)))]),
        8 => new JsonObject(Enumerable.Range(0, Next(5)).Select(i => KeyValuePair.Create(Text() + i, Value(depth + 1)))),
        _ => Nested(Next(60)),
    };

    private static JsonNode Nested(int depth)
    {
        JsonNode inner = "x";
        for (var i = 0; i < depth; i++) inner = i % 2 == 0 ? new JsonArray(inner) : new JsonObject { ["all"] = inner };
        return inner;
    }

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
