using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Matching.Pairs;

/// <summary>What one criterion said of a pair.</summary>
/// <param name="Score">0 to 1,000, before its weight.</param>
public readonly record struct Judgement(bool IsMet, int Score)
{
    public const int Full = 1_000;

    public static readonly Judgement No = new(false, 0);

    public static Judgement When(bool isMet) => new(isMet, isMet ? Full : 0);
}

/// <summary>Whether a need and an offer fit, and how well. The words for it are only made when somebody asks.</summary>
public sealed class PairVerdict
{
    private readonly Judgement[] _judgements;
    private readonly PublicNeed _need;
    private readonly PublicOffer _offer;

    internal PairVerdict(PublicNeed need, PublicOffer offer, Judgement[] judgements)
    {
        (_need, _offer, _judgements) = (need, offer, judgements);
        var (sum, isMatch) = (0, true);
        for (var i = 0; i < judgements.Length; i++)
        {
            isMatch &= judgements[i].IsMet;
            sum += PairWeights.Of((Criterion)i) * judgements[i].Score;
        }
        (IsMatch, Score) = (isMatch, (sum + (Judgement.Full / 2)) / Judgement.Full);
    }

    /// <summary>Every criterion is met.</summary>
    public bool IsMatch { get; }

    /// <summary>0 to 1,000: the weighted sum of the criteria. A pair that does not fit has one too.</summary>
    public int Score { get; }

    public Judgement this[Criterion criterion] => _judgements[(int)criterion];

    /// <summary>Each criterion in words.</summary>
    public IReadOnlyList<PublicReason> Reasons() => [.. PairWeights.Criteria.Select(criterion =>
    {
        var (judgement, text) = (this[criterion], PairSentences.Say(criterion, this[criterion].IsMet, _need, _offer));
        return new PublicReason(PairSentences.Word(criterion), judgement.IsMet, judgement.Score, text.Danish, text.English);
    })];

    /// <summary>The whole in one sentence.</summary>
    public Text Summary() => PairSentences.Sum(this, _need, _offer);
}
