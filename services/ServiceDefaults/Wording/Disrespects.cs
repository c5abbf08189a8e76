using System.Text.RegularExpressions;

namespace SocialEnzyme.Hub.ServiceDefaults.Wording;

/// <summary>A way of writing about people that holds them away, and another way.</summary>
/// <param name="Stems">One of these stands in every text that the pattern meets.</param>
internal sealed record Disrespect(string[] Stems, Regex Pattern, string Suggestion);

/// <summary>The list. Words that have another meaning are only met where they speak of people.</summary>
internal static class Disrespects
{
    // People and where they live, with every ending.
    private const string People =
        @"(?:borger|beboer|famili|menneske|person|barn|børn|ung|voksn|ældre|kvinde|mænd|mand\b|forældre|mødre|mor\b|fædre|bruger|elev|gruppe|lejer|kommunens|område|kvarter|bydel)\p{L}*";

    // Of two words the first ends, or the noun is left out: de svage, og de udsatte.
    private const string Alone = @"(?=\s*(?:[.,;:!?)""]|$|\b(?:i|på|fra|og|eller|skal|som|der|med|får|har|er|bor|kan|må|til)\b))";

    public static readonly IReadOnlyList<Disrespect> All =
    [
        Of(["klient"], @"(?<![\p{L}\-])(?!e?-?mail|api|web)\p{L}*klient(?:en|er|erne|el|ellet)?s?(?!\p{L}|-?\s?(?:program|software|server))", "borgere, beboere eller deltagere"),
        Of(["skæv"], @"(?<!\p{L})skæv(?:e)?\s+(?:eksistens(?:er|erne|en)?|typer?|mennesker|borgere|personer)(?!\p{L})", "mennesker, der lever på deres egen måde"),
        Of(["svag"], @"(?<!\p{L})(?:ressource|social|økonomisk|psykisk|bog|uddannelses)svag(?:e|t|este|ere)?(?!\p{L})", "mennesker, der har brug for opbakning"),
        Of(["svag"], @"(?<!\p{L})(?:socialt|økonomisk|psykisk|fysisk|de|den|samfundets|byens|kommunens|vores)\s+(?:aller)?svag(?:e|este|t)(?!\p{L}|\s+(?:vind|strøm|lys|signal|punkt|led|side|forbindelse|økonomi))", "mennesker, der har brug for opbakning"),
        Of(["svag"], @"(?<!\p{L})(?:en\s+|et\s+)?(?:aller)?svag(?:e|t|ere|este)?\s+" + People, "mennesker, der har brug for opbakning"),
        Of(["svag"], @"(?<!\p{L})svag(?:e|este)?(?=\s*(?:[.,;:!?)""]|$))", "med brug for opbakning"),
        Of(["udsat"], @"(?<!\p{L})(?:socialt|særligt?|økonomisk|psykisk)\s+udsat(?:te|tes)?(?!\p{L})(?:\s+" + People + ")?", "mennesker i en udsat situation"),
        Of(["udsat"], @"(?<!\p{L})udsatte\s+" + People, "mennesker i en udsat situation"),
        Of(["udsat"], @"(?<!\p{L})(?:de|byens|kommunens|samfundets|vores)\s+(?:mest\s+)?udsatte" + Alone, "mennesker i en udsat situation"),
        Of(["belast"], @"(?<!\p{L})(?:socialt|hårdt|tungt)\s+belast(?:et|ede)(?!\p{L})(?:\s+" + People + ")?", "mennesker med meget at bære"),
        Of(["belast"], @"(?<!\p{L})belastede\s+" + People, "mennesker med meget at bære"),
        Of(["marginalisere"], @"(?<!\p{L})(?:socialt\s+)?marginalisere(?:t|de|des)(?!\p{L})(?:\s+" + People + ")?", "mennesker, der er holdt udenfor"),
        Of(["taber"], @"(?<!\p{L})(?:samfunds(?:taber(?:e|ne)?)|(?:samfundets|systemets|livets)\s+taber(?:e|ne)?)(?!\p{L})", "mennesker, der ikke har fået en chance endnu"),
        Of(["misbruger", "narkoman", "alkoholik", "junkie"], @"(?<!\p{L})(?:\p{L}*misbruger(?:e|en|ne|es)?|stofmisbruger\p{L}*|narkoman(?:er|en|erne)?|alkoholiker(?:e|en|ne)?|junkie(?:r|rne|n)?)(?!\p{L})", "mennesker med en afhængighed"),
        Of(["modtager"], @"(?<!\p{L})(?:kontanthjælps|bistands|dagpenge|ydelses|overførsels|uddannelseshjælps)modtager(?:e|en|ne|es)?(?!\p{L})", "mennesker på kontanthjælp (eller den ydelse, det er)"),
        Of(["hjemløs"], @"(?<!\p{L})(?:de\s+|en\s+)?hjemløse?s?(?!\p{L})(?:\s+" + People + ")?", "mennesker i hjemløshed"),
        Of(["handicappe"], @"(?<!\p{L})(?:de\s+)?(?:fysisk\s+|psykisk\s+|multi)?handicappe(?:t|de|des)(?!\p{L})(?:\s+" + People + ")?", "mennesker med et handicap"),
        Of(["psykisk syg", "sindslid", "sindssyg"], @"(?<!\p{L})(?:(?:de\s+)?psykisk\s+syge?|sindslidende|sindssyge?)(?!\p{L}|\s*dom)(?:\s+" + People + ")?", "mennesker med en psykisk sygdom"),
        Of(["dement"], @"(?<!\p{L})(?:de\s+|en\s+)?demente?s?(?!\p{L})(?:\s+" + People + ")?", "mennesker med demens"),
        Of(["autist", "skizofren", "analfabet"], @"(?<!\p{L})(?:autist(?:er|en|erne)?|skizofrene?|analfabet(?:er|en|erne)?)(?!\p{L})", "mennesker med autisme, med skizofreni, eller som ikke har lært at læse"),
        Of(["ghetto"], @"(?<!\p{L})ghetto\p{L}*", "boligområdet ved dets navn"),
        Of(["problem"], @"(?<!\p{L})problem(?:barn|børn|unge|familie|familier|elev|elever|beboer|beboere|borger|borgere)(?:ne|en|s)?(?!\p{L})", "børn, unge eller familier i en svær tid"),
        Of(["utilpasse"], @"(?<!\p{L})utilpasse(?:t|de)(?!\p{L})(?:\s+" + People + ")?", "unge, der mangler et sted at høre til"),
        Of(["tilfælde"], @"(?<!\p{L})(?:social(?:e|t)?\s+tilfælde|socialtilfælde|plejetilfælde)(?!\p{L})", "mennesker, der har brug for hjælp"),
        Of(["tunge"], @"(?<!\p{L})(?:de\s+)?tunge\s+(?:borgere|brugere|beboere|unge|familier|sager)(?!\p{L})", "mennesker med meget at bære"),
        Of(["fattige", "fattigrøv"], @"(?<!\p{L})(?:(?:de\s+)fattige" + Alone + @"|fattigrøve?(?!\p{L}))", "mennesker med få penge"),
        Of(["restgruppe", "bunden af samfund"], @"(?<!\p{L})(?:restgruppe(?:n|r|rne)?|bunden\s+af\s+samfundet)(?!\p{L})", "dem, vi endnu ikke har nået"),
        Of(["olding", "gamling"], @"(?<!\p{L})(?:olding(?:e|en|ene)?|gamling(?:e|en|ene)?)(?!\p{L})", "ældre eller seniorer"),
    ];

    private static Disrespect Of(string[] stems, string pattern, string suggestion) =>
        new(stems, new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Compiled), suggestion);
}
