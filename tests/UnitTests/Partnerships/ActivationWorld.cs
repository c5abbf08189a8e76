using SocialEnzyme.Hub.Partnerships.Activation;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

/// <summary>What is written down, those who count, and whatever may go wrong between them.</summary>
internal sealed class ActivationWorld(int seed, int wishes)
{
    private enum Counts
    {
        Held,
        Confirmed,
        Returned,
        Expired,
    }

    private readonly Random _random = new(seed);

    // needs and offers: what they know of each reservation.
    private readonly Dictionary<Guid, Counts> _counted = [];

    // Calls that are still on the wire when nobody waits for them any more.
    private readonly List<(string Call, Hold Hold)> _late = [];

    private bool _isPlanned;
    private HoldProblem? _problem;
    private bool _isTimeUp;

    public List<Wish> Wishes { get; } = [.. Enumerable.Range(0, wishes).Select(Wish)];

    public List<Hold> Holds { get; } = [];

    public List<string> Calls { get; } = [];

    public bool IsActive { get; private set; }

    public HoldProblem? Told { get; private set; }

    public int RefuseAt { get; set; } = -1;

    public int ExpireAtConfirm { get; init; } = -1;

    public bool IsRough { get; init; }

    /// <summary>How many are counted beyond the limit of any hold.</summary>
    public int Counted => _counted.Values.Count(counts => counts is Counts.Confirmed);

    public int ConfirmedByNobody =>
        _counted.Count(each => each.Value is Counts.Confirmed && !Holds.Any(hold => hold.ReservationId == each.Key && hold.State is HoldState.Confirmed));

    public static Wish Wish(int number) => new($"w{number}", HoldTarget.Offers, Guid.Empty, Guid.Empty, new Guid(number, 0, 0, new byte[8]), "timer", 1);

    /// <returns>The aim at the end: it may be broken off on the way.</returns>
    public Aim Run(Aim aim)
    {
        (IsActive, Told) = (aim is not Aim.AllOrNone, null);
        for (var steps = 0; ; steps++)
        {
            Assert.True(steps < 2_000, $"seed {seed}: it never comes to an end");
            if (IsRough && steps < 60)
            {
                aim = Disturb(aim);
            }
            var step = ActivationRules.Next(new Situation(aim, Wishes, [.. Holds], _isPlanned, _problem, _isTimeUp));
            if (step is NextStep.Rest)
            {
                Arrive(all: true);
                return aim;
            }
            // It died after the call and before the note, or the note came second: nothing is written down.
            var isForgotten = IsRough && steps < 60 && _random.Next(6) == 0;
            if (Do(step, isForgotten))
            {
                Arrive(all: true);
                return aim;
            }
        }
    }

    private bool Do(NextStep step, bool isForgotten)
    {
        switch (step)
        {
            case NextStep.Reserve(var hold) when Call("reserve", hold) is var answer && !isForgotten:
                Note(hold, answer, HoldState.Held);
                return false;
            case NextStep.Confirm(var hold) when Call("confirm", hold) is var answer && !isForgotten:
                Note(hold, answer, HoldState.Confirmed);
                return false;
            case NextStep.Return(var hold) when Call("return", hold) is var answer && !isForgotten:
                if (answer is not "away")
                {
                    Set(hold, HoldState.Returned);
                }
                return false;
            case NextStep.Plan(var missing) when !isForgotten:
                Assert.NotEmpty(missing);
                Holds.AddRange(missing.Select(wish => new Hold(Guid.CreateVersion7(), wish, HoldState.Planned, 900)));
                (_isPlanned, _problem, _isTimeUp) = (true, null, false);
                return false;
            case NextStep.GiveBack(var holds, var problem) when !isForgotten:
                GiveBack(holds, problem);
                return false;
            case NextStep.Activate when !isForgotten:
                Assert.All(Wishes, wish => Assert.Contains(Holds, hold => hold.Wish == wish && hold.State is HoldState.Confirmed));
                (_isPlanned, IsActive) = (false, true);
                return true;
            case NextStep.Tell(var problem) when !isForgotten:
                Assert.DoesNotContain(Holds, hold => hold.IsLive);
                (_isPlanned, _problem, Told) = (false, null, problem);
                return true;
            default:
                return false;
        }
    }

    private void Note(Hold hold, string answer, HoldState done)
    {
        if (answer is "done")
        {
            Set(hold, done);
        }
        else if (answer is not "away")
        {
            var problem = new HoldProblem(hold.Wish.Key, answer);
            GiveBack(IsActive ? [hold] : [.. Holds.Where(each => each.IsWanted)], problem);
        }
    }

    private void GiveBack(IReadOnlyList<Hold> holds, HoldProblem? problem)
    {
        foreach (var hold in holds)
        {
            Set(hold with { IsRefused = problem is not null }, HoldState.Returning);
        }
        _problem = IsActive ? null : problem;
    }

    private void Set(Hold hold, HoldState state) =>
        Holds[Holds.FindIndex(each => each.ReservationId == hold.ReservationId)] = hold with { State = state };

    private string Call(string call, Hold hold)
    {
        Calls.Add(call);
        if (IsRough && _random.Next(5) is var luck and < 2)
        {
            if (luck == 0)
            {
                // It will arrive, and nobody knows when.
                _late.Add((call, hold));
            }
            return "away";
        }
        return Answer(call, hold);
    }

    private string Answer(string call, Hold hold)
    {
        var id = hold.ReservationId;
        var number = int.Parse(hold.Wish.Key[1..], System.Globalization.CultureInfo.InvariantCulture);
        switch (call)
        {
            case "reserve":
                if (_counted.TryGetValue(id, out var present))
                {
                    return present is Counts.Held or Counts.Confirmed ? "done" : "hold-expired";
                }
                if (number == RefuseAt || (IsRough && _random.Next(20) == 0))
                {
                    return "nothing-left";
                }
                _counted[id] = Counts.Held;
                return "done";
            case "confirm":
                var counts = _counted.GetValueOrDefault(id, Counts.Expired);
                if (counts is Counts.Held && number == ExpireAtConfirm)
                {
                    counts = _counted[id] = Counts.Expired;
                }
                if (counts is Counts.Held)
                {
                    counts = _counted[id] = Counts.Confirmed;
                }
                return counts is Counts.Confirmed ? "done" : "hold-expired";
            default:
                // What was never there stays so; a hold that arrives afterwards runs out by itself.
                if (_counted.GetValueOrDefault(id) is Counts.Held or Counts.Confirmed && _counted.ContainsKey(id))
                {
                    _counted[id] = Counts.Returned;
                }
                return "done";
        }
    }

    private Aim Disturb(Aim aim)
    {
        Arrive(all: false);
        foreach (var id in _counted.Where(each => each.Value is Counts.Held).Select(each => each.Key).ToList())
        {
            if (_random.Next(40) == 0)
            {
                _counted[id] = Counts.Expired;
            }
        }
        _isTimeUp |= _isPlanned && _random.Next(60) == 0;
        if (_random.Next(80) == 0 && Wishes.Count > 1)
        {
            Wishes[0] = Wishes[0] with { Quantity = Wishes[0].Quantity + 1 };
        }
        return _random.Next(40) == 0 ? Aim.Nothing : aim;
    }

    private void Arrive(bool all)
    {
        foreach (var late in _late.Where(_ => all || _random.Next(4) == 0).ToList())
        {
            _late.Remove(late);
            Answer(late.Call, late.Hold);
        }
    }
}
