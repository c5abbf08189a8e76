using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>Says to a service who calls: the gateway's signed word instead of the caller's key.</summary>
internal sealed class CallerTokens(TokenIssuer issuer)
{
    // A third of a token's life: what a service gets is always good for the time it needs.
    private static readonly TimeSpan RenewAfter = TokenIssuer.Lifetime / 3;

    public string HeaderFor(HeldCredential held, Holder holder) => held.AuthorizationFor(holder, RenewAfter, Sign);

    private string Sign(Holder holder) => issuer.Issue(new Dictionary<string, object>
    {
        ["sub"] = holder.ParticipantId.ToString(),
        ["name"] = holder.Name,
        ["sector"] = holder.Sector,
        ["kind"] = holder.Kind,
        ["cid"] = holder.CredentialId.ToString(),
        ["scope"] = holder.Scopes,
    });
}
