namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>What the state of a partnership asks of its reservations.</summary>
internal enum Aim
{
    /// <summary>All have agreed: every wish is confirmed, or every one is returned.</summary>
    AllOrNone,

    /// <summary>The work goes on: what is promised now is reserved, each by itself; what is promised no more comes back.</summary>
    EachByItself,

    /// <summary>Done, or running on while its text is rewritten: what was confirmed stays counted, and nothing new is asked for.</summary>
    KeepConfirmed,

    /// <summary>There is no agreement (any more): all of it comes back.</summary>
    Nothing,
}

/// <summary>A partnership's reservations, and what they are to become.</summary>
/// <param name="Wishes">What the agreement promises now, of parties that are at the table.</param>
/// <param name="Holds">Every reservation that was ever planned, oldest first.</param>
/// <param name="IsPlanned">All or none: the holds were planned.</param>
/// <param name="Problem">All or none: why it is being taken back.</param>
/// <param name="IsTimeUp">The time of what was planned last has run out, by the clock of the database.</param>
internal sealed record Situation(
    Aim Aim, IReadOnlyList<Wish> Wishes, IReadOnlyList<Hold> Holds, bool IsPlanned, HoldProblem? Problem, bool IsTimeUp);

/// <summary>Why something could not be reserved.</summary>
/// <param name="Commitment">The commitment's name within the agreement.</param>
/// <param name="Code">nothing-left, hold-expired, not-found, not-eligible, conflict, unavailable or changed.</param>
internal sealed record HoldProblem(string Commitment, string Code);

/// <summary>The next thing to do.</summary>
internal abstract record NextStep
{
    /// <summary>Nothing, until the partnership changes.</summary>
    public sealed record Rest : NextStep;

    /// <summary>Write down what will be asked for.</summary>
    public sealed record Plan(IReadOnlyList<Wish> Wishes) : NextStep;

    public sealed record Reserve(Hold Hold) : NextStep;

    public sealed record Confirm(Hold Hold) : NextStep;

    public sealed record Return(Hold Hold) : NextStep;

    /// <summary>Write down that these are to be returned.</summary>
    /// <param name="Problem">Null: nobody is to blame, they are not promised any more.</param>
    public sealed record GiveBack(IReadOnlyList<Hold> Holds, HoldProblem? Problem) : NextStep;

    /// <summary>Everything is confirmed: the partnership becomes active.</summary>
    public sealed record Activate : NextStep;

    /// <summary>Everything is back: the parties are told why.</summary>
    public sealed record Tell(HoldProblem Problem) : NextStep;
}

/// <summary>The rules by which reservations follow their partnership. They look at what is written down and at nothing else.</summary>
internal static class ActivationRules
{
    private static readonly NextStep Rest = new NextStep.Rest();

    /// <summary>One step; when it is written down, the next one is decided anew, by whoever comes.</summary>
    public static NextStep Next(Situation now)
    {
        // First what is on its way back: what comes next may want the same places.
        if (now.Holds.FirstOrDefault(hold => hold.State is HoldState.Returning) is { } returning)
        {
            return new NextStep.Return(returning);
        }
        Hold[] wanted = [.. now.Holds.Where(hold => hold.IsWanted)];
        return now.Aim switch
        {
            Aim.AllOrNone => AllOrNone(now, wanted),
            Aim.EachByItself => EachByItself(now, wanted),
            Aim.KeepConfirmed => GiveBack([.. wanted.Where(hold => hold.State is not HoldState.Confirmed)]),
            _ => GiveBack(wanted),
        };
    }

    private static NextStep AllOrNone(Situation now, Hold[] wanted)
    {
        if (now.Problem is { } problem)
        {
            return wanted.Length > 0 ? new NextStep.GiveBack(wanted, problem) : new NextStep.Tell(problem);
        }
        // Left over from another text; what was confirmed for that one and is promised in this one, too, stays.
        if (wanted.Where(hold => !now.Wishes.Any(wish => wish.IsMetBy(hold.Wish)) || (!now.IsPlanned && hold.State is not HoldState.Confirmed)).ToArray()
            is { Length: > 0 } stale)
        {
            return new NextStep.GiveBack(stale, null);
        }
        if (wanted.Length < now.Wishes.Count)
        {
            return new NextStep.Plan([.. now.Wishes.Where(wish => !wanted.Any(hold => wish.IsMetBy(hold.Wish)))]);
        }
        var undone = wanted.FirstOrDefault(hold => hold.State is not HoldState.Confirmed);
        if (undone is not null && now.IsTimeUp)
        {
            return new NextStep.GiveBack(wanted, new HoldProblem(undone.Wish.Key, HoldProblems.Unavailable));
        }
        return Onward(wanted) ?? new NextStep.Activate();
    }

    private static NextStep EachByItself(Situation now, Hold[] wanted)
    {
        if (wanted.Where(hold => !now.Wishes.Any(wish => wish.IsMetBy(hold.Wish))).ToArray() is { Length: > 0 } stale)
        {
            return new NextStep.GiveBack(stale, null);
        }
        if (now.Wishes.Where(wish => !now.Holds.Any(hold => wish.IsMetBy(hold.Wish) && (hold.IsWanted || hold.IsRefused))).ToArray() is { Length: > 0 } missing)
        {
            return new NextStep.Plan(missing);
        }
        if (now.IsTimeUp && wanted.FirstOrDefault(hold => hold.State is not HoldState.Confirmed) is { } late)
        {
            return new NextStep.GiveBack([late], new HoldProblem(late.Wish.Key, HoldProblems.Unavailable));
        }
        return Onward(wanted) ?? Rest;
    }

    // All are held before the first is confirmed: the fewer are confirmed when one is refused, the less has to come back.
    private static NextStep? Onward(Hold[] wanted) =>
        wanted.FirstOrDefault(hold => hold.State is HoldState.Planned) is { } planned ? new NextStep.Reserve(planned)
        : wanted.FirstOrDefault(hold => hold.State is HoldState.Held) is { } held ? new NextStep.Confirm(held)
        : null;

    private static NextStep GiveBack(Hold[] holds) => holds.Length > 0 ? new NextStep.GiveBack(holds, null) : Rest;
}
