namespace SocialEnzyme.Hub.Opportunities.Matching.Pairs;

/// <summary>What is asked of a need and an offer. All of them must be met; those that have a weight also say how well.</summary>
public enum Criterion
{
    Category,
    Skills,
    Area,
    Window,
    Kind,
    Quantity,
    Visibility,
    Eligibility,
    Owner,
    Status,
}

/// <summary>How much each criterion counts in the score, as it is published with every explanation.</summary>
public static class PairWeights
{
    /// <summary>The version of the rule. Another weight or another way to score is another version.</summary>
    public const string Algorithm = "1";

    /// <summary>In thousandths; together a thousand.</summary>
    public static int Of(Criterion criterion) => criterion switch
    {
        Criterion.Category => 300,
        Criterion.Skills => 250,
        Criterion.Area => 200,
        Criterion.Window => 150,
        Criterion.Quantity => 100,
        _ => 0,
    };

    /// <summary>Every criterion, in the order in which it is told.</summary>
    public static readonly IReadOnlyList<Criterion> Criteria = Enum.GetValues<Criterion>();
}
