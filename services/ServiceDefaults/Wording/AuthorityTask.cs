using System.Buffers;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Wording;

/// <summary>
/// Finds a text that asks volunteers to do what only an authority may: decide, assess eligibility, grant, compel, place, sanction.
/// To help somebody understand, prepare for or complain of a decision is no such task.
/// </summary>
public static class AuthorityTask
{
    private static readonly SearchValues<string> Stems = SearchValues.Create(
        ["afgør", "visit", "bevil", "tvang", "anbring", "sanktion", "sanktioner", "myndighed", "tilsyn", "udmål", "tildel", "tilladelse", "godkend",
            "dispensation", "sagsbehand", "fratag", "fjerne", "bøde", "påbud", "forbud", "inddriv", "standse", "stoppe", "kontroller", "magt", "undersøgelse",
            "ret til", "partshør", "udred", "klage", "straf", "bortvis", "udvis", "udsætte", "beskik", "samvær", "fastsæt", "behandl", "udbetal", "fordel", "udsted", "suspender"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Null, or the refusal with the field that asks for it and what may be asked for instead.</summary>
    public static Rejection? Refuse(params IEnumerable<(string Pointer, string? Text)> texts)
    {
        foreach (var (pointer, text) in texts)
        {
            if (IsIn(text))
            {
                return new Rejection(ProblemCode.AuthorityTask, Reason) { Errors = [new FieldError(pointer, Instead)] };
            }
        }
        return null;
    }

    /// <summary>True when the text asks for an authority's decision.</summary>
    public static bool IsIn(string? text) =>
        text is not null && text.AsSpan().ContainsAny(Stems) && AuthorityActs.Sentences(text).Any(AuthorityActs.IsAskedFor);

    /// <summary>Why such a task is refused.</summary>
    public static readonly Text Reason = new(
        "Opgaven er en myndighedsafgørelse. Den kan frivillige og virksomheder ikke løse; den bliver hos myndigheden.",
        "The task is a decision of an authority. Volunteers and companies cannot take it; it stays with the authority.");

    /// <summary>What may be asked for in its place.</summary>
    public static readonly Text Instead = new(
        "Bed i stedet om det, der støtter: hjælp til at forstå et brev, en bisidder, følgeskab til mødet, samvær eller rådgivning uden myndighed. Skriv, at myndigheden træffer afgørelsen.",
        "Ask for what supports instead: help to understand a letter, somebody to come along to the meeting, company, or advice without authority. Say that the authority decides.");
}
