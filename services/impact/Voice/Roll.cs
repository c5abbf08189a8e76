namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>How far something that is answered by token is: how many tokens there are, how many were used, and whether it is open.</summary>
/// <param name="IsEarly">It has not opened yet, by the clock of the database.</param>
/// <param name="IsOver">It takes no more answers, by the clock of the database.</param>
/// <param name="EndedAt">When it was counted; nothing changes after this.</param>
internal sealed record Roll(
    Guid Id, DateTimeOffset OpensAt, DateTimeOffset? ClosesAt, DateTimeOffset? EndedAt, int Issued, int Answered, bool IsEarly, bool IsOver)
{
    /// <summary>While it is open the number rises in steps, so that nobody can see one person answer.</summary>
    public const int Step = 5;

    /// <summary>The number of answers that may be told.</summary>
    public int Told => EndedAt is null ? Answered / Step * Step : Answered;

    public RollView View => new(
        EndedAt is not null ? RollState.Ended : IsOver ? RollState.Closed : IsEarly ? RollState.Announced : RollState.Open,
        OpensAt, ClosesAt, Issued, Told);
}

/// <summary>Whether answers are taken.</summary>
public enum RollState
{
    /// <summary>It opens later.</summary>
    Announced,
    /// <summary>Answers are taken.</summary>
    Open,
    /// <summary>Its time is up and it is about to be counted.</summary>
    Closed,
    /// <summary>It was counted; nothing changes any more.</summary>
    Ended,
}

/// <summary>How far it is.</summary>
/// <param name="Invited">How many tokens were issued.</param>
/// <param name="Answered">How many were used; in steps of five until it has ended.</param>
public sealed record RollView(RollState State, DateTimeOffset OpensAt, DateTimeOffset? ClosesAt, int Invited, int Answered);

/// <summary>What became of a token that somebody wanted to use.</summary>
internal enum Taking
{
    /// <summary>It is used now, and the answer may be written.</summary>
    Taken,
    Unknown,
    Used,
    Early,
    Late,
}
