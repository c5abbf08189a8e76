using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Identity;

/// <summary>The standard ASP.NET Core scheme behind which a service learns its caller from the hub's own tokens.</summary>
internal sealed class HubAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, TokenVerifier verifier)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Hub";
    private const string Prefix = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        // A key is the gateway's to check; it is no broken token that a log should tell of.
        if (!header.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) || header.AsSpan(Prefix.Length).StartsWith("seh_", StringComparison.Ordinal))
        {
            return AuthenticateResult.NoResult();
        }
        return await verifier.VerifyAsync(header[Prefix.Length..], Context.RequestAborted) is { } caller
            ? AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new CallerIdentity(caller)), SchemeName))
            : AuthenticateResult.Fail("The token is not valid.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) => AnswerAsync(Unauthenticated);

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) => AnswerAsync(Forbidden);

    private Task AnswerAsync(Rejection rejection)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return ProblemAnswers.AnswerAsync(Context, rejection);
    }

    private static readonly Rejection Forbidden = new(ProblemCode.ScopeMissing, new(
        "Nøglen gælder, men giver ikke adgang her.", "The key is valid, but it does not open this door."));

    internal static readonly Rejection Unauthenticated = new(ProblemCode.Unauthenticated, new(
        "Send Authorization: Bearer seh_… med en nøgle, der gælder.", "Send Authorization: Bearer seh_… with a key that is valid."));
}
