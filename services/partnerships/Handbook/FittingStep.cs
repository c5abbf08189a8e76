using SocialEnzyme.Hub.Contracts.Needs.V1;

namespace SocialEnzyme.Hub.Partnerships.Handbook;

/// <summary>Which step fits what has become of a need.</summary>
internal static class FittingStep
{
    /// <summary>The key of the step and why it is that one.</summary>
    /// <param name="from">When help is wanted from; null: at once.</param>
    /// <param name="hasPartnership">Somebody is at the table because of it.</param>
    public static (string Key, string Why) Of(NeedStatus status, int placesTaken, DateTimeOffset? from, bool hasPartnership, DateTimeOffset now) => status switch
    {
        NeedStatus.Draft => ("find", "Behovet er en kladde: skriv det færdigt, og find dem, I vil spørge."),
        NeedStatus.Withdrawn or NeedStatus.Expired => ("thank", "Behovet er slut: sig tak, og skriv, hvad I lærte."),
        NeedStatus.Filled when from > now => ("insure", "Alle pladser er taget, og I er ikke begyndt: få styr på forsikring og attester."),
        NeedStatus.Filled => ("document", "Alle pladser er taget: skriv timer og resultater ned, mens I er i gang."),
        _ when hasPartnership || placesTaken > 0 => ("agree", "Nogen har sagt ja: skriv sammen, hvem der gør hvad."),
        _ => ("ask", "Behovet er åbent, og ingen har sagt ja endnu: spørg nogen om noget bestemt."),
    };
}
