using System.Text.Json.Nodes;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Wording;
using SocialEnzyme.Hub.UnitTests.Support;

namespace SocialEnzyme.Hub.UnitTests.Texts;

/// <summary>What municipalities really ask for, and what they must not ask for.</summary>
public sealed class AuthorityTaskTests
{
    public static TheoryData<string> Allowed { get; } =
    [
        "Hjælp til at forstå en afgørelse fra kommunen.",
        "Bisidder til møde i jobcentret om sygedagpenge.",
        "Frivillige, der kan forklare, hvordan kommunen træffer afgørelser.",
        "Følgeskab til byretten i en sag om samvær.",
        "Hjælp borgere med at klage over afslag på hjemmehjælp.",
        "Rådgivning uden myndighed om gæld ved køkkenbordet.",
        "Kommunen træffer afgørelsen; I hjælper bagefter med papirerne.",
        "Besøgsven til en dame, der er visiteret til hjemmehjælp.",
        "Lektiehjælp til børn, der er anbragt uden for hjemmet.",
        "Familievenner for familier med anbragte børn.",
        "Sagsbehandleren visiterer, og I tager med på gåtur.",
        "Vi søger fonde, der vil bevilge 10.000 kr. til en havetraktor.",
        "Foredrag om, hvorfor nogle familier oplever tvangsfjernelse.",
        "Støtte til forældre, hvis barn er tvangsfjernet.",
        "I skal ikke træffe afgørelser, kun lytte.",
        "De frivillige må aldrig visitere eller bevilge hjælp.",
        "Hjælp til at skrive en ansøgning om boligstøtte.",
        "Hjælp til at læse breve fra Udbetaling Danmark.",
        "En jurist, der gratis gennemgår afgørelsen med borgeren.",
        "Ledsagelse til høring i Ankestyrelsen.",
        "Mentorer for unge, der har fået en bøde, de ikke kan betale.",
        "Kaffe og samtale, mens borgeren venter på en afgørelse.",
        "Når kommunen har truffet en afgørelse, vil mange gerne tale med nogen.",
        "Dommere til fodboldstævne, der kan træffe afgørelser på banen.",
        "Jury, der skal afgøre konkurrencen om byens bedste idé.",
        "Bestyrelsen træffer afgørelse om årets julefrokost.",
        "Beboerne træffer selv afgørelsen om den nye legeplads.",
        "Frivillige til at holde øje med legepladsen om sommeren.",
        "Frivillige til at se efter bygninger efter lukketid.",
        "Hjælp til at kontrollere, at alle cykler har lys.",
        "Tilsyn med høns og kaniner i weekenden.",
        "Frivillige, der går natteravnetur fredag aften.",
        "Vi mangler hænder til at fordele mad til familier før jul.",
        "Uddele julehjælp i december.",
        "Tildele priser ved årets frivilligfest.",
        "Fjerne affald fra stranden med børnene.",
        "Fjerne ukrudt sammen med unge fra klubben.",
        "Stoppe madspild i kantinen.",
        "Standse trafikken, når skolebørn går over vejen, gør politiet; I cykler med.",
        "Undervisning i budget for unge, der har fået stoppet deres kontanthjælp.",
        "Hjælp til unge, der risikerer en sanktion, så de husker deres møder.",
        "Jobcentret giver sanktioner; I hjælper med at undgå dem.",
        "Advokat til gældssanering, to timer om ugen.",
        "Hjælp med selvangivelsen i marts.",
        "Snerydning for ældre, hvor kommunen har givet påbud.",
        "Vi vil gerne forebygge tvang på afdelingen med musik og besøg.",
        "Musikere til psykiatrisk afdeling, hvor der før blev brugt tvang.",
        "Undgå at kommunen må anbringe barnet: en aflastningsfamilie i weekenden.",
        "Frivillige til at hjælpe borgere med at forberede mødet med visitator.",
        "Vejledning om, hvem der træffer afgørelse i en byggesag.",
        "Arkitekt, der gratis ser på tegninger, før kommunen giver byggetilladelse.",
        "Praktikpladser til unge, som jobcentret har visiteret.",
        "Lokale til møder i ældrerådet.",
        "Beslutte sammen med beboerne, hvor bænken skal stå.",
        "Hjælpe unge med at tage beslutninger om uddannelse.",
        "Vurdere, om en cykel kan repareres.",
        "Give råd om sund mad.",
        "Give tilladelse til, at vi bruger jeres parkeringsplads til loppemarked.",
        "Stå for kagebord ved sommerfesten.",
        "Frivillige, der kan besøge indsatte i arresten.",
        "Tolk til samtale om en afgørelse.",
        "Hjælp til at søge fonde, som bevilger penge til lejre.",
        "Tag med til retten som bisidder; retten afgør sagen.",
        "Lærerne bød ind med støtte efter skoletid.",
        "Myndigheden afgør, hvem der har ret til hjælp; vi søger samværsvenner.",
        "Deltag i et rollespil, hvor unge prøver at være dommer og træffe afgørelse.",
        "Vi afprøver, om besøg kan udsætte behovet for en plejebolig.",
        "Ikke-akut kørsel til kontrol på sygehuset.",
        "Hjælp med at flytte, når en familie har fået tildelt en almen bolig.",
        "Regionen ønsker frivillige, der hjælper patienter med at finde vej.",
    ];

    public static TheoryData<string> Refused { get; } =
    [
        "Træffe afgørelse om kontanthjælp.",
        "Vi søger en jurist, der kan træffe afgørelser i sager om boligstøtte.",
        "Frivillige skal træffe afgørelsen om, hvem der får hjemmehjælp.",
        "Afgøre ansøgninger om enkeltydelser.",
        "Hjælp os med at afgøre sager om merudgifter.",
        "I skal afgøre, hvem der har ret til sygedagpenge.",
        "Vurdere, om borgeren har ret til hjemmehjælp.",
        "Visitere borgere til plejebolig.",
        "Vi mangler hænder til at visitere ældre til hjemmehjælp.",
        "Visitér borgere til akutpladser i weekenden.",
        "Kommunen søger frivillige til at visitere borgere til dagtilbud.",
        "Stå for visitationen til botilbud.",
        "Overtage sagsbehandlingen på børneområdet.",
        "Hjælpe med visitation af nye borgere.",
        "Visitation af borgere til genoptræning",
        "Bevilge hjælpemidler til ældre.",
        "En virksomhed, der vil bevilge hjemmehjælp på kommunens vegne.",
        "Udmåle timer til hjemmehjælp.",
        "Tildele almene boliger til familier.",
        "Fastsætte ydelsen for unge under 30.",
        "Tildele plejeboliger efter venteliste.",
        "Tvangsfjerne børn fra familier.",
        "Frivillige, der kan være med til at tvangsindlægge borgere.",
        "Anbringe børn uden for hjemmet.",
        "Beslutte anbringelse af unge.",
        "Udføre tvang på institutionen.",
        "Anvende magt over urolige beboere.",
        "Gennemføre magtanvendelser om natten.",
        "Fratage forældre forældremyndigheden.",
        "Fastsætte samvær mellem far og barn.",
        "Give sanktioner til ledige, der udebliver.",
        "Sanktionere unge, der ikke møder op.",
        "Udstede bøder for parkering i gågaden.",
        "Stoppe kontanthjælpen for dem, der ikke svarer.",
        "Standse ydelser, når der er mistanke om snyd.",
        "Inddrive restancer hos lejere.",
        "Give byggetilladelser til carporte.",
        "Godkende plejefamilier i sommerferien.",
        "Behandle ansøgninger om førtidspension.",
        "Føre tilsyn med plejefamilier.",
        "Kontrollere kontanthjælpsmodtagere for snyd med adressen.",
        "Udøve myndighed på kommunens vegne.",
        "Foretage børnefaglige undersøgelser.",
        "Behandle klager over kommunen.",
        "I skal lytte, skrive ned og til sidst træffe afgørelse i sagen.",
        "I skal ikke kun lytte, men ikke bare det: træffe afgørelse om hjælpen.",
    ];

    [Theory, MemberData(nameof(Allowed))]
    public void What_supports_people_may_be_asked_for(string sentence) => Assert.False(AuthorityTask.IsIn(sentence), sentence);

    [Theory, MemberData(nameof(Refused))]
    public void What_only_an_authority_may_do_is_refused(string sentence) => Assert.True(AuthorityTask.IsIn(sentence), sentence);

    [Fact]
    public void The_lists_are_long_enough_to_mean_something()
    {
        Assert.True(Allowed.Count >= 60);
        Assert.True(Refused.Count >= 40);
    }

    [Fact]
    public void A_refusal_names_the_field_and_says_what_may_be_asked_for_instead()
    {
        var refused = AuthorityTask.Refuse(("#/title", "Besøgsvenner søges"), ("#/description", "Kaffe og snak.\nI skal også visitere borgere til hjemmehjælp."))!;
        Assert.Equal(ProblemCode.AuthorityTask, refused.Code);
        Assert.Equal(422, refused.Code.Http);
        Assert.Equal("#/description", Assert.Single(refused.Errors).Pointer);
        Assert.Contains("bisidder", refused.Errors[0].Detail.Danish, StringComparison.Ordinal);
    }

    [Fact]
    public void None_of_the_sample_cases_is_refused()
    {
        var cases = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "AppHost", "Local", "Sample", "cases.json")))!;
        Assert.Equal([], Texts(cases).Where(text => AuthorityTask.IsIn(text)).ToList());
    }

    [Fact]
    public void A_long_text_of_one_word_or_of_many_is_read_at_once()
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.False(AuthorityTask.IsIn("afgør" + new string('a', 10_000)));
        Assert.False(AuthorityTask.IsIn(string.Concat(Enumerable.Repeat("kommunen myndighed tilsyn ", 400))));
        Assert.False(AuthorityTask.IsIn(string.Concat(Enumerable.Repeat("ikke eller om hvem der tage give ", 300)) + "afgør"));
        // Not a measure: it only fails when the time grows with the square or worse.
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), watch.Elapsed.ToString());
    }

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject tree => tree.SelectMany(member => Texts(member.Value)),
        JsonArray list => list.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
