using System.Collections.Concurrent;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>Everything that was answered with success: what the hub must still know when all is over.</summary>
internal sealed class Book
{
    private readonly ConcurrentQueue<KnownNeed> _needs = new();
    private readonly ConcurrentDictionary<int, KnownNeed> _free = new();
    private readonly ConcurrentQueue<KnownOffer> _offers = new();
    private readonly ConcurrentQueue<KnownDrawing> _drawings = new();
    private readonly ConcurrentQueue<KnownPartnership> _partnerships = new(), _watched = new(), _active = new();
    private readonly ConcurrentQueue<KnownHours> _hours = new();
    private int _number;

    public IReadOnlyCollection<KnownNeed> Needs => _needs;

    public IReadOnlyCollection<KnownOffer> Offers => _offers;

    public IReadOnlyCollection<KnownPartnership> Partnerships => _partnerships;

    public IReadOnlyCollection<KnownHours> Hours => _hours;

    /// <summary>How many publishes of needs were answered with success.</summary>
    public int Accepted => _needs.Count;

    public void Add(KnownNeed need)
    {
        _needs.Enqueue(need);
        GiveBack(need);
    }

    public void Add(KnownOffer offer) => _offers.Enqueue(offer);

    public void Add(KnownPartnership partnership) => _partnerships.Enqueue(partnership);

    public void Add(KnownHours hours) => _hours.Enqueue(hours);

    /// <summary>A need that nobody else touches until it is given back.</summary>
    public KnownNeed? Borrow(Random random)
    {
        for (var tried = 0; tried < 20 && _number > 0; tried++)
        {
            // Mostly of the newest: these are on their way while they change.
            var number = Math.Max(0, _number - 1 - random.Next(random.Next(1, 2_000)));
            if (_free.TryRemove(number, out var need)) return need;
        }
        return null;
    }

    public void GiveBack(KnownNeed need) => _free[Interlocked.Increment(ref _number) - 1] = need;

    public KnownOffer? AnOffer(Random random)
    {
        var offers = _offers.ToArray();
        return offers.Length == 0 ? null : offers[^random.Next(1, Math.Min(offers.Length, 12) + 1)];
    }

    public void Keep(KnownDrawing drawing) => _drawings.Enqueue(drawing);

    public KnownDrawing? ADrawing() => _drawings.TryDequeue(out var drawing) ? drawing : null;

    /// <summary>All said yes: somebody is to look what became of it.</summary>
    public void Watch(KnownPartnership partnership) => _watched.Enqueue(partnership);

    public KnownPartnership? AWatched() => _watched.TryDequeue(out var partnership) ? partnership : null;

    /// <summary>An active partnership that nobody else touches until it is given back.</summary>
    public KnownPartnership? AnActive() => _active.TryDequeue(out var partnership) ? partnership : null;

    public void GiveBack(KnownPartnership partnership) => _active.Enqueue(partnership);
}
