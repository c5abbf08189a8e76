using Grpc.Core;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>How an answer by token is refused.</summary>
internal static class VoiceProblems
{
    private static readonly ProblemCode TokenUnknown = new("token-unknown", 404, StatusCode.NotFound,
        new("Koden findes ikke", "There is no such code"));

    private static readonly ProblemCode TokenUsed = new("token-used", 409, StatusCode.FailedPrecondition,
        new("Koden er brugt", "The code was used"));

    private static readonly ProblemCode NotOpenYet = new("not-open-yet", 409, StatusCode.FailedPrecondition,
        new("Det er ikke åbnet endnu", "It has not opened yet"));

    /// <summary>Also when there is nothing with this id: whoever tries codes learns nothing.</summary>
    public static readonly Rejection Unknown = new(TokenUnknown, new(
        "Koden hører ikke til her, eller runden er slut. Se efter, om den er skrevet rigtigt: 32 bogstaver, store eller små.",
        "This code does not belong here, or its round has ended. See whether it is written correctly: 32 letters, capital or small."));

    /// <summary>No code was sent at all.</summary>
    public static readonly Rejection Missing = Rejections.Invalid("#/token", "Skriv koden.", "Write the code.");

    private static readonly Rejection Used = new(TokenUsed, new(
        "Der er svaret med denne kode; hver kode gælder én gang.", "This code was used to answer; each code is good for once."));

    private static readonly Rejection Early = new(NotOpenYet, new(
        "Der kan ikke svares endnu; prøv igen, når det er åbnet.", "It cannot be answered yet; try again when it has opened."));

    /// <summary>It takes no more answers, or no more tokens.</summary>
    public static readonly Rejection Late = new(ProblemCode.DeadlinePassed, new(
        "Det er lukket; der tages ikke imod mere.", "It is closed; nothing more is taken."));

    /// <summary>Null when the token was taken.</summary>
    public static Rejection? Unless(Taking taking) => taking switch
    {
        Taking.Taken => null,
        Taking.Used => Used,
        Taking.Early => Early,
        Taking.Late => Late,
        _ => Unknown,
    };

    /// <summary>More were wanted than a roll may have.</summary>
    public static Rejection TooMany(int most, int issued) => Rejections.Invalid("#/count",
        FormattableString.Invariant($"Der kan udstedes {most} koder i alt; {issued} er udstedt."),
        FormattableString.Invariant($"{most} codes can be issued in all; {issued} were issued."));
}
