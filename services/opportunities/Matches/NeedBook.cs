using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Filters;
using SocialEnzyme.Hub.Opportunities.Matching.Pairs;

namespace SocialEnzyme.Hub.Opportunities.Matches;

/// <summary>The open needs in memory, for offers: whoever asks first reads what was committed since somebody last did.</summary>
internal sealed class NeedBook : IDisposable
{
    private readonly SemaphoreSlim _reading = new(1);
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, NeedNow> _needs = [];
    private readonly Dictionary<string, Dictionary<Guid, PublicNeed>> _byCategory = [];
    private ulong _settled;

    /// <summary>After this the book knows every need that was committed before, and perhaps later ones.</summary>
    public async Task RefreshAsync(NpgsqlTransaction transaction, CancellationToken ct)
    {
        // One at a time: what was read earlier must not undo what was read later.
        await _reading.WaitAsync(ct);
        try
        {
            var (settled, changes) = await OpenNeedStore.SinceAsync(
                transaction, _settled, (id, version) => Find(id)?.Version == version, ct);
            Apply(changes);
            _settled = settled;
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Takes in what was read, each need once.</summary>
    internal void Apply(IReadOnlyList<OpenNeedStore.Changed> changes)
    {
        lock (_gate)
        {
            foreach (var change in changes)
            {
                if (_needs.Remove(change.Id, out var before))
                {
                    _byCategory[Category(before.Content!)].Remove(change.Id);
                }
                if (change.Need is { } need)
                {
                    _needs[change.Id] = new NeedNow(change.Id, change.Version, need, null, HasMatches: true, null);
                    InCategory(Category(need))[change.Id] = need;
                }
            }
        }
    }

    /// <summary>The need as it was read last; null when it is not open.</summary>
    public NeedNow? Find(Guid id)
    {
        lock (_gate)
        {
            return _needs.GetValueOrDefault(id);
        }
    }

    /// <summary>The needs that an offer fits, with the score of each.</summary>
    public List<(Guid Id, int Score)> Match(PublicOffer offer, DateTimeOffset now)
    {
        var found = new List<(Guid Id, int Score)>();
        lock (_gate)
        {
            var categories = offer.Categories.Count == 0 ? _byCategory.Keys : offer.Categories.Select(Words.InCapitals).Distinct();
            foreach (var category in categories)
            {
                foreach (var (id, need) in _byCategory.GetValueOrDefault(category) ?? [])
                {
                    var verdict = PairMatch.Match(need, offer, now);
                    if (verdict.IsMatch)
                    {
                        found.Add((id, verdict.Score));
                    }
                }
            }
        }
        return found;
    }

    public void Dispose() => _reading.Dispose();

    private Dictionary<Guid, PublicNeed> InCategory(string category) =>
        _byCategory.TryGetValue(category, out var needs) ? needs : _byCategory[category] = [];

    private static string Category(PublicNeed need) => Words.InCapitals(need.Category);
}
