using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Surveys;

/// <summary>A sentence to agree or disagree with, 1 to 5, and the side of social capital it asks about.</summary>
/// <param name="Ideas">What others may try where this is low.</param>
public sealed record SurveyQuestion(string Dimension, Text Name, Text Statement, IReadOnlyList<Text> Ideas);

/// <summary>The questions of a survey: always these, so that rounds and areas can be compared. Another set gets another name.</summary>
/// <param name="Set">The name of the set.</param>
/// <param name="Scale">What 1 and 5 mean, and all between.</param>
public sealed record SurveyQuestions(string Set, IReadOnlyList<Text> Scale, IReadOnlyList<SurveyQuestion> Questions)
{
    /// <summary>How many answers a question has.</summary>
    public const int Values = 5;

    /// <summary>The questions that are asked.</summary>
    public static readonly SurveyQuestions Asked = new("area-1",
        [
            new("Helt uenig", "Strongly disagree"), new("Uenig", "Disagree"), new("Hverken enig eller uenig", "Neither agree nor disagree"),
            new("Enig", "Agree"), new("Helt enig", "Strongly agree"),
        ],
        [
            new("trust", new("Tillid", "Trust"),
                new("De fleste, der bor her, kan man stole på.", "Most people who live here can be trusted."),
                [new("Lav noget småt sammen, hvor alle holder et løfte: en fælles plantedag eller en værktøjsdeling.",
                    "Do something small together in which everybody keeps a promise: a planting day or a tool library.")]),
            new("network", new("Netværk", "Network"),
                new("Jeg kender flere her, som jeg taler med mindst én gang om ugen.", "I know several people here to whom I talk at least once a week."),
                [new("Dæk et langbord på gaden, og lad hver opgang invitere den næste.",
                    "Lay a long table in the street, and let each staircase invite the next.")]),
            new("help", new("Gensidig hjælp", "Mutual help"),
                new("Får jeg brug for en hånd, er der nogen her, jeg kan spørge.", "If I need a hand, there is somebody here whom I can ask."),
                [new("Hæng en tavle op med »kan hjælpe med« og »søger hjælp til«, og start selv med begge.",
                    "Put up a board with “can help with” and “look for help with”, and begin with one of each yourself.")]),
            new("participation", new("Deltagelse", "Participation"),
                new("Jeg har i det seneste halve år gjort noget sammen med andre her.", "In the last half year I did something together with others here."),
                [new("Find en opgave, der tager en time og ikke kræver et møde, og spørg folk én for én.",
                    "Find a task that takes an hour and needs no meeting, and ask people one by one.")]),
            new("safety", new("Tryghed", "Safety"),
                new("Jeg er tryg, når jeg færdes her, også efter mørkets frembrud.", "I feel safe when I go about here, also after dark."),
                [new("Gå en aftentur sammen, skriv ned, hvor der er mørkt eller øde, og vælg ét sted at gøre noget ved.",
                    "Walk together one evening, note where it is dark or deserted, and choose one place to do something about.")]),
            new("belonging", new("Tilhør", "Belonging"),
                new("Jeg føler mig hjemme her og ville savne stedet.", "I feel at home here and would miss the place."),
                [new("Saml fortællinger om stedet fra dem, der har boet her længst, og dem, der lige er kommet.",
                    "Collect stories of the place from those who have lived here longest and those who have just come.")]),
            new("influence", new("Indflydelse", "Influence"),
                new("Sammen kan vi, der bor her, ændre det, vi vil have ændret.", "Together we who live here can change what we want changed."),
                [new("Hold en lille afstemning om noget, der bliver til virkelighed inden for en måned.",
                    "Hold a small ballot on something that comes true within a month.")]),
        ]);
}
