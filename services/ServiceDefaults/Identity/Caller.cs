using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace SocialEnzyme.Hub.ServiceDefaults.Identity;

/// <summary>Who calls, as the gateway vouches for it.</summary>
/// <param name="ParticipantId">The organisation; empty for a service of the hub.</param>
/// <param name="Sector">public, market or civil.</param>
/// <param name="Service">The name of a service of the hub that calls for itself; else null.</param>
public sealed record Caller(
    Guid ParticipantId, string Name, string Sector, string Kind, Guid CredentialId, IReadOnlySet<string> Scopes, string? Service)
{
    /// <summary>True when the credential carries the scope.</summary>
    public bool Has(string scope) => Scopes.Contains(scope);

    /// <summary>True for the hub's own operators.</summary>
    public bool IsOperator => Has(Identity.Scopes.Operate);

    /// <summary>True when it is a service of the hub that calls, not a participant.</summary>
    public bool IsService => Service is not null;

    private static readonly HashSet<string> NoScopes = [];

    // Only the gateway speaks for participants; any other issuer speaks for itself alone, whatever it claims.
    internal static Caller From(ClaimsIdentity claims, string issuer) =>
        issuer != ServiceNames.Gateway || claims.FindFirst("service") is not null
            ? new Caller(Guid.Empty, issuer, "", "", Guid.Empty, NoScopes, issuer)
            : Participant(claims);

    private static Caller Participant(ClaimsIdentity claims) => new(
        Guid.TryParse(claims.FindFirst("sub")?.Value, out var id) ? id : Guid.Empty,
        claims.FindFirst("name")?.Value ?? "",
        claims.FindFirst("sector")?.Value ?? "",
        claims.FindFirst("kind")?.Value ?? "",
        Guid.TryParse(claims.FindFirst("cid")?.Value, out var credential) ? credential : Guid.Empty,
        (claims.FindFirst("scope")?.Value ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(),
        null);
}

/// <summary>The names of the hub's processes, as in routes, tokens and configuration.</summary>
public static class ServiceNames
{
    public const string Participants = "participants";
    public const string Needs = "needs";
    public const string Offers = "offers";
    public const string Opportunities = "opportunities";
    public const string Partnerships = "partnerships";
    public const string Impact = "impact";
    public const string Gateway = "gateway";
}

/// <summary>What a credential may be allowed to do.</summary>
public static class Scopes
{
    public const string NeedsWrite = "needs:write";
    public const string OffersWrite = "offers:write";
    public const string SubscriptionsManage = "subscriptions:manage";
    public const string PartnershipsWrite = "partnerships:write";
    public const string ImpactWrite = "impact:write";
    public const string ImpactApprove = "impact:approve";
    public const string MatchesAnswer = "matches:answer";
    public const string CalloutsAnswer = "callouts:answer";
    public const string Operate = "operate";

    /// <summary>All of them; anything else is refused.</summary>
    public static readonly IReadOnlySet<string> All = new HashSet<string>
    {
        NeedsWrite, OffersWrite, SubscriptionsManage, PartnershipsWrite, ImpactWrite, ImpactApprove, MatchesAnswer, CalloutsAnswer, Operate,
    };
}

/// <summary>Finds the caller of a request.</summary>
public static class CallerExtensions
{
    /// <summary>The caller of this request or gRPC call, which passed authentication.</summary>
    /// <exception cref="InvalidOperationException">The door allows anonymous callers and yet asks who it is.</exception>
    public static Caller Caller(this HttpContext context) =>
        (context.User.Identity as CallerIdentity)?.Caller
        ?? throw new InvalidOperationException("This door is anonymous: there is no caller.");
}

internal sealed class CallerIdentity(Caller caller) : ClaimsIdentity("hub")
{
    public Caller Caller { get; } = caller;
}
