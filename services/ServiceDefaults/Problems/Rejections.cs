using System.Globalization;
using System.Text.RegularExpressions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;

namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>The refusals that every service gives alike.</summary>
public static partial class Rejections
{
    public static Rejection Invalid(IReadOnlyList<FieldError> errors) => new(ProblemCode.InvalidFields, errors switch
    {
        [var only] => only.Detail,
        _ => new($"{errors.Count} felter er forkerte; se errors.", $"{errors.Count} fields are wrong; see errors."),
    })
    { Errors = errors };

    public static Rejection Invalid(string pointer, string danish, string english) =>
        Invalid([new FieldError(pointer, new(danish, english))]);

    public static Rejection MalformedJson(string? path) => new(ProblemCode.MalformedRequest, new(
        "Kroppen er ikke den JSON, der ventes: ukendt eller gentaget felt, forkert type, for dybt indlejret eller ikke gyldig UTF-8.",
        "The body is not the JSON that is expected: an unknown or repeated field, a wrong type, nested too deep, or not valid UTF-8."))
    {
        Errors = [new FieldError(Pointer(path), new("Se API-beskrivelsen for dette felt.", "See the API description for this field."))],
    };

    public static Rejection TooLarge(long maxBytes) => new(ProblemCode.TooLarge, new(
        string.Create(CultureInfo.InvariantCulture, $"Højst {maxBytes} byte; del det op."),
        string.Create(CultureInfo.InvariantCulture, $"At most {maxBytes} bytes; split it up.")));

    /// <summary>Also for what exists but is another's: nobody learns what he may not see.</summary>
    public static Rejection NotFound(string what, object id) => new(ProblemCode.NotFound, new(
        $"Der er intet her med id {id}, som du kan se.", $"There is no {what} {id} that you can see."));

    public static Rejection ScopeMissing(string scope) => new(ProblemCode.ScopeMissing, new(
        $"Kaldet kræver en nøgle med scope {scope}.", $"This call needs a key with the scope {scope}."));

    /// <summary>For a change that does not say what it is based on (RFC 6585, section 3).</summary>
    public static readonly Rejection VersionRequired = new(ProblemCode.VersionRequired, new(
        "Send If-Match med den ETag, du hentede, så I ikke overskriver hinanden.",
        "Send If-Match with the ETag you fetched, so that nobody overwrites another."));

    /// <summary>The same where the version stands in the message.</summary>
    public static readonly Rejection VersionRequiredInMessage = new(ProblemCode.VersionRequired, new(
        "Skriv den version, ændringen bygger på.", "Write the version that the change is based on."));

    public static Rejection VersionConflict(long actual) => new(ProblemCode.VersionConflict, new(
        $"Den gældende version er {actual}; hent den og prøv igen.", $"The version is now {actual}; fetch it and try again."));

    /// <summary>For a row of a larger call that found the database away; a whole call is told by its door.</summary>
    public static Rejection Unavailable => ProblemMiddleware.Unavailable;

    /// <summary>For a row of a larger call that failed on our side.</summary>
    public static Rejection Fault => ProblemMiddleware.Fault;

    /// <summary>Null when the caller holds the scope.</summary>
    public static Rejection? UnlessAllowed(Caller caller, string scope) => caller.Has(scope) ? null : ScopeMissing(scope);

    // System.Text.Json says $.place.latitude, $.items[2] or $['a.b']; a name may itself be personal data, and then it is not repeated.
    private static string Pointer(string? path) => PrivacyGate.Pointer(
        [.. PathSegment().Matches(path ?? "").Select(match => match.Groups.Values.Skip(1).First(group => group.Success).Value)]);

    [GeneratedRegex(@"\['(.*?)'\]|\[(\d+)\]|\.([^.\[]+)")]
    private static partial Regex PathSegment();
}
