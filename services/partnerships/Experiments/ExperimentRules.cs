using SocialEnzyme.Hub.Partnerships.Programmes;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Experiments;

/// <summary>What an experiment may say. Every wrong field is told, not only the first.</summary>
internal sealed class ExperimentRules : KnowledgeRules
{
    private const int MaxTags = 20;

    /// <summary>The content in its one spelling, or everything that is wrong with it.</summary>
    public static Outcome<ExperimentContent> Check(ExperimentContent content)
    {
        var rules = new ExperimentRules();
        var clean = new ExperimentContent
        {
            Title = rules.Required("#/title", content.Title, MaxName),
            Hypothesis = rules.Required("#/hypothesis", content.Hypothesis, MaxText, isMultiline: true),
            Start = content.Start,
            Measure = new ExperimentMeasure(
                rules.Required("#/measure/what", content.Measure?.What, MaxName), rules.Optional("#/measure/unit", content.Measure?.Unit, MaxWord),
                rules.Optional("#/measure/method", content.Measure?.Method, MaxText, isMultiline: true)),
            Place = rules.Required("#/place", content.Place, MaxName),
            Municipality = rules.Municipality("#/municipality", content.Municipality),
            Tags = rules.Words("#/tags", content.Tags, MaxTags),
            ContactRole = rules.Optional("#/contactRole", content.ContactRole, MaxName),
            Materials = rules.Materials("#/materials", content.Materials),
        };
        if (content.Start is null)
        {
            rules.Wrong("#/start", "Feltet mangler; skriv en dag som 2027-02-01.", "The field is missing; write a day such as 2027-02-01.");
        }
        return rules.Refusal is { } refusal ? refusal : clean;
    }

    /// <summary>How it ended; no end without a learning.</summary>
    public static Outcome<CloseExperiment> Check(CloseExperiment end)
    {
        var rules = new ExperimentRules();
        var learning = rules.Optional("#/learning", end.Learning, MaxLongText, isMultiline: true);
        if (learning is null)
        {
            rules.Wrong("#/learning", "Skriv, hvad I lærte, også hvis det ikke lykkedes; ellers kan forsøget ikke afsluttes.",
                "Write what you learned, also if it failed; else the experiment cannot be closed.");
        }
        if (end.Outcome is null)
        {
            rules.Wrong("#/outcome", "Skriv worked, failed eller unclear.", "Write worked, failed or unclear.");
        }
        var figure = rules.ReadFigure("#/result/figure", end.Result?.Figure);
        var method = rules.Optional("#/result/method", end.Result?.Method, MaxText, isMultiline: true);
        if (figure is not null && method is null)
        {
            rules.Wrong("#/result/method", "Et tal kræver, at I skriver, hvordan det er fundet.", "A figure needs the method by which it was found.");
        }
        var clean = end with
        {
            Learning = learning,
            Result = end.Result is null ? null : new ExperimentResult(rules.Required("#/result/what", end.Result.What, MaxText, isMultiline: true), figure, method),
        };
        return rules.Refusal is { } refusal ? refusal : clean;
    }

    /// <summary>What an adopter says it does now.</summary>
    public static Outcome<AdoptResult> Check(AdoptResult adoption)
    {
        var rules = new ExperimentRules();
        var clean = adoption with
        {
            Municipality = rules.Municipality("#/municipality", adoption.Municipality),
            Practice = rules.Required("#/practice", adoption.Practice, MaxText, isMultiline: true),
        };
        return rules.Refusal is { } refusal ? refusal : clean;
    }
}
