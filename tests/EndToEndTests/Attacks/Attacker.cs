using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.EndToEndTests.Support;

namespace SocialEnzyme.Hub.EndToEndTests.Attacks;

/// <summary>Whom the hub takes the caller for.</summary>
internal enum Standing
{
    /// <summary>Nobody: refused before anything else.</summary>
    Nobody,

    /// <summary>A participant with every scope that its sector may have.</summary>
    Stranger,

    /// <summary>The hub's operator, who has doors of their own.</summary>
    Operator,

    /// <summary>The victim itself, by a key that may do nothing of this.</summary>
    Scopeless,
}

/// <summary>Somebody who tries what is not theirs.</summary>
/// <param name="Subscription">Of a stranger: to everything there is.</param>
/// <param name="Scope">Of the victim's own key: the only one that it has.</param>
internal sealed record Attacker(string Name, Standing Standing, string? Authorization, string? Subscription = null, string? Scope = null)
{
    public const string Approving = "impact:approve";

    /// <summary>Nearly every door needs another scope than the first; those that need just that one are tried without it.</summary>
    private static readonly string[] OnlyScopes = [Approving, "callouts:answer"];

    /// <summary>Everybody who is not the victim.</summary>
    public static async Task<IReadOnlyList<Attacker>> AllAsync(TestHub hub)
    {
        var attackers = new List<Attacker>();
        foreach (var (sector, kind) in new[] { ("public", "municipality"), ("market", "company"), ("civil", "association") })
        {
            using var party = await Victim.JoinAsync(hub, sector, kind);
            var everything = new JsonObject { ["name"] = "Alt", ["filter"] = new JsonObject(), ["channel"] = "feed" };
            var subscription = (await party.PostAsync("/v1/subscriptions", everything)).Expect(HttpStatusCode.Created).Body;
            attackers.Add(new($"a participant of the {sector} sector", Standing.Stranger, "Bearer " + party.Key, (string)subscription["id"]!));
        }
        attackers.Add(new("the operator", Standing.Operator, "Bearer " + hub.Operator.Key));
        return attackers;
    }

    /// <summary>The victim's own keys that lack the scopes.</summary>
    public static async Task<IReadOnlyList<Attacker>> ScopelessAsync(TestHub hub, Victim victim)
    {
        var attackers = new List<Attacker>();
        foreach (var scope in OnlyScopes)
        {
            using var party = await hub.IssueAsync(victim.Owner.Id, scope);
            attackers.Add(new($"the victim's key with {scope} alone", Standing.Scopeless, "Bearer " + party.Key, Scope: scope));
        }
        return attackers;
    }

    /// <summary>True when a door that needs the scope impact:approve, or another one, is none of its own.</summary>
    public bool Lacks(bool isApproving) => (Scope == Approving) != isApproving;

    /// <summary>Everybody without a key that holds.</summary>
    public static async Task<IReadOnlyList<Attacker>> NobodiesAsync(TestHub hub, Victim victim)
    {
        using var revoked = await Victim.JoinAsync(hub, "civil", "association");
        (await hub.Operator.SendAsync(HttpMethod.Delete, $"/v1/participants/{revoked.Id}/credentials/{revoked.CredentialId}")).Expect(HttpStatusCode.NoContent);
        await Eventually.Is("the key is revoked", async () => (await revoked.GetAsync("/v1/needs")).Status is HttpStatusCode.Unauthorized);
        return
        [
            new("nobody", Standing.Nobody, null),
            new("a revoked key", Standing.Nobody, "Bearer " + revoked.Key),
            new("an unknown key", Standing.Nobody, "Bearer seh_" + new string('x', victim.Owner.Key.Length - 4)),
            new("a made-up token of a service", Standing.Nobody, "Bearer " + Token("opportunities", "\"service\":\"opportunities\"")),
            new("a made-up token of the victim", Standing.Nobody, "Bearer " + Token("gateway", $"\"sub\":\"{victim.Owner.Id}\",\"scope\":\"{string.Join(' ', Victim.Scopes)}\"")),
            new("the victim's name and a blank", Standing.Nobody, "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(victim.Owner.Id + ":"))),
        ];
    }

    /// <summary>Signed as the hub signs, by a key of the attacker's own.</summary>
    public static string Token(string issuer, string claims)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var head = Base64Url("""{"alg":"ES256","typ":"JWT","kid":"1"}"""u8.ToArray());
        var body = Base64Url(Encoding.UTF8.GetBytes($$"""{"iss":"{{issuer}}","aud":"hub","iat":{{now}},"nbf":{{now}},"exp":{{now + 60}},{{claims}}}"""));
        return $"{head}.{body}.{Base64Url(key.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256))}";
    }

    private static string Base64Url(byte[] bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
