using System.Collections.Immutable;
using System.Runtime.InteropServices;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>
/// A filter in one array of numbers, a tenth of the size of its objects. Each condition is a head (what it is, and how long) and its body;
/// the body of a joined condition is its parts.
/// </summary>
internal static class FilterProgram
{
    // In the order of what they cost, for cheap ones are asked first.
    private enum Op
    {
        Everything,
        PlacesLeft,
        Category,
        Municipality,
        Window,
        Publisher,
        Skills,
        Radius,
        Within,
        Not,
        Any,
        All,
    }

    private const int OpBits = 4;
    private const int OpMask = (1 << OpBits) - 1;

    /// <summary>Compiles a filter that passed <see cref="FilterRules"/>; its words are held in the vocabulary until they are released.</summary>
    public static int[] Compile(Filter filter, Vocabulary vocabulary)
    {
        var code = new List<int>();
        Emit(filter, vocabulary, code);
        return [.. code];
    }

    public static bool Meets(ReadOnlySpan<int> program, NeedFacts need)
    {
        var body = program[1..];
        switch (OpOf(program[0]))
        {
            case Op.PlacesLeft:
                return need.PlacesLeft >= body[0];
            case Op.Category:
                return need.Category != Vocabulary.Unknown && body.Contains(need.Category);
            case Op.Municipality:
                return need.IsNational || (need.Municipality != Vocabulary.Unknown && body.Contains(need.Municipality));
            case Op.Window:
                var window = MemoryMarshal.Cast<int, long>(body);
                return Conditions.Overlap(window[0], window[1], need.From, need.Until);
            case Op.Publisher:
                return MemoryMarshal.Cast<int, Guid>(body).Contains(need.Publisher);
            case Op.Skills:
                return body.ContainsAny(need.Skills);
            case Op.Radius:
                return need.Place is { } near && Conditions.IsNear(MemoryMarshal.Read<GeoPoint>(MemoryMarshal.AsBytes(body)),
                    MemoryMarshal.Cast<int, double>(body)[2], near);
            case Op.Within:
                return need.Place is { } place && LiesIn(body, place);
            case Op.Not:
                return !Meets(body, need);
            case Op.Any:
                return MeetsOne(body, need, true);
            case Op.All:
                return !MeetsOne(body, need, false);
            default:
                return true;
        }
    }

    /// <summary>Gives back the words of a program that is no longer used.</summary>
    public static void Release(ReadOnlySpan<int> program, Vocabulary vocabulary)
    {
        for (var i = 0; i < program.Length;)
        {
            var (op, length) = (OpOf(program[i]), LengthOf(program[i]));
            i++;
            if (op is Op.Category or Op.Municipality or Op.Skills)
            {
                foreach (var word in program.Slice(i, length))
                {
                    vocabulary.Release(word);
                }
            }
            // The parts of a joined condition follow its head; anything else is jumped over.
            i += op is Op.Not or Op.Any or Op.All ? 0 : length;
        }
    }

    // True when one of the parts gives the wanted answer.
    private static bool MeetsOne(ReadOnlySpan<int> parts, NeedFacts need, bool wanted)
    {
        while (!parts.IsEmpty)
        {
            var length = 1 + LengthOf(parts[0]);
            if (Meets(parts[..length], need) == wanted)
            {
                return true;
            }
            parts = parts[length..];
        }
        return false;
    }

    private static bool LiesIn(ReadOnlySpan<int> polygons, GeoPoint place)
    {
        while (!polygons.IsEmpty)
        {
            var rings = polygons[0];
            polygons = polygons[1..];
            var (side, isInHole) = (Side.Outside, false);
            for (var ring = 0; ring < rings; ring++)
            {
                var length = polygons[0];
                var at = RingGeometry.Locate(MemoryMarshal.Cast<int, GeoPoint>(polygons.Slice(1, length)), place);
                polygons = polygons[(1 + length)..];
                side = ring == 0 ? at : side;
                isInHole |= ring > 0 && at == Side.Inside;
            }
            if (Conditions.IsIn(side, isInHole))
            {
                return true;
            }
        }
        return false;
    }

    private static void Emit(Filter filter, Vocabulary vocabulary, List<int> code)
    {
        var head = code.Count;
        code.Add(0);
        switch (filter)
        {
            case Filter.All all:
                EmitEach(all.Filters, vocabulary, code);
                break;
            case Filter.Any any:
                EmitEach(any.Filters, vocabulary, code);
                break;
            case Filter.Not not:
                Emit(not.Inner, vocabulary, code);
                break;
            case Filter.Category category:
                code.AddRange(category.Values.Select(vocabulary.Acquire));
                break;
            case Filter.Skills skills:
                code.AddRange(skills.Values.Select(vocabulary.Acquire));
                break;
            case Filter.Municipality municipality:
                code.AddRange(municipality.Codes.Select(vocabulary.Acquire));
                break;
            case Filter.Publisher publisher:
                EmitValues(publisher.Ids.AsSpan(), code);
                break;
            case Filter.PlacesLeft places:
                code.Add(places.AtLeast);
                break;
            case Filter.Radius radius:
                EmitValues([radius.Center.Latitude, radius.Center.Longitude, radius.Km], code);
                break;
            case Filter.Window window:
                EmitValues([Conditions.FromTicks(window.From), Conditions.UntilTicks(window.Until)], code);
                break;
            case Filter.Within within:
                EmitPolygons(within.Polygons, code);
                break;
        }
        code[head] = ((code.Count - head - 1) << OpBits) | (int)OpFor(filter);
    }

    private static void EmitEach(ImmutableArray<Filter> filters, Vocabulary vocabulary, List<int> code)
    {
        foreach (var filter in filters.OrderBy(OpFor))
        {
            Emit(filter, vocabulary, code);
        }
    }

    private static void EmitPolygons(ImmutableArray<Polygon> polygons, List<int> code)
    {
        foreach (var polygon in polygons)
        {
            code.Add(polygon.Rings.Length);
            foreach (var ring in polygon.Rings)
            {
                var length = code.Count;
                code.Add(0);
                EmitValues(ring.Points.AsSpan(), code);
                code[length] = code.Count - length - 1;
            }
        }
    }

    private static void EmitValues<T>(ReadOnlySpan<T> values, List<int> code) where T : struct =>
        code.AddRange(MemoryMarshal.Cast<T, int>(values));

    private static Op OpFor(Filter filter) => filter switch
    {
        Filter.All => Op.All,
        Filter.Any => Op.Any,
        Filter.Not => Op.Not,
        Filter.Category => Op.Category,
        Filter.Skills => Op.Skills,
        Filter.Municipality => Op.Municipality,
        Filter.Radius => Op.Radius,
        Filter.Within => Op.Within,
        Filter.Window => Op.Window,
        Filter.PlacesLeft => Op.PlacesLeft,
        Filter.Publisher => Op.Publisher,
        _ => Op.Everything,
    };

    private static Op OpOf(int head) => (Op)(head & OpMask);

    private static int LengthOf(int head) => head >>> OpBits;
}
