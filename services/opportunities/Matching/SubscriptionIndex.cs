using System.Runtime.InteropServices;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.Opportunities.Matching;

/// <summary>Finds the subscriptions whose filter a need meets, among a million, without asking each. For one thread at a time.</summary>
/// <remarks>
/// A subscription stands under keys made of what a need must have to meet its filter (category and grid cell, for example). A need
/// looks up the keys it can have; what stands there is a candidate, and the rule itself decides.
/// </remarks>
public sealed class SubscriptionIndex
{
    private readonly Vocabulary _vocabulary = new();
    private readonly Dictionary<Guid, int> _numbers = [];
    private readonly Pool<Subscription> _subscriptions = new();
    private readonly Postings _postings = new();
    private readonly int[] _keysOfShape = new int[KeyShape.Count];
    private readonly HashSet<(KeyShape Shape, ulong Key)> _planned = [];
    private readonly KeyPlan _plan;
    private int _round;

    public SubscriptionIndex() => _plan = new KeyPlan(_vocabulary);

    public int Count => _numbers.Count;

    /// <summary>How many candidates were looked at: near the number of matches, or the keys are badly chosen.</summary>
    public long Candidates { get; private set; }

    /// <summary>Adds the subscription, or gives it another filter, one that passed <see cref="FilterRules"/>.</summary>
    public void Set(Guid subscription, Filter filter)
    {
        var program = FilterProgram.Compile(filter, _vocabulary);
        Remove(subscription);
        var number = _subscriptions.Take();
        var chain = Postings.None;
        _planned.Clear();
        _plan.AddKeys(Demand.Of(filter), _planned);
        foreach (var (shape, key) in _planned)
        {
            chain = _postings.Add(key, (byte)shape.Value, number, chain);
            _keysOfShape[shape.Value]++;
        }
        _subscriptions[number] = new Subscription { Id = subscription, Program = program, Chain = chain, SeenIn = _round };
        _numbers.Add(subscription, number);
    }

    /// <summary>False when it was not there.</summary>
    public bool Remove(Guid subscription)
    {
        if (!_numbers.Remove(subscription, out var number))
        {
            return false;
        }
        var chain = _subscriptions[number].Chain;
        while (chain != Postings.None)
        {
            chain = _postings.RemoveFirst(chain, out var shape);
            _keysOfShape[shape]--;
        }
        FilterProgram.Release(_subscriptions[number].Program, _vocabulary);
        _subscriptions.Return(number);
        return true;
    }

    /// <summary>Adds exactly those subscriptions whose filter the need meets, each once, in no order.</summary>
    public void Match(PublicNeed need, List<Guid> into)
    {
        // A subscription may stand under several keys of one need; the round says whether it was already asked.
        _round++;
        var facts = new NeedFacts(need, _vocabulary);
        ReadOnlySpan<int> noWord = [Vocabulary.Unknown];
        var municipalities = MunicipalitiesOf(facts);
        for (var value = 0; value < KeyShape.Count; value++)
        {
            var shape = new KeyShape(value);
            if (_keysOfShape[value] == 0 || (shape.HasCategory && facts.Category == Vocabulary.Unknown) || (shape.Level >= 0 && facts.Place is null))
            {
                continue;
            }
            var category = shape.HasCategory ? facts.Category : Vocabulary.Unknown;
            foreach (var skill in shape.HasSkill ? facts.Skills : noWord)
            {
                foreach (var municipality in shape.HasMunicipality ? municipalities : noWord)
                {
                    var place = shape.Level >= 0 ? GeoGrid.CellOf(facts.Place!.Value, shape.Level) : municipality;
                    Ask(shape.Key(category, skill, facts.Publisher, place), facts, into);
                }
            }
        }
    }

    private void Ask(ulong key, NeedFacts need, List<Guid> into)
    {
        for (var entry = _postings.First(key); entry != Postings.None;)
        {
            entry = _postings.Next(entry, out var number);
            ref var subscription = ref _subscriptions[number];
            if (subscription.SeenIn == _round)
            {
                continue;
            }
            subscription.SeenIn = _round;
            Candidates++;
            if (FilterProgram.Meets(subscription.Program, need))
            {
                into.Add(subscription.Id);
            }
        }
    }

    // A national need meets every municipality filter, so it is looked up under each.
    private int[] MunicipalitiesOf(NeedFacts need) =>
        need.IsNational ? [.. Municipalities.All.Select(municipality => _vocabulary.Find(municipality.Code)).Where(code => code != Vocabulary.Unknown)]
        : need.Municipality == Vocabulary.Unknown ? []
        : [need.Municipality];

    [StructLayout(LayoutKind.Auto)]
    private struct Subscription
    {
        public Guid Id;
        public int[] Program;
        public int Chain;
        public int SeenIn;
    }
}
