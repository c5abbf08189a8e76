using SocialEnzyme.Hub.Opportunities.Filters;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>
/// What a need must have, whatever else, to meet a filter: one of these categories and one of these skills and so on.
/// Null asks for nothing. A filter with `any` has several demands, of which one must be met.
/// </summary>
internal sealed record Demand
{
    // How much of all needs one value lets through, roughly; only the order they give matters.
    private const double ShareOfCategory = 1 / 40.0;
    private const double ShareOfSkill = 1 / 20.0;
    private const double ShareOfMunicipality = 1 / 98.0;
    private const double ShareOfPublisher = 1 / 500.0;
    private const double SquareDegreesOfDenmark = 12;

    // More than this many demands of one filter are not worth their memory.
    private const int MostBranches = 16;

    private static readonly Demand Nothing = new();

    public string[]? Categories { get; init; }

    public string[]? Skills { get; init; }

    public string[]? Municipalities { get; init; }

    public Guid[]? Publishers { get; init; }

    public GeoShape[]? Shapes { get; init; }

    public double CategoryShare => Categories?.Length * ShareOfCategory ?? 1;

    public double SkillShare => Skills?.Length * ShareOfSkill ?? 1;

    public double MunicipalityShare => Municipalities?.Length * ShareOfMunicipality ?? 1;

    public double PublisherShare => Publishers?.Length * ShareOfPublisher ?? 1;

    public double ShapeShare => Shapes?.Sum(shape => shape.Box.SquareDegrees) / SquareDegreesOfDenmark ?? 1;

    /// <summary>Nothing below is exact: a demand may ask for less than the filter, never for more.</summary>
    public static IReadOnlyList<Demand> Of(Filter filter) => filter switch
    {
        Filter.Category category => [new Demand { Categories = [.. category.Values] }],
        Filter.Skills skills => [new Demand { Skills = [.. skills.Values] }],
        Filter.Municipality municipality => [new Demand { Municipalities = [.. municipality.Codes] }],
        Filter.Publisher publisher => [new Demand { Publishers = [.. publisher.Ids] }],
        Filter.Radius radius => [new Demand { Shapes = [new GeoShape.Circle(radius.Center, radius.Km)] }],
        Filter.Within within => [new Demand { Shapes = [.. within.Polygons.Select(polygon => new GeoShape.Area(polygon))] }],
        Filter.All all => all.Filters.Select(Of).Aggregate((IReadOnlyList<Demand>)[Nothing], Both),
        Filter.Any any => OneOf([.. any.Filters.SelectMany(Of)]),
        Filter.Not { Inner: Filter.Not twice } => Of(twice.Inner),
        _ => [Nothing],
    };

    private static IReadOnlyList<Demand> OneOf(IReadOnlyList<Demand> demands) => demands.Contains(Nothing) ? [Nothing] : demands;

    private static IReadOnlyList<Demand> Both(IReadOnlyList<Demand> left, IReadOnlyList<Demand> right)
    {
        if (left.Count * right.Count > MostBranches)
        {
            return left.Sum(demand => demand.Share) < right.Sum(demand => demand.Share) ? left : right;
        }
        return [.. left.SelectMany(_ => right, (l, r) => l.And(r))];
    }

    private double Share => CategoryShare * SkillShare * Math.Min(MunicipalityShare, ShapeShare) * PublisherShare;

    // Of two demands for the same thing the narrower one stands: a national need meets two municipalities, so they cannot be intersected.
    private Demand And(Demand other) => new()
    {
        Categories = Narrower(Categories, other.Categories),
        Skills = Narrower(Skills, other.Skills),
        Municipalities = Narrower(Municipalities, other.Municipalities),
        Publishers = Narrower(Publishers, other.Publishers),
        Shapes = Shapes is null || (other.Shapes is not null && other.ShapeShare < ShapeShare) ? other.Shapes : Shapes,
    };

    private static T[]? Narrower<T>(T[]? left, T[]? right) => left is null || right?.Length < left.Length ? right : left;
}
