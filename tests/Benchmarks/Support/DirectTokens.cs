using Grpc.Core;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Benchmarks.Support;

/// <summary>Says to a service what the gateway would say of a participant, so that the gateway can be left out of a call.</summary>
internal sealed class DirectTokens(string signingKey, string participant) : IDisposable
{
    private readonly TokenIssuer _issuer = new(ServiceNames.Gateway, signingKey, TimeProvider.System);
    private Metadata? _headers;
    private DateTime _renewAt;

    public Metadata Headers()
    {
        if (_headers is null || DateTime.UtcNow > _renewAt)
        {
            var token = _issuer.Issue(new Dictionary<string, object>
            {
                ["sub"] = participant,
                ["name"] = "Måling",
                ["sector"] = "public",
                ["kind"] = "region",
                ["cid"] = Guid.Empty.ToString(),
                ["scope"] = Scopes.NeedsWrite,
            });
            (_headers, _renewAt) = (new Metadata { { "authorization", "Bearer " + token } }, DateTime.UtcNow + (TokenIssuer.Lifetime / 2));
        }
        return _headers;
    }

    public void Dispose() => _issuer.Dispose();
}
