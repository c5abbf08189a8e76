namespace SocialEnzyme.Hub.Impact.Valuation;

/// <summary>How numbers are made, by version: a number that names its method can be made again. A changed way of counting is a new version.</summary>
internal static class Methods
{
    /// <summary>
    /// Minutes that count, of each partnership, party, kind and month, times the rate of the month, divided by 60 and rounded to the øre, halves away from zero;
    /// every value is a sum of these.
    /// </summary>
    public const string Rates = "rates/1";

    /// <summary>The SROI Guide of 2012: see <see cref="Sroi"/>.</summary>
    public const string Sroi = "sroi-2012/1";

    public const string RatesRounding =
        "Hver parts minutter pr. partnerskab, art og måned gange måneds-satsen, delt med 60 og afrundet til hele øre (halve væk fra nul); alle værdier er summer af disse.";

    public const string SroiRounding =
        "Hvert års tilbagediskonterede værdi af hvert skøn er afrundet til hele øre (halve væk fra nul); forholdet til to decimaler.";

    /// <summary>To the øre, halves away from zero.</summary>
    public static long ToOere(decimal oere) => (long)decimal.Round(oere, 0, MidpointRounding.AwayFromZero);

    /// <summary>What minutes are worth at a rate.</summary>
    public static long Value(long minutes, long oerePerHour) => ToOere((decimal)minutes * oerePerHour / 60m);
}
