using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Agreements;

/// <summary>Why a step is refused.</summary>
internal static class Refusals
{
    public static readonly Rejection Over = Conflict("Partnerskabet er slut og kan ikke ændres.", "The partnership is over and cannot be changed.");

    public static readonly Rejection TooLate = new(ProblemCode.DeadlinePassed, new(
        "Fristen for at svare er forbi; åbn et nyt partnerskab.", "The time to answer is up; open a new partnership."));

    public static readonly Rejection InHand = Conflict(
        "Alle har sagt ja, og det lovede er ved at blive reserveret; prøv igen om lidt.",
        "All have consented and what was promised is being reserved; try again in a moment.");

    public static readonly Rejection Gone = Conflict("I er ikke længere med i partnerskabet.", "You are no longer in the partnership.");

    public static readonly Rejection OnlyAsked = Conflict(
        "I er inviteret, men ikke med endnu; sig først ja eller nej til invitationen.",
        "You are invited and not in it yet; first say yes or no to the invitation.");

    public static readonly Rejection NotActive = Conflict(
        "Det kan kun ske i en løbende aftale; skriv før det en ny version.", "This is for a running agreement; before that, write a new version.");

    public static readonly Rejection LeaveInstead = Conflict(
        "Aftalen løber; forlad den med :leave efter jeres exitvilkår.", "The agreement is running; leave it with :leave, by your exit terms.");

    public static readonly Rejection DeclineInstead = Conflict(
        "Aftalen løber ikke endnu; sig nej med :decline.", "The agreement is not running yet; say no with :decline.");

    public static readonly Rejection LeadOnly = Conflict(
        "Det kan kun den, der leder partnerskabet.", "Only the party that leads the partnership can do this.");

    public static readonly Rejection NotDue = Conflict("Fristen er ikke gået.", "The time to answer is not up.");

    public static readonly Rejection Stale = new(ProblemCode.VersionConflict, new(
        "Aftalen er en anden end den, I har læst; hent den, læs den, og send dens hash.",
        "The agreement is another than the one you read; fetch it, read it, and send its hash."));

    public static Rejection NotReady(IReadOnlyList<FieldError> missing) => new(ProblemCode.AgreementNotReady, new(
        "Aftalen mangler noget, før nogen kan sige ja; se errors.", "The agreement lacks something before anybody can say yes; see errors."))
    { Errors = missing };

    public static Rejection Conflict(string danish, string english) => new(ProblemCode.Conflict, new(danish, english));
}
