using System.Text;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>Filters that nobody means well with.</summary>
internal static class Filters
{
    private const string Square = "[[12.5,55.6],[12.6,55.6],[12.6,55.7],[12.5,55.6]]";

    /// <summary>As JSON, valid or not.</summary>
    public static IEnumerable<(string Name, string Json)> Hostile()
    {
        foreach (var depth in new[] { 9, 31, 40, 10_000 })
        {
            yield return ($"not, {depth} deep", Deep("{\"not\":", "{}", "}", depth));
            yield return ($"all, {depth} deep", Deep("{\"all\":[", "{}", "]}", depth));
        }
        yield return ("65 conditions", $$"""{"any":[{{Repeated("""{"category":["skole"]}""", 65)}}]}""");
        yield return ("10,000 empty conditions", $$"""{"all":[{{Repeated("{}", 10_000)}}]}""");
        yield return ("200 kB of categories", $$"""{"category":[{{Repeated("\"skole\"", 24_000)}}]}""");
        yield return ("1 MB of categories", $$"""{"category":[{{Repeated("\"skole\"", 130_000)}}]}""");
        yield return ("a long skill", $$"""{"skills":["{{new string('s', 100_000)}}"]}""");
        yield return ("100 kB of municipalities", $$"""{"municipality":[{{Repeated("\"0101\"", 14_000)}}]}""");
        foreach (var number in new[] { "NaN", "Infinity", "-Infinity", "1e400", "-1e308", "1e-400", "\"NaN\"", "\"Infinity\"", "null", "[]", "9007199254740993", "-0.0" })
        {
            yield return ($"radius {number}", $$$"""{"radius":{"latitude":55.6,"longitude":12.5,"km":{{{number}}}}}""");
            yield return ($"latitude {number}", $$$"""{"radius":{"latitude":{{{number}}},"longitude":12.5,"km":3}}""");
            yield return ($"corner {number}", $$$"""{"within":{"type":"Polygon","coordinates":[[[{{{number}}},55.6],[12.6,55.6],[12.6,55.7],[{{{number}}},55.6]]]}}""");
            yield return ($"places {number}", $$"""{"placesLeft":{{number}}}""");
        }
        foreach (var (name, rings) in new[]
        {
            ("no ring", ""), ("an empty ring", "[]"), ("one point", "[[12.5,55.6]]"), ("a line", "[[12.5,55.6],[12.6,55.6],[12.5,55.6]]"),
            ("an open ring", "[[12.5,55.6],[12.6,55.6],[12.6,55.7],[12.5,55.7]]"), ("a bow tie", "[[12,55],[13,56],[13,55],[12,56],[12,55]]"),
            ("all the same point", "[" + Repeated("[12.5,55.6]", 500) + "]"), ("a hole outside", Square + ",[[1,1],[2,1],[2,2],[1,1]]"),
            ("a hole as large", Square + "," + Square), ("across the pole", "[[-180,89],[180,89],[0,90],[-180,89]]"), ("across the date line", "[[179,1],[-179,1],[-179,2],[179,1]]"),
            ("points of three", "[[12.5,55.6,1],[12.6,55.6,1],[12.6,55.7,1],[12.5,55.6,1]]"), ("points of one", "[[12.5],[12.6],[12.6],[12.5]]"),
            ("10,000 points", "[" + Repeated("[12.5,55.6]", 10_000) + "]"), ("500 rings", Repeated(Square, 500)), ("no numbers", "[[null,null],[{},[]],[\"a\",\"b\"],[null,null]]"),
        })
        {
            yield return (name, $$$"""{"within":{"type":"Polygon","coordinates":[{{{rings}}}]}}""");
            yield return (name + ", of several", $$$"""{"within":{"type":"MultiPolygon","coordinates":[[{{{rings}}}]]}}""");
        }
        yield return ("no polygon", """{"within":{"type":"GeometryCollection","geometries":[]}}""");
        yield return ("two conditions in one", """{"category":["a"],"not":{}}""");
        yield return ("the same condition twice", """{"category":["a"],"category":["b"]}""");
        yield return ("a window backwards", """{"window":{"from":"2030-01-01T00:00:00Z","until":"2020-01-01T00:00:00Z"}}""");
        yield return ("a window at the end of time", """{"window":{"from":"9999-12-31T23:59:59-14:00","until":"0001-01-01T00:00:00+14:00"}}""");
        yield return ("nul", """{"category":["\u0000"]}""");
        yield return ("half a character", """{"category":["\ud800"]}""");
        foreach (var other in new[] { "[]", "1", "\"x\"", "true", "[[[[]]]]", "{\"all\":{}}", "{\"not\":[]}", "{\"all\":null}", "{\"publisher\":[\"x\"]}", "{\"\":1}" }) yield return (other, other);
    }

    /// <summary>As protobuf: a Filter whose field 3 (not) holds a Filter, and so on.</summary>
    public static byte[] DeepMessage(int depth)
    {
        byte[] inner = [];
        for (var i = 0; i < depth; i++) inner = [0x1A, .. Varint(inner.Length), .. inner];
        return inner;
    }

    private static IEnumerable<byte> Varint(int value)
    {
        for (; value > 127; value >>= 7) yield return (byte)(value | 128);
        yield return (byte)value;
    }

    private static string Deep(string open, string inner, string close, int depth) =>
        new StringBuilder().Insert(0, open, depth).Append(inner).Insert(open.Length * depth + inner.Length, close, depth).ToString();

    private static string Repeated(string text, int times) => string.Join(',', Enumerable.Repeat(text, times));
}
