namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>How sure the hub is that a text holds a CPR number.</summary>
public enum CprCertainty
{
    /// <summary>A valid date and nothing else: the caller may confirm that it is no person's number.</summary>
    Possible = 1,

    /// <summary>Modulus 11, an exception date, or a word such as cpr beside it: refused without appeal.</summary>
    Certain = 2,
}

/// <summary>Where in a text a CPR number seems to stand, in UTF-16 units; the number itself is never part of a finding.</summary>
public readonly record struct CprFinding(CprCertainty Certainty, int Position, int Length);

/// <summary>A CPR number found in a document: the field that holds it, as a JSON Pointer (`#/place/street`), and where in that field.</summary>
public sealed record PrivacyFinding(string FieldPointer, CprCertainty Certainty, int Position, int Length)
{
    public const string DetectedCode = "personal-data-detected";
    public const string PossibleCode = "personal-data-possible";

    public string Code => Certainty == CprCertainty.Certain ? DetectedCode : PossibleCode;
}
