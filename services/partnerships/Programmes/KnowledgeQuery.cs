using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>What one may ask of programmes and experiments alike.</summary>
internal static class KnowledgeQuery
{
    public const int MaxQuery = 200;

    /// <summary>The words that are searched for; null when nothing is, and an error when there is no word in it.</summary>
    public static string? Words(string? q, List<FieldError> errors)
    {
        if (string.IsNullOrWhiteSpace(q))
        {
            return null;
        }
        var folded = q.Length > MaxQuery ? "" : Texts.SearchWords.Fold(q);
        if (folded.Length == 0)
        {
            errors.Add(new FieldError("#/q", new("Skriv et eller flere ord, højst 200 tegn.", "Write one or more words, at most 200 characters.")));
        }
        return folded;
    }

    /// <summary>The participant that is asked for; null when nobody is, and an error when it is no id.</summary>
    public static Guid? Id(string name, string? text, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(text) || Guid.TryParse(text, out _))
        {
            return Guid.TryParse(text, out var id) ? id : null;
        }
        errors.Add(new FieldError($"#/{name}", new("Skriv et id, et UUID.", "Write an id, a UUID.")));
        return null;
    }

    /// <summary>The municipality that is asked for; null when none is, and an error when there is none like it.</summary>
    public static string? Municipality(string? code, List<FieldError> errors)
    {
        if (string.IsNullOrEmpty(code) || ServiceDefaults.Denmark.Municipalities.TryGet(code, out _))
        {
            return ServiceDefaults.Denmark.Municipalities.TryGet(code, out var municipality) ? municipality.Code : null;
        }
        errors.Add(new FieldError("#/municipality", new("Der er ingen kommune med den kode; skriv fire cifre.", "There is no municipality with this code; write four digits.")));
        return null;
    }
}
