using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.UnitTests.ServiceDefaults;

public sealed class TokenTests : IDisposable
{
    private readonly Clock _clock = new();
    private readonly Processes _processes = new();
    private readonly TokenIssuer _gateway;
    private readonly TokenIssuer _needs;
    private readonly TokenVerifier _verifier;

    public TokenTests()
    {
        _gateway = new TokenIssuer("gateway", null, _clock);
        _needs = new TokenIssuer("needs", null, _clock);
        _processes.Publish("gateway", _gateway);
        _processes.Publish("needs", _needs);
        _verifier = new TokenVerifier(_processes.Configuration, _processes, _clock);
    }

    [Fact]
    public async Task A_participant_is_who_the_gateway_says_it_is()
    {
        var claims = Participant();
        var caller = await VerifyAsync(_gateway.Issue(claims));
        Assert.NotNull(caller);
        Assert.Equal(claims["sub"], caller.ParticipantId.ToString());
        Assert.Equal(("Ældre Sagen", "civil", "association"), (caller.Name, caller.Sector, caller.Kind));
        Assert.Equal([Scopes.NeedsWrite, Scopes.SubscriptionsManage], caller.Scopes.Order());
        Assert.False(caller.IsService);
        Assert.False(caller.IsOperator);
    }

    [Fact]
    public async Task A_token_is_good_for_a_minute_also_when_it_was_seen_before()
    {
        var token = _gateway.Issue(Participant());
        Assert.NotNull(await VerifyAsync(token));
        _clock.Now += TimeSpan.FromSeconds(59);
        Assert.NotNull(await VerifyAsync(token));
        // Clocks may differ by five seconds.
        _clock.Now += TimeSpan.FromSeconds(7);
        Assert.Null(await VerifyAsync(token));
        Assert.Null(await new TokenVerifier(_processes.Configuration, _processes, _clock).VerifyAsync(token, default));
    }

    [Fact]
    public async Task A_token_of_the_future_is_refused()
    {
        _clock.Now += TimeSpan.FromMinutes(5);
        var token = _gateway.Issue(Participant());
        _clock.Now -= TimeSpan.FromMinutes(5);
        Assert.Null(await VerifyAsync(token));
    }

    [Fact]
    public async Task A_service_calls_for_itself_and_is_no_participant()
    {
        var caller = await VerifyAsync(_needs.Own());
        Assert.NotNull(caller);
        Assert.True(caller.IsService);
        Assert.Equal("needs", caller.Service);
        Assert.Equal(Guid.Empty, caller.ParticipantId);
        Assert.Empty(caller.Scopes);
    }

    [Fact]
    public async Task The_gateway_calling_for_itself_is_a_service_too() => Assert.Equal("gateway", (await VerifyAsync(_gateway.Own()))?.Service);

    [Fact]
    public async Task A_service_cannot_speak_for_a_participant_or_give_itself_a_scope()
    {
        var claims = Participant();
        claims["scope"] = "operate needs:write";
        var caller = await VerifyAsync(_needs.Issue(claims));
        Assert.NotNull(caller);
        Assert.Equal("needs", caller.Service);
        Assert.Equal(Guid.Empty, caller.ParticipantId);
        Assert.False(caller.IsOperator);
        Assert.Empty(caller.Scopes);
    }

    [Fact]
    public async Task A_service_cannot_sign_in_the_name_of_the_gateway()
    {
        using var impostor = new TokenIssuer("gateway", null, _clock);
        Assert.Null(await VerifyAsync(impostor.Issue(Participant())));
    }

    [Fact]
    public async Task A_token_for_another_audience_is_refused() =>
        Assert.Null(await VerifyAsync(Sign(Key("gateway"), new() { Issuer = "gateway", Audience = "somebody-else" })));

    [Fact]
    public async Task A_token_without_an_end_is_refused() =>
        Assert.Null(await VerifyAsync(Sign(Key("gateway"), new() { Issuer = "gateway", Audience = "socialenzyme-hub" }, hasEnd: false)));

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        var parts = _gateway.Issue(Participant()).Split('.');
        var header = Base64UrlEncoder.Encode("""{"alg":"none","typ":"JWT"}""");
        Assert.Null(await VerifyAsync($"{header}.{parts[1]}."));
        Assert.Null(await VerifyAsync($"{header}.{parts[1]}.{parts[2]}"));
        Assert.Null(await VerifyAsync($"{parts[0]}.{parts[1]}."));
    }

    [Fact]
    public async Task A_token_that_was_changed_after_it_was_signed_is_refused()
    {
        var parts = _gateway.Issue(Participant()).Split('.');
        var claims = Base64UrlEncoder.Decode(parts[1]).Replace("civil", "public", StringComparison.Ordinal);
        Assert.Null(await VerifyAsync($"{parts[0]}.{Base64UrlEncoder.Encode(claims)}.{parts[2]}"));
    }

    [Fact]
    public async Task A_public_key_used_as_a_shared_secret_opens_nothing()
    {
        var key = _gateway.PublicKey;
        foreach (var secret in new[] { Base64UrlEncoder.DecodeBytes(key.X), Encoding.UTF8.GetBytes(key.X + key.Y), Encoding.UTF8.GetBytes(_processes.JsonOf("gateway")) })
        {
            var credentials = new SigningCredentials(new SymmetricSecurityKey(secret) { KeyId = key.KeyId }, SecurityAlgorithms.HmacSha256);
            Assert.Null(await VerifyAsync(Sign(credentials, new() { Issuer = "gateway", Audience = "socialenzyme-hub" })));
        }
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("")]
    [InlineData("http://evil.example")]
    [InlineData("gateway:http:0:x")]
    public async Task An_issuer_that_is_not_of_the_hub_is_not_even_asked(string issuer)
    {
        using var stranger = new TokenIssuer(issuer, null, _clock);
        Assert.Null(await VerifyAsync(stranger.Issue(Participant())));
        Assert.Equal(0, _processes.Asked);
    }

    [Theory]
    [InlineData("")]
    [InlineData("seh_abc")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.bm90IGpzb24.c2ln")]
    [InlineData("a.b.c.d.e")]
    [InlineData("æ.ø.å")]
    public async Task What_is_no_token_is_refused_and_is_no_fault(string token) => Assert.Null(await VerifyAsync(token));

    [Fact]
    public async Task Made_up_key_names_do_not_make_us_ask_the_issuer_again_and_again()
    {
        Assert.NotNull(await VerifyAsync(_gateway.Issue(Participant())));
        _clock.Now += TimeSpan.FromSeconds(2);
        using var impostor = new TokenIssuer("gateway", null, _clock);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => VerifyAsync(impostor.Issue(Participant()))));
        Assert.All(answers, Assert.Null);
        Assert.Equal(2, _processes.Asked);
    }

    [Fact]
    public async Task Fifty_first_calls_at_once_ask_for_the_keys_once_and_all_get_in()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => VerifyAsync(_gateway.Issue(Participant())))));
        Assert.All(answers, Assert.NotNull);
        Assert.Equal(1, _processes.Asked);
    }

    [Fact]
    public async Task A_process_that_was_started_again_with_a_new_key_is_believed_a_second_later()
    {
        Assert.NotNull(await VerifyAsync(_gateway.Issue(Participant())));
        using var restarted = new TokenIssuer("gateway", null, _clock);
        _processes.Publish("gateway", restarted);
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.NotNull(await VerifyAsync(restarted.Issue(Participant())));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"keys":[{"kty":"EC"}]}""")]
    public async Task An_issuer_that_answers_nonsense_vouches_for_nobody(string nonsense)
    {
        _processes.Publish("gateway", nonsense);
        Assert.Null(await VerifyAsync(_gateway.Issue(Participant())));
    }

    [Fact]
    public async Task While_the_issuer_is_away_the_keys_that_we_have_still_count()
    {
        Assert.NotNull(await VerifyAsync(_gateway.Issue(Participant())));
        _processes.IsAway = true;
        _clock.Now += TimeSpan.FromSeconds(10);
        Assert.NotNull(await VerifyAsync(_gateway.Issue(Participant())));
        using var impostor = new TokenIssuer("gateway", null, _clock);
        Assert.Null(await VerifyAsync(impostor.Issue(Participant())));
    }

    [Fact]
    public void Replicas_that_share_a_key_name_it_alike()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var one = new TokenIssuer("gateway", key.ExportPkcs8PrivateKeyPem(), _clock);
        using var other = new TokenIssuer("gateway", key.ExportPkcs8PrivateKeyPem(), _clock);
        Assert.Equal(one.PublicKey.KeyId, other.PublicKey.KeyId);
        Assert.Null(one.PublicKey.D);
    }

    [Fact]
    public void A_key_on_another_curve_is_refused_at_start()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<InvalidOperationException>(() => new TokenIssuer("gateway", key.ExportPkcs8PrivateKeyPem(), _clock));
    }

    [Fact]
    public void Its_own_token_is_kept_for_half_its_time()
    {
        var first = _needs.Own();
        _clock.Now += TimeSpan.FromSeconds(29);
        Assert.Same(first, _needs.Own());
        _clock.Now += TimeSpan.FromSeconds(1);
        Assert.NotEqual(first, _needs.Own());
    }

    public void Dispose()
    {
        _gateway.Dispose();
        _needs.Dispose();
        _processes.Dispose();
    }

    private Task<Caller?> VerifyAsync(string token) => _verifier.VerifyAsync(token, default);

    private static Dictionary<string, object> Participant() => new()
    {
        ["sub"] = Guid.CreateVersion7().ToString(),
        ["name"] = "Ældre Sagen",
        ["sector"] = "civil",
        ["kind"] = "association",
        ["cid"] = Guid.CreateVersion7().ToString(),
        ["scope"] = "needs:write subscriptions:manage",
    };

    // The gateway's own key, put to a use that the gateway does not put it to.
    private SigningCredentials Key(string issuer)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = key.ExportPkcs8PrivateKeyPem();
        var shared = new TokenIssuer(issuer, pem, _clock);
        _processes.Publish(issuer, shared);
        var copy = ECDsa.Create();
        copy.ImportFromPem(pem);
        return new SigningCredentials(new ECDsaSecurityKey(copy) { KeyId = shared.PublicKey.KeyId }, SecurityAlgorithms.EcdsaSha256);
    }

    private string Sign(SigningCredentials credentials, SecurityTokenDescriptor token, bool hasEnd = true)
    {
        token.Claims = Participant();
        token.NotBefore = _clock.Now.UtcDateTime;
        token.Expires = hasEnd ? _clock.Now.AddMinutes(1).UtcDateTime : null;
        token.SigningCredentials = credentials;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(token);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    // The hub's processes, as far as their published keys go.
    private sealed class Processes : HttpMessageHandler, IHttpClientFactory
    {
        private readonly Dictionary<string, string> _keys = [];
        private int _asked;

        public int Asked => _asked;

        public bool IsAway { get; set; }

        public IConfiguration Configuration { get; } = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:gateway:http:0"] = "http://gateway",
            ["services:needs:http:0"] = "http://needs",
        }).Build();

        public void Publish(string name, TokenIssuer issuer) => Publish(name, JsonWebKeys(issuer.PublicKey));

        public void Publish(string name, string keys) => _keys[name] = keys;

        public string JsonOf(string name) => _keys[name];

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            await Task.Yield();
            return IsAway
                ? throw new HttpRequestException("away")
                : new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(_keys[request.RequestUri!.Host]) };
        }

        private static string JsonWebKeys(JsonWebKey key) =>
            $$"""{"keys":[{"kty":"{{key.Kty}}","crv":"{{key.Crv}}","x":"{{key.X}}","y":"{{key.Y}}","kid":"{{key.KeyId}}","use":"sig","alg":"ES256"}]}""";
    }
}
