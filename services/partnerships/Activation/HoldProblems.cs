using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Activation;

/// <summary>Why a commitment could not be reserved, in words that all parties may read: nothing in them is private to one of them.</summary>
internal static class HoldProblems
{
    public const string Unavailable = "unavailable";

    /// <summary>The offer is not of the party that committed it, or the need is of nobody at the table.</summary>
    public const string NotTheirs = "not-theirs";

    public static Text Say(HoldProblem problem)
    {
        var (danish, english) = problem.Code switch
        {
            "nothing-left" => ("der er ikke nok tilbage", "not enough is left"),
            "hold-expired" => ("reservationens tid gik, før alle var på plads", "the time of the reservation was up before all were in place"),
            "not-found" => ("tilbuddet eller behovet findes ikke mere", "the offer or the need is not there any more"),
            "deadline-passed" => ("fristen for at søge er forbi", "the deadline for applying has passed"),
            "invalid-fields" => ("tilbuddet har ikke et sådant bidrag, eller tiden passer ikke", "the offer has no such contribution, or the time does not fit"),
            NotTheirs => ("det hører ikke til en part i aftalen", "it does not belong to a party of the agreement"),
            Unavailable => ("der kom ikke svar i tide", "there was no answer in time"),
            _ => ("det er lukket, slut eller holder pause", "it is closed, has ended or is paused"),
        };
        return new Text($"Bidraget {problem.Commitment} kunne ikke reserveres: {danish}.", $"The commitment {problem.Commitment} could not be reserved: {english}.");
    }
}
