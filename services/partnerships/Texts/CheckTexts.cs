using System.ComponentModel.DataAnnotations;
using SocialEnzyme.Hub.ServiceDefaults.Problems;
using SocialEnzyme.Hub.ServiceDefaults.Wording;

namespace SocialEnzyme.Hub.Partnerships.Texts;

/// <summary>Asks how texts speak of people, before they are sent anywhere.</summary>
public sealed record CheckTexts
{
    /// <summary>1 to 20 texts of at most 10,000 characters each.</summary>
    [Required]
    public IReadOnlyList<string>? Texts { get; init; }

    /// <summary>Repeats a call that was refused with personal-data-possible.</summary>
    public bool? ConfirmNoPersonalData { get; init; }

    internal const int MaxTexts = 20;
    internal const int MaxText = 10_000;

    /// <summary>What the hub says to these texts; nothing is kept.</summary>
    internal Outcome<CheckedTexts> Answer()
    {
        if (Texts is not { Count: >= 1 and <= MaxTexts })
        {
            return Rejections.Invalid("#/texts", "Skriv 1 til 20 tekster.", "Write 1 to 20 texts.");
        }
        if (Texts.Index().Where(text => text.Item is null or { Length: > MaxText }).Select(text => text.Index).FirstOrDefault(-1) is >= 0 and var wrong)
        {
            return Rejections.Invalid($"#/texts/{wrong}", "Skriv højst 10.000 tegn.", "Write at most 10,000 characters.");
        }
        var texts = Texts.Index().Select(text => (Pointer: $"#/texts/{text.Index}", Text: (string?)text.Item)).ToList();
        return new CheckedTexts(
            RespectfulWords.Check(texts),
            [.. texts.Where(text => AuthorityTask.IsIn(text.Text)).Select(text => new RefusedTask(
                text.Pointer, ProblemCode.AuthorityTask.Name, $"{AuthorityTask.Reason.Danish} {AuthorityTask.Instead.Danish}", $"{AuthorityTask.Reason.English} {AuthorityTask.Instead.English}"))]);
    }
}

/// <summary>What the hub says to texts.</summary>
/// <param name="Warnings">Words that make clients of people, with others in their place. Nothing is refused for them.</param>
/// <param name="Refusals">Texts that ask for an authority's decision: a need that says so is refused.</param>
public sealed record CheckedTexts(IReadOnlyList<TextWarning> Warnings, IReadOnlyList<RefusedTask> Refusals);

/// <summary>A text that no need may say.</summary>
/// <param name="Code">The code with which the need would be refused.</param>
public sealed record RefusedTask(string Pointer, string Code, string Da, string En);
