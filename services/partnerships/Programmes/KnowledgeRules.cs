using SocialEnzyme.Hub.ServiceDefaults.Denmark;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Partnerships.Programmes;

/// <summary>What holds alike for programmes, chapters and experiments.</summary>
internal abstract class KnowledgeRules : FieldRules
{
    public const int MaxName = 200;
    public const int MaxText = 2_000;
    public const int MaxLongText = 10_000;
    public const int MaxUrl = 2_000;
    public const int MaxWord = 100;
    public const int MaxMaterials = 30;

    private const decimal MaxNumber = 1_000_000_000_000m;

    protected bool IsMunicipalityUnknown { get; private set; }

    /// <summary>The refusal that tells everything that was found wrong; null when nothing was.</summary>
    protected Rejection? Refusal => Errors switch
    {
        [] => null,
        [var only] when IsMunicipalityUnknown => new Rejection(ProblemCode.UnknownMunicipality, only.Detail) { Errors = [only] },
        _ => Rejections.Invalid(Errors),
    };

    protected List<string>? Words(string pointer, IReadOnlyList<string>? words, int most) =>
        List(pointer, words, most, (at, word) => Required(at, word, MaxWord))?.Distinct(StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>Each item read; null when there is none.</summary>
    protected List<T>? List<T>(string pointer, IReadOnlyList<T>? items, int most, Func<string, T, T> read)
    {
        if (items?.Count > most)
        {
            Wrong(pointer, $"Skriv højst {most}.", $"Write at most {most}.");
            return null;
        }
        var clean = new List<T>();
        for (var i = 0; i < items?.Count; i++)
        {
            if (items[i] is null)
            {
                Wrong($"{pointer}/{i}", "Her mangler indhold.", "There is nothing here.");
                continue;
            }
            clean.Add(read($"{pointer}/{i}", items[i]));
        }
        return clean.Count > 0 ? clean : null;
    }

    /// <summary>The code of a municipality; null when none is stated, or when there is none like it.</summary>
    protected string? Municipality(string pointer, string? code, bool isRequired = false)
    {
        if (string.IsNullOrWhiteSpace(code))
        {
            if (isRequired)
            {
                Wrong(pointer, "Feltet mangler; skriv kommunens kode, fire cifre.", "The field is missing; write the code of the municipality, four digits.");
            }
            return null;
        }
        if (Municipalities.TryGet(code.Trim(), out var municipality))
        {
            return municipality.Code;
        }
        IsMunicipalityUnknown = true;
        Wrong(pointer, "Der er ingen kommune med den kode; skriv fire cifre, for eksempel 0661 for Holstebro.",
            "There is no municipality with this code; write four digits, for example 0661 for Holstebro.");
        return null;
    }

    protected List<Material>? Materials(string pointer, IReadOnlyList<Material>? materials) => List(pointer, materials, MaxMaterials, (at, material) =>
        new Material(Required($"{at}/title", material.Title, MaxName), Url($"{at}/url", material.Url)));

    protected Figure? ReadFigure(string pointer, Figure? figure)
    {
        if (figure is null)
        {
            return null;
        }
        if (figure is { Before: null, After: null })
        {
            Wrong(pointer, "Skriv before eller after.", "Write before or after.");
        }
        Number($"{pointer}/before", figure.Before);
        Number($"{pointer}/after", figure.After);
        return figure with { Unit = Required($"{pointer}/unit", figure.Unit, MaxWord) };
    }

    protected decimal? Number(string pointer, decimal? number, decimal least = -MaxNumber)
    {
        if (number < least || number > MaxNumber)
        {
            Wrong(pointer, "Tallet er uden for det, der kan gemmes.", "The number is outside what can be kept.");
        }
        return number;
    }

    protected List<Evidence>? ReadEvidence(string pointer, IReadOnlyList<Evidence>? evidence, int most) => List(pointer, evidence, most, (at, claim) =>
    {
        if (claim.Level is null)
        {
            Wrong($"{at}/level", "Skriv told, documented, measured, compared eller replicated.", "Write told, documented, measured, compared or replicated.");
        }
        var figure = ReadFigure($"{at}/figure", claim.Figure);
        var method = Optional($"{at}/method", claim.Method, MaxText, isMultiline: true);
        if (figure is not null && method is null)
        {
            Wrong($"{at}/method", "Et tal kræver, at I skriver, hvordan det er fundet.", "A figure needs the method by which it was found.");
        }
        return new Evidence(
            claim.Level, Required($"{at}/what", claim.What, MaxText, isMultiline: true), Required($"{at}/place", claim.Place, MaxName),
            Required($"{at}/source", claim.Source, MaxText), figure, method);
    });

    // Kept and shown, never called. Of https alone, so that nobody is led to a place without a lock, or to a script.
    private string Url(string pointer, string? url)
    {
        var text = Required(pointer, url, MaxUrl);
        if (text.Length > 0 && !(Uri.TryCreate(text, UriKind.Absolute, out var read) && read.Scheme == Uri.UriSchemeHttps && read.UserInfo.Length == 0 && read.Host.Contains('.', StringComparison.Ordinal)))
        {
            Wrong(pointer, "Skriv en adresse, der begynder med https://, uden brugernavn.", "Write an address that begins with https://, without a user name.");
        }
        return text;
    }
}
