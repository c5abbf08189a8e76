namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>
/// Decides under which keys a subscription is found: for each of its demands, every combination of the values that narrow it most.
/// The narrower a key, the fewer candidates are looked at in vain; the more keys, the more memory.
/// </summary>
internal sealed class KeyPlan(Vocabulary vocabulary)
{
    // Of one demand: enough for a circle in eight categories, or for the longest list there may be.
    private const int MostKeys = 128;
    // Of one subscription: this bounds what a filter of many branches may cost.
    private const int MostKeysInAll = 1_024;
    private const int MostCells = 16;
    // Even a tiny shape may lie across a corner, in four cells of every grid.
    private const int FewestCells = 4;
    // What lets nearly everything through narrows nothing.
    private const double NotWorthwhile = 0.8;

    private static readonly int[] NoWord = [Vocabulary.Unknown];
    private readonly List<long> _cells = [];

    public void AddKeys(IReadOnlyList<Demand> demands, HashSet<(KeyShape Shape, ulong Key)> keys)
    {
        var most = Math.Min(MostKeys, MostKeysInAll / demands.Count);
        foreach (var demand in demands)
        {
            AddKeys(demand, most, keys);
        }
    }

    private void AddKeys(Demand demand, int most, HashSet<(KeyShape Shape, ulong Key)> keys)
    {
        var combinations = 1;
        // The publisher is the narrowest of all, the skill the widest.
        var publishers = Take(demand.Publishers, demand.PublisherShare, most, ref combinations);
        var byShape = demand.ShapeShare < Math.Min(demand.MunicipalityShare, NotWorthwhile) && combinations * FewestCells <= most;
        var municipalities = byShape ? null : Take(demand.Municipalities, demand.MunicipalityShare, most, ref combinations);
        var fewestCells = byShape ? FewestCells : 1;
        combinations *= fewestCells;
        var categories = Take(demand.Categories, demand.CategoryShare, most, ref combinations);
        var skills = Take(demand.Skills, demand.SkillShare, most, ref combinations);
        combinations /= fewestCells;

        var key = (Categories: Numbers(categories), Skills: Numbers(skills), Publishers: publishers ?? [default]);
        if (byShape && AddCells(demand.Shapes!, Math.Min(MostCells, most / combinations), key, publishers is not null, keys))
        {
            return;
        }
        var shape = KeyShape.Of(categories is not null, skills is not null, publishers is not null, municipalities is not null, -1);
        foreach (var municipality in Numbers(municipalities))
        {
            Add(shape, municipality, key, keys);
        }
    }

    private static T[]? Take<T>(T[]? values, double share, int most, ref int combinations)
    {
        if (values is null || combinations * values.Length > most || share > NotWorthwhile)
        {
            return null;
        }
        combinations *= values.Length;
        return values;
    }

    private static void Add(
        KeyShape shape, long place, (int[] Categories, int[] Skills, Guid[] Publishers) key, HashSet<(KeyShape Shape, ulong Key)> keys)
    {
        foreach (var category in key.Categories)
        {
            foreach (var skill in key.Skills)
            {
                foreach (var publisher in key.Publishers)
                {
                    keys.Add((shape, shape.Key(category, skill, publisher, place)));
                }
            }
        }
    }

    private bool AddCells(GeoShape[] shapes, int most, (int[] Categories, int[] Skills, Guid[] Publishers) key, bool hasPublisher,
        HashSet<(KeyShape Shape, ulong Key)> keys)
    {
        // Too many parts to cover one by one: the box around them all.
        var parts = shapes.Length * FewestCells <= most ? shapes : [new GeoShape.Several(shapes)];
        var covered = new List<(KeyShape Shape, long Cell)>();
        foreach (var part in parts)
        {
            _cells.Clear();
            if (!GeoGrid.TryCover(part, most / parts.Length, _cells, out var level))
            {
                return false;
            }
            var shape = KeyShape.Of(key.Categories != NoWord, key.Skills != NoWord, hasPublisher, false, level);
            covered.AddRange(_cells.Select(cell => (shape, cell)));
        }
        covered.ForEach(cell => Add(cell.Shape, cell.Cell, key, keys));
        return true;
    }

    private int[] Numbers(string[]? words) => words is null ? NoWord : [.. words.Select(vocabulary.Find)];
}
