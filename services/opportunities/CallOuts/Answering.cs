using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.CallOuts;

/// <summary>What a volunteer says to a call-out, by the mouth of their holder.</summary>
public enum Answer
{
    Accept,
    Decline,
    DropOut,
}

/// <summary>What needs said to a question about one reservation.</summary>
internal enum PlaceAnswer
{
    /// <summary>The place is taken, or returned, as was asked.</summary>
    Done,
    NothingLeft,
    /// <summary>The need is no longer open, or knows nothing of it.</summary>
    Refused,
    /// <summary>No answer, or none that says what happened: the same question again.</summary>
    Unavailable,
}

/// <summary>What a state allows. Nothing here counts places: that is for needs.</summary>
internal static class Answering
{
    /// <summary>The state after an answer; the same one when nothing changes.</summary>
    /// <param name="ask">Not one that is under way.</param>
    /// <param name="isCapReached">The call-out itself wants no more, whatever the need has.</param>
    public static Outcome<AskState> Decide(CallOut callOut, AskState ask, Answer answer, bool isCapReached) => (answer, ask) switch
    {
        (Answer.Accept, AskState.Accepted or AskState.Waiting) => ask,
        (Answer.Accept, _) when callOut.IsOver => AskState.StoodDown,
        (Answer.Accept, _) when callOut.IsTest => AskState.Accepted,
        // Whoever waits was first: nobody overtakes them while it is filled.
        (Answer.Accept, _) => callOut.State is CallOutState.Filled || isCapReached ? AskState.Waiting : AskState.Accepting,
        (_, AskState.Accepted) => callOut.IsTest ? AskState.DroppedOut : AskState.Returning,
        (Answer.Decline, AskState.Asked or AskState.Waiting) => AskState.Declined,
        (Answer.Decline, _) => ask,
        (Answer.DropOut, AskState.Waiting or AskState.DroppedOut) => AskState.DroppedOut,
        _ => NothingToDropOut,
    };

    /// <summary>The state of an ask that was under way, after needs answered.</summary>
    public static AskState After(CallOut callOut, AskState ask, PlaceAnswer said) => (ask, said) switch
    {
        (_, PlaceAnswer.Unavailable) => ask,
        (AskState.Returning, _) => AskState.DroppedOut,
        // Taken in the very moment in which the need ended: nobody is to come.
        (_, PlaceAnswer.Done) => callOut.State is CallOutState.Withdrawn ? AskState.StoodDown : AskState.Accepted,
        (_, PlaceAnswer.NothingLeft) => callOut.IsOver ? AskState.StoodDown : AskState.Waiting,
        _ => AskState.StoodDown,
    };

    /// <summary>
    /// The state when needs gave a place and the ask had gone on meanwhile, by another answer to the same question:
    /// whoever waits has it, and from anybody else it is taken back. The same state: nothing is to be done.
    /// </summary>
    public static AskState AfterLate(CallOut callOut, AskState present) => present switch
    {
        AskState.Waiting => After(callOut, AskState.Accepting, PlaceAnswer.Done),
        AskState.Declined => AskState.Returning,
        AskState.StoodDown when callOut.State is not CallOutState.Withdrawn => AskState.Returning,
        _ => present,
    };

    private static readonly Rejection NothingToDropOut = new(ProblemCode.Conflict, new(
        "Den frivillige har ikke sagt ja; svar decline i stedet.", "The volunteer has not said yes; answer decline instead."));
}
