using System.Text.RegularExpressions;

namespace SocialEnzyme.Hub.ServiceDefaults.Wording;

/// <summary>The acts of an authority in Danish sentences, and how to tell whether it is the reader who is asked to do them.</summary>
internal static partial class AuthorityActs
{
    // Infinitive, present and imperative: what is to be done. What was done (visiteret, bevilget, anbragt) is somebody's situation.
    private static readonly Regex[] Acts = [Deciding(), Assessing(), Granting(), Compelling(), Sanctioning(), Permitting(), Controlling(), Naming()];

    /// <summary>Sentences and lines; a number such as § 50. ends none.</summary>
    public static IEnumerable<string> Sentences(string text) => SentenceEnd().Split(text).Select(sentence => sentence.Trim()).Where(sentence => sentence.Length > 0);

    /// <summary>True when the sentence asks its reader for such an act.</summary>
    public static bool IsAskedFor(string sentence)
    {
        foreach (var act in Acts)
        {
            foreach (Match match in act.Matches(sentence))
            {
                if (!IsNegated(sentence, match) && !IsOfAnother(sentence, match) && !IsTalkedOf(sentence[..match.Index]))
                {
                    return true;
                }
            }
        }
        return false;
    }

    // I skal ikke træffe afgørelser; uden at visitere; de træffer ingen afgørelser.
    private static bool IsNegated(string sentence, Match match) =>
        Negation().IsMatch(sentence[..match.Index]) || NegationWithin().IsMatch(match.Value);

    // Kommunen træffer afgørelsen; så bevilger fonden pengene; bestyrelsen afgør sagen.
    private static bool IsOfAnother(string sentence, Match match)
    {
        var before = sentence[..match.Index];
        return SubjectBefore().IsMatch(before)
            || SubjectOfDuty().IsMatch(before)
            || (PresentTense().IsMatch(match.Value) && SubjectAfter().IsMatch(sentence[(match.Index + FirstWord(match.Value))..]))
            || (match.Value.StartsWith("bevil", StringComparison.OrdinalIgnoreCase) && Funds().IsMatch(sentence))
            || Games().IsMatch(sentence);
    }

    // Forstå, hvordan man visiterer; et oplæg om at bevilge; mens de træffer afgørelse.
    private static bool IsTalkedOf(string before) => TalkedOf().IsMatch(before);

    private static int FirstWord(string act) => act.IndexOf(' ', StringComparison.Ordinal) is var end and > 0 ? end : act.Length;

    private const RegexOptions Danish = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;

    private const string Authority =
        @"(?:(?:kommun|region|jobcent|myndighed|forvaltning|sagsbehandler|socialrådgiver|visitator|udbetaling\s+danmark|ankestyrelse|familieretshus|styrelse|ministeri|statsforvaltning|byret|landsret|domstol|rette[nr]\b|politi|lægen?\b|overlæge|psykiater|skattestyrelse|borgerservice|børne-\s+og\s+ungeudvalg|udvalg|byråd|kommunalbestyrelse|bestyrelse|generalforsamling|beboer|forening|afdeling|udlejer|banken?\b|fond|staten|folketing|rådgiveren|lederen|skolelederen|personale|medarbejdere|medarbejdern)\p{L}*)";

    [GeneratedRegex(@"(?<!§\s?\d*)[.!?;\r\n]+(?=\s|$)|[\r\n]+")]
    private static partial Regex SentenceEnd();

    // Only the reader's own doing is negated by what stands just before it.
    [GeneratedRegex(@"\b(?:ikke(?!\s+(?:kun|bare|blot|alene))|aldrig|ingen|intet|hverken|eller|uden|i\s+stedet\s+for|frem\s+for|fremfor|undgå\p{L}*|forebygge\p{L}*|forhindre\p{L}*|slippe\p{L}*|må\s+ikke)\b(?<=\b(?:ikke|aldrig|ingen|intet|hverken|uden|for|fremfor|undgå\p{L}*|forebygge\p{L}*|forhindre\p{L}*|slippe\p{L}*|(?:ikke|aldrig|hverken|uden)\b.{0,60}\beller))[^,]{0,40}$", Danish)]
    private static partial Regex Negation();

    [GeneratedRegex(@"\b(?:ikke|aldrig|ingen|hverken)\b", Danish)]
    private static partial Regex NegationWithin();

    // Nearest noun is an authority, and nobody was asked for in between.
    [GeneratedRegex(Authority + @"(?:\s+(?!(?:søger|ønsker|mangler|har\s+brug|vil\s+gerne\s+have|beder|inviterer|efterlyser|tilbyder|skal\s+have|leder\s+efter|hjælp\p{L}*|ved\s+at|med\s+at|til\s+at|for\s+at|og\s+(?:at|du|i)|som\s+frivillig|så|hvor\s+du|hvor\s+i)\b)[^\s,]+){0,5}\s*$", Danish)]
    private static partial Regex SubjectBefore();

    // Kommunens pligt til at bevilge; jobcentrets ret til at give sanktioner.
    [GeneratedRegex(Authority + @"\s+(?:\p{L}+\s+){0,2}(?:pligt|ret|ansvar|kompetence|opgave|beslutning|adgang|mulighed)(?:en|et|er)?\s+(?:(?:er\s+)?(?:til|for|om)\s+)?(?:er\s+)?at\s*$", Danish)]
    private static partial Regex SubjectOfDuty();

    [GeneratedRegex(@"^\s+(?:selv\s+|altid\s+|stadig\s+|fortsat\s+|kun\s+|alene\s+)?(?:en\s+|den\s+|din\s+|jeres\s+|vores\s+)?" + Authority, Danish)]
    private static partial Regex SubjectAfter();

    [GeneratedRegex(@"^\p{L}+(?:er|ør|går|tager)\b", Danish)]
    private static partial Regex PresentTense();

    [GeneratedRegex(@"\b(?:fond|legat|sponsor|sparekasse|bank|pulje|donation|donere|mæcen|lotteri)\p{L}*", Danish)]
    private static partial Regex Funds();

    [GeneratedRegex(@"\b(?:\p{L}*dommer(?:e|en|ne)?|\p{L}*kampe?n?|turnering\p{L}*|jury\p{L}*|konkurrence\p{L}*|stævne\p{L}*|quiz\p{L}*|spil(?:let|lere)?|rollespil\p{L}*|teater\p{L}*|skuespil\p{L}*)\b", Danish)]
    private static partial Regex Games();

    [GeneratedRegex(@"\b(?:forstå\p{L}*|forklar\p{L}*|fortæl\p{L}*|oplys\p{L}*|oplæg\p{L}*|vejled\p{L}*|rådgiv\p{L}*|undervis\p{L}*|foredrag\p{L}*|kursus|kurser|viden|lær\p{L}*|debat\p{L}*|interview\p{L}*|undersøg\p{L}*|læse?\b|klage\p{L}*|afventer?|vente\p{L}*|bisidder\p{L}*|følgeskab|ledsag\p{L}*|følges?\b|støtte\p{L}*|hjælp\p{L}*)[^.]*\b(?:hvordan|hvorfor|hvornår|hvem|hvad|når|før|inden|mens|imens|efter\s+at|om\s+at\s+(?:andre|myndighed\p{L}*))\b[^.]{0,60}$|\b(?:når|før|inden|mens|imens|indtil|hvis)\s+(?:der|de|man|nogen|andre)\s+(?:\p{L}+\s+){0,2}$", Danish)]
    private static partial Regex TalkedOf();

    // træffe afgørelse; afgøre sager, ansøgninger, klager; beslutte hvem der har ret til.
    [GeneratedRegex(@"\b(?:træffe[r]?|træf|tage[r]?|tag)\s+(?:\p{L}+\s+){0,3}?(?:myndigheds)?afgørelse[nr]?(?:ne)?\b|\b(?:afgøre|afgør),?\s+(?:\p{L}+\s+){0,3}?(?:sag(?:en|er|erne)?|ansøgning(?:en|er|erne)?|klage(?:n|r|rne)?|ydelse\p{L}*|(?:om|hvem|hvilke)\b[^.]{0,60}\b(?:ret\s+til|berettige\p{L}*|have\s+(?:hjælp|ydelse|støtte|plads|kontanthjælp)|får?\s+(?:hjælp|ydelse\p{L}*|støtte|en\s+plads|kontanthjælp|bolig|bevilling)))\b|\b(?:beslutte[r]?|vurdere[r]?|bestemme[r]?|fastslå[r]?),?\s+(?:\p{L}+\s+){0,2}?(?:om|hvem|hvilke)\b[^.]{0,60}\b(?:(?:har|have)\s+ret\s+til|er\s+berettige\p{L}*|(?:skal|kan)\s+(?:\p{L}+\s+)?(?:have|få)\s+(?:hjemmehjælp|kontanthjælp|sygedagpenge|førtidspension|ydelse\p{L}*|bevilling|tilskud\s+efter|støtte\s+efter)|skal\s+anbringes|skal\s+fjernes)", Danish)]
    private static partial Regex Deciding();

    // visitere; stå for visitationen; udmåle hjælp; foretage børnefaglige undersøgelser.
    [GeneratedRegex(@"\b(?:re)?visit(?:ere[r]?|ér|er)\s+(?!(?:og|eller|samt)\b)(?=\p{L})|\b(?:stå[r]?\s+for|foretage[r]?|foretag|gennemføre[r]?|udføre[r]?|varetage[r]?|overtage[r]?|deltage\s+i|hjælpe\s+med|hjælp\s+til|tage\s+sig\s+af|løse[r]?)\s+(?:\p{L}+\s+){0,3}?(?:(?:re)?visitation(?:en|er)?|myndighedsbehandling(?:en)?|myndighedsopgave(?:n|r|rne)?|myndighedsudøvelse\p{L}*|sagsbehandling(?:en)?|partshøring(?:en|er)?|børnefaglig\p{L}*\s+undersøgelse\p{L}*|§\s*\d+\s?-?undersøgelse\p{L}*|udmåling(?:en)?)\b|\budmåle[r]?\s+(?:\p{L}+\s+){0,2}?(?:hjælp\p{L}*|støtte\p{L}*|ydelse\p{L}*|hjemmehjælp|timer|tilskud)|\bpartshøre[r]?\b|\b(?:sagsbehandle[r]?|sagsbehandl)\s+\p{L}+|\b(?:behandle[r]?|behandl)\s+(?:\p{L}+\s+){0,2}?(?:ansøgning(?:er|erne|en)?|sager(?:ne)?|klage(?:r|rne|n)?)\s+(?:om|fra|over|på)\s+(?:\p{L}+\s+){0,2}?(?:kontanthjælp|ydelse\p{L}*|hjemmehjælp|boligstøtte|førtidspension|sygedagpenge|byggetilladelse\p{L}*|kommunen\p{L}*|afslag|afgørelse\p{L}*|handicaphjælp\p{L}*|borger\p{L}*)", Danish)]
    private static partial Regex Assessing();

    // bevilge; tildele kontanthjælp, boliger og pladser; fastsætte ydelser.
    [GeneratedRegex(@"\bbevilge[r]?\b|\bbevilg\s+\p{L}+|\b(?:tildele[r]?|tildel|fastsætte[r]?|udbetale[r]?|fordele[r]?)\s+(?:\p{L}+\s+){0,2}?(?:kontanthjælp|ydelse(?:n|r|rne)?|hjemmehjælp|boligstøtte|førtidspension|sygedagpenge|dagpenge|plejebolig(?:er|erne)?|ældrebolig(?:er|erne)?|almene\s+bolig(?:er|erne)?|botilbudsplads\p{L}*|institutionsplads\p{L}*|børnehaveplads\p{L}*|plejehjemsplads\p{L}*|enkeltydelse\p{L}*|merudgift\p{L}*|boliganvisning\p{L}*)", Danish)]
    private static partial Regex Granting();

    // tvangsfjerne, anbringe børn, udføre tvang, anvende magt, fratage.
    [GeneratedRegex(@"\btvangs(?:fjerne|anbringe|indlægge|tilbageholde|behandle|fuldbyrde|auktionere|medicinere)[r]?\b|\banbringe[r]?\s+(?:\p{L}+\s+){0,2}?(?:barn\p{L}*|børn\p{L}*|unge?|teenager\p{L}*|uden\s+for)|\b(?:beslutte[r]?|iværksætte[r]?|gennemføre[r]?|udføre[r]?|udøve[r]?|foretage[r]?|anvende[r]?|bruge[r]?|stå\s+for)\s+(?:\p{L}+\s+){0,2}?(?:tvang(?:en)?|tvangs(?:fjernelse|anbringelse|indlæggelse|tilbageholdelse|auktion)\p{L}*|magt(?:anvendelse\p{L}*)?(?:\s+(?:over|mod))|magtanvendelse\p{L}*|frihedsberøvelse\p{L}*|anbringelse(?:n|r|rne)?(?:\s+af)?|myndighed(?:en)?\s+over)\b|\bfjerne[r]?\s+(?:\p{L}+\s+){0,2}?(?:barn(?:et)?|børn(?:ene)?|unge)\s+(?:fra|uden)|\bfratage[r]?\s+(?:\p{L}+\s+){0,3}?(?:forældremyndighed\p{L}*|samvær\p{L}*|ydelse\p{L}*|kontanthjælp\p{L}*|retten)|\bbeskikke[r]?\s+(?:\p{L}+\s+){0,2}?(?:værge\p{L}*|advokat\p{L}*)|\b(?:suspendere[r]?|afbryde[r]?|fastsætte[r]?)\s+(?:\p{L}+\s+){0,2}?samvær\p{L}*", Danish)]
    private static partial Regex Compelling();

    // sanktionere, give bøder, standse ydelser.
    [GeneratedRegex(@"\bsanktionere[r]?\b|\b(?:give[r]?|giv|idømme[r]?|pålægge[r]?|udstede[r]?|udsted|beslutte[r]?|iværksætte[r]?|uddele[r]?|udskrive[r]?)\s+(?:\p{L}+\s+){0,3}?(?:sanktion(?:er|en|erne)?|bøde(?:r|n|rne)?|parkeringsbøde\p{L}*|parkeringsafgift\p{L}*|påbud(?:det|dene)?|forbud(?:det|dene)?|afslag\s+(?:på|til)\s+(?:\p{L}+\s+)?(?:ansøg\p{L}*|ydelse\p{L}*|kontanthjælp|hjælp|bevilling|borger\p{L}*)|straf(?:fe)?)\b|\b(?:standse[r]?|stands|stoppe[r]?|stop|nedsætte[r]?|tilbageholde[r]?|trække[r]?\s+i|lukke[r]?\s+for)\s+(?:\p{L}+\s+){0,2}?(?:ydelse(?:n|r|rne)?|kontanthjælp(?:en)?|sygedagpenge(?:ne)?|udbetaling(?:en|er)?|boligstøtte(?:n)?|børnecheck(?:en)?)\b|\b(?:inddrive[r]?|inddriv)\s+(?:\p{L}+\s+){0,2}?(?:gæld\p{L}*|restance\p{L}*|skat\p{L}*|penge|husleje\p{L}*)|\b(?:udvise[r]?|bortvise[r]?)\s+(?:\p{L}+\s+){0,2}?(?:borger\p{L}*|udlænding\p{L}*|asylansøger\p{L}*|elev(?:er|en|erne)?)|\bsætte[r]?\s+(?:\p{L}+\s+){0,2}?(?:lejer\p{L}*|beboer\p{L}*|famili\p{L}*)\s+(?:ud|på\s+gaden)", Danish)]
    private static partial Regex Sanctioning();

    // give byggetilladelser, dispensere, godkende plejefamilier.
    [GeneratedRegex(@"\b(?:give[r]?|giv|udstede[r]?|udsted|meddele[r]?|bevillige[r]?)\s+(?:\p{L}+\s+){0,2}?(?:byggetilladelse\p{L}*|opholdstilladelse\p{L}*|alkoholbevilling\p{L}*|miljøgodkendelse\p{L}*|dispensation(?:er|en)?|autorisation(?:er|en)?|statsborgerskab|pas(?:sene)?\b|kørekort(?:ene)?\b)|\b(?:godkende[r]?|godkend)\s+(?:\p{L}+\s+){0,2}?(?:plejefamili\p{L}*|adoptant\p{L}*|botilbud\p{L}*|ansøgning(?:er|erne|en)?\s+(?:om|fra)|byggesag\p{L}*|byggeansøgning\p{L}*|privatinstitution\p{L}*|privat\p{L}*\s+pasning\p{L}*)|\bdispensere[r]?\s+fra\b", Danish)]
    private static partial Regex Permitting();

    // føre tilsyn med plejefamilier; kontrollere om borgere snyder.
    [GeneratedRegex(@"\b(?:føre[r]?|før|udføre[r]?|foretage[r]?|varetage[r]?|stå\s+for|gennemføre[r]?)\s+(?:\p{L}+\s+){0,3}?(?:\p{L}*tilsyn(?:et)?)\s+(?:\p{L}+\s+){0,2}?(?:med|på|i|hos|af)\s+(?:\p{L}+\s+){0,3}?(?:plejefamili\p{L}*|botilbud\p{L}*|plejehjem\p{L}*|plejecent\p{L}*|hjemmepleje\p{L}*|daginstitution\p{L}*|dagpleje\p{L}*|børnehave\p{L}*|vuggestue\p{L}*|opholdssted\p{L}*|byggeri\p{L}*|bygge\p{L}*|virksomhed\p{L}*|restaurant\p{L}*|fødevare\p{L}*|famili\p{L}*|anbragte\p{L}*|botilbudd\p{L}*|prøveløsladte|dømte)|\bkontrollere[r]?\s+(?:\p{L}+\s+){0,3}?(?:kontanthjælp\p{L}*|ydelsesmodtager\p{L}*|ledige\p{L}*|borger\p{L}*|enlige\s+forsørger\p{L}*|socialt\s+bedrageri)\b[^.]{0,60}?(?:snyd\p{L}*|bedrag\p{L}*|ret\s+til|rådighed\p{L}*|bor\s+(?:sammen|alene)|jobsøg\p{L}*|adresse\p{L}*|berettig\p{L}*)|\b(?:udøve[r]?|udøv)\s+(?:\p{L}+\s+){0,1}?myndighed\p{L}*|\b(?:overvåge[r]?|overvåg)\s+(?:\p{L}+\s+){0,2}?samvær\p{L}*\s+for\s+(?:kommunen|myndighed\p{L}*)", Danish)]
    private static partial Regex Controlling();

    // A title: Visitation af borgere til plejebolig.
    [GeneratedRegex(@"^(?:visitation|revisitation|bevilling|udmåling|sagsbehandling|myndighedsbehandling|tvangsfjernelse|tvangsanbringelse|anbringelse|myndighedsafgørelse(?:r)?|sanktionering)\s+(?:af|i|til|om)\s+\p{L}+", Danish)]
    private static partial Regex Naming();
}
