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

    // Scratch of one call of Match.
    private readonly List<ulong> _keys = [];
    private readonly List<int> _found = [];
    private readonly List<Candidate> _candidates = [];
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
        var facts = new NeedFacts(need, _vocabulary);
        _keys.Clear();
        AddKeys(facts);
        _found.Clear();
        _postings.Collect(_keys, _found);
        TakeCandidates();
        foreach (ref readonly var candidate in CollectionsMarshal.AsSpan(_candidates))
        {
            if (FilterProgram.Meets(candidate.Program, facts))
            {
                into.Add(candidate.Id);
            }
        }
        Candidates += _candidates.Count;
        // Holds no programs of subscriptions that may be gone tomorrow.
        _candidates.Clear();
    }

    private void AddKeys(NeedFacts need)
    {
        ReadOnlySpan<int> noWord = [Vocabulary.Unknown];
        var municipalities = MunicipalitiesOf(need);
        for (var value = 0; value < KeyShape.Count; value++)
        {
            var shape = new KeyShape(value);
            if (_keysOfShape[value] == 0 || (shape.HasCategory && need.Category == Vocabulary.Unknown) || (shape.Level >= 0 && need.Place is null))
            {
                continue;
            }
            foreach (var skill in shape.HasSkill ? need.Skills : noWord)
            {
                foreach (var municipality in shape.HasMunicipality ? municipalities : noWord)
                {
                    var place = shape.Level >= 0 ? GeoGrid.CellOf(need.Place!.Value, shape.Level) : municipality;
                    _keys.Add(shape.Key(shape.HasCategory ? need.Category : Vocabulary.Unknown, skill, need.Publisher, place));
                }
            }
        }
    }

    // Each subscription once, however many keys it was found under. Done for all before the first is asked:
    // a loop that does nothing else has many reads of memory under way at once.
    private void TakeCandidates()
    {
        _round++;
        foreach (var number in _found)
        {
            ref var subscription = ref _subscriptions[number];
            if (subscription.SeenIn != _round)
            {
                subscription.SeenIn = _round;
                _candidates.Add(new Candidate(subscription.Id, subscription.Program));
            }
        }
        foreach (ref var candidate in CollectionsMarshal.AsSpan(_candidates))
        {
            candidate.Head = candidate.Program[0];
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

    private struct Candidate(Guid id, int[] program)
    {
        public readonly Guid Id = id;
        public readonly int[] Program = program;

        /// <summary>Read ahead, so that the program is at hand when it is run.</summary>
        public int Head;
    }
}
