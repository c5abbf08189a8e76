using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Gateway;

/// <summary>What the gateway itself answers, instead of a service.</summary>
internal static class Answers
{
    public static readonly Rejection KeyMissing = new(ProblemCode.Unauthenticated, new(
        "Send Authorization: Bearer seh_… med en nøgle, som hubbens operatør har givet dig.",
        "Send Authorization: Bearer seh_… with a key that the hub's operator gave you."));

    public static readonly Rejection KeyRefused = new(ProblemCode.Unauthenticated, new(
        "Nøglen gælder ikke: den er ukendt, udløbet eller trukket tilbage, eller deltageren er suspenderet.",
        "The key is not valid: it is unknown, expired or revoked, or the participant is suspended."));

    public static readonly Rejection KeyUnchecked = new(ProblemCode.Unavailable, new(
        "Nøglen kan ikke prøves lige nu; intet er gjort. Prøv igen.",
        "The key cannot be checked just now; nothing was done. Try again."))
    { RetryAfter = TimeSpan.FromSeconds(1) };

    public static readonly Rejection ServiceAway = new(ProblemCode.Unavailable, new(
        "Tjenesten svarer ikke lige nu. Prøv igen.", "The service does not answer just now. Try again."))
    { RetryAfter = TimeSpan.FromSeconds(1) };

    public static Rejection TooMany(TimeSpan wait) => new(ProblemCode.RateLimited, new(
        "Der er brugt flere kald, end nøglen har; vent, som Retry-After siger.",
        "More calls were made than the key has; wait as Retry-After says."))
    { RetryAfter = wait };

    public static Rejection TooManyRefused(TimeSpan wait) => new(ProblemCode.RateLimited, new(
        "For mange nøgler fra denne adresse gjaldt ikke; vent, som Retry-After siger.",
        "Too many keys from this address were not valid; wait as Retry-After says."))
    { RetryAfter = wait };

    /// <summary>404 for an address that no service owns.</summary>
    public static Task NothingHereAsync(HttpContext context) => ProblemAnswers.AnswerAsync(context, NothingHere);

    private static readonly Rejection NothingHere = new(ProblemCode.NotFound, new(
        "Der er intet på denne adresse; se /docs.", "There is nothing at this address; see /docs."));
}
