using Grpc.Core;

namespace SocialEnzyme.Hub.ServiceDefaults.Problems;

/// <summary>A stable code of a problem, and what it is in HTTP (RFC 9457) and in gRPC. The only place that maps one to the other.</summary>
public sealed record ProblemCode(string Name, int Http, StatusCode Grpc, Text Title)
{
    public static readonly ProblemCode MalformedRequest = new("malformed-request", 400, StatusCode.InvalidArgument,
        new("Forespørgslen kan ikke læses", "The request cannot be read"));
    public static readonly ProblemCode InvalidFields = new("invalid-fields", 422, StatusCode.InvalidArgument,
        new("Et eller flere felter er forkerte", "One or more fields are wrong"));
    public static readonly ProblemCode PersonalDataDetected = new("personal-data-detected", 422, StatusCode.InvalidArgument,
        new("Et CPR-nummer må ikke sendes", "A CPR number must not be sent"));
    public static readonly ProblemCode PersonalDataPossible = new("personal-data-possible", 422, StatusCode.InvalidArgument,
        new("Der står måske et CPR-nummer", "This may be a CPR number"));
    public static readonly ProblemCode InvalidCvr = new("invalid-cvr", 422, StatusCode.InvalidArgument,
        new("CVR-nummeret er ikke gyldigt", "The CVR number is not valid"));
    public static readonly ProblemCode UnknownMunicipality = new("unknown-municipality", 422, StatusCode.InvalidArgument,
        new("Kommunen findes ikke", "There is no such municipality"));
    public static readonly ProblemCode FilterTooComplex = new("filter-too-complex", 422, StatusCode.InvalidArgument,
        new("Filteret er for stort", "The filter is too large"));
    public static readonly ProblemCode AuthorityTask = new("authority-task", 422, StatusCode.InvalidArgument,
        new("Opgaven er en myndighedsafgørelse", "The task is a decision of an authority"));
    public static readonly ProblemCode SectorNotAllowed = new("sector-not-allowed", 403, StatusCode.PermissionDenied,
        new("Sektoren må ikke dette", "This is not for your sector"));
    public static readonly ProblemCode Unauthenticated = new("unauthenticated", 401, StatusCode.Unauthenticated,
        new("Nøglen mangler eller gælder ikke", "The key is missing or not valid"));
    public static readonly ProblemCode ScopeMissing = new("scope-missing", 403, StatusCode.PermissionDenied,
        new("Nøglen giver ikke adgang til dette", "The key does not give access to this"));
    public static readonly ProblemCode NotFound = new("not-found", 404, StatusCode.NotFound,
        new("Findes ikke", "Not found"));
    public static readonly ProblemCode MethodNotAllowed = new("method-not-allowed", 405, StatusCode.Unimplemented,
        new("Metoden kan ikke bruges her", "The method cannot be used here"));
    public static readonly ProblemCode Conflict = new("conflict", 409, StatusCode.FailedPrecondition,
        new("Det passer ikke med tilstanden", "It does not fit the present state"));
    public static readonly ProblemCode NothingLeft = new("nothing-left", 409, StatusCode.FailedPrecondition,
        new("Der er ikke nok tilbage", "Not enough is left"));
    public static readonly ProblemCode HoldExpired = new("hold-expired", 409, StatusCode.FailedPrecondition,
        new("Reservationens tid er gået", "The reservation's time is up"));
    public static readonly ProblemCode AgreementNotReady = new("agreement-not-ready", 409, StatusCode.FailedPrecondition,
        new("Aftalen er ikke klar", "The agreement is not ready"));
    public static readonly ProblemCode DeadlinePassed = new("deadline-passed", 409, StatusCode.FailedPrecondition,
        new("Fristen er forbi", "The deadline has passed"));
    public static readonly ProblemCode NotEligible = new("not-eligible", 403, StatusCode.PermissionDenied,
        new("I kan ikke søge", "You may not apply"));
    public static readonly ProblemCode CursorExpired = new("cursor-expired", 410, StatusCode.OutOfRange,
        new("Markøren er for gammel", "The cursor is too old"));
    public static readonly ProblemCode VersionConflict = new("version-conflict", 412, StatusCode.FailedPrecondition,
        new("En anden har ændret det imens", "Somebody else changed it meanwhile"));
    public static readonly ProblemCode VersionRequired = new("version-required", 428, StatusCode.FailedPrecondition,
        new("If-Match mangler", "If-Match is missing"));
    public static readonly ProblemCode TooLarge = new("too-large", 413, StatusCode.ResourceExhausted,
        new("For stort", "Too large"));
    public static readonly ProblemCode UnsupportedMediaType = new("unsupported-media-type", 415, StatusCode.InvalidArgument,
        new("Indholdstypen kan ikke læses", "The content type cannot be read"));
    public static readonly ProblemCode IdempotencyKeyReused = new("idempotency-key-reused", 422, StatusCode.InvalidArgument,
        new("Nøglen er brugt til noget andet", "The idempotency key was used for something else"));
    public static readonly ProblemCode RateLimited = new("rate-limited", 429, StatusCode.ResourceExhausted,
        new("For mange kald", "Too many calls"));
    public static readonly ProblemCode Unavailable = new("unavailable", 503, StatusCode.Unavailable,
        new("Midlertidigt utilgængelig", "Unavailable for the moment"));
    public static readonly ProblemCode Internal = new("internal", 500, StatusCode.Internal,
        new("Fejl i hubben", "A fault in the hub"));
}
