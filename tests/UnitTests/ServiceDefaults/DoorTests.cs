using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.ServiceDefaults;

/// <summary>What a caller of any service meets before and after its handlers, over a real connection.</summary>
public sealed class DoorTests : IAsyncLifetime
{
    private static readonly HttpClient Client = new();

    private readonly WebApplication _app;
    private Uri _http1 = null!;
    private Uri _http2 = null!;

    public DoorTests()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = Path.GetTempPath() });
        // A request has a trace when somebody logs.
        builder.Logging.SetMinimumLevel(LogLevel.Critical);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        builder.AddServiceDefaults("gateway").AddGrpcDoor();
        _app = builder.Build();
        _app.UseServiceDefaults();
        _app.MapGet("/v1/numbers/{number:int}", (int number, int? limit) => Results.Ok(new { number, limit }));
        _app.MapPost("/v1/echo", async (HttpRequest request, CancellationToken ct) =>
            (await JsonBody.ReadAsync<Dictionary<string, string>>(request, null, ct)).ToHttp(body => Results.Ok(body.Value)));
        _app.MapPost("/v1/stated", () => Results.Ok()).Accepts<string>("application/json");
        _app.MapGrpcDefaults();
        _app.MapGet("/v1/fault", (HttpResponse response) =>
        {
            response.Headers.ETag = "\"7\"";
            response.ContentLength = 3;
            throw new InvalidOperationException("a secret");
        });
        _app.MapGet("/v1/outage", void () => throw new TimeoutException("a secret"));
        _app.MapGet("/v1/half", async (HttpResponse response) =>
        {
            await response.WriteAsync("half of ");
            await response.Body.FlushAsync();
            throw new InvalidOperationException("a secret");
        });
        _app.MapGet("/v1/forbidden", () => Results.Ok()).RequireAuthorization(policy => policy.RequireClaim("never"));
        _app.MapPost("/test.Service/Call", () => Results.Ok());
    }

    public async Task InitializeAsync()
    {
        await _app.StartAsync();
        (_http1, _http2) = (new Uri(_app.Urls.First()), new Uri(_app.Urls.Last()));
        // The service is its own gateway here: it believes what it signs.
        _app.Configuration["services:gateway:http:0"] = _http1.ToString();
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Theory]
    [InlineData("GET", "/v1/numbers/7", 401, "unauthenticated")]
    [InlineData("GET", "/v1/nowhere", 401, "unauthenticated")]
    public async Task Nobody_unknown_gets_in(string method, string path, int status, string code)
    {
        var response = await SendAsync(method, path, isKnown: false);
        await IsProblemAsync(response, status, code);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
    }

    [Theory]
    [InlineData("GET", "/v1/nowhere", 404, "not-found")]
    [InlineData("GET", "/v1/numbers/seven", 404, "not-found")]
    [InlineData("DELETE", "/v1/numbers/7", 405, "method-not-allowed")]
    [InlineData("POST", "/v1/outage", 405, "method-not-allowed")]
    [InlineData("GET", "/v1/numbers/7?limit=many", 400, "malformed-request")]
    [InlineData("GET", "/v1/fault", 500, "internal")]
    [InlineData("GET", "/v1/outage", 503, "unavailable")]
    [InlineData("GET", "/v1/forbidden", 403, "scope-missing")]
    [InlineData("POST", "/v1/echo", 415, "unsupported-media-type")]
    public async Task Every_refusal_and_every_failure_is_a_problem(string method, string path, int status, string code)
    {
        var response = await SendAsync(method, path);
        await IsProblemAsync(response, status, code);
        Assert.Null(response.Headers.ETag);
        Assert.Equal(status == 405, response.Content.Headers.Allow.Contains("GET"));
        Assert.Equal(status == 503, response.Headers.RetryAfter is not null);
    }

    [Fact]
    public async Task A_body_of_another_kind_than_a_route_states_is_told_so()
    {
        using var content = new StringContent("x");
        await IsProblemAsync(await SendAsync("POST", "/v1/stated", content: content), 415, "unsupported-media-type");
    }

    [Fact]
    public async Task A_head_request_hears_the_same_without_a_body()
    {
        var response = await SendAsync("HEAD", "/v1/nowhere");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_seen_to_be_broken() =>
        await Assert.ThrowsAnyAsync<HttpRequestException>(async () => await (await SendAsync("GET", "/v1/half")).Content.ReadAsStringAsync());

    [Theory]
    [InlineData(false, true)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(true, false)]
    public async Task A_body_over_the_limit_is_refused_on_both_protocols_whether_its_length_was_told_or_not(bool isHttp2, bool isTold)
    {
        using var content = new StringContent($$"""{"a":"{{new string('x', ServiceDefaultsExtensions.MaxBodyBytes)}}"}""");
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var response = await SendAsync("POST", "/v1/echo", content: isTold ? content : new Untold(content), isHttp2: isHttp2);
        await IsProblemAsync(response, 413, "too-large");
    }

    [Fact]
    public async Task A_grpc_caller_who_is_unknown_reads_it_in_the_headers()
    {
        using var content = new ByteArrayContent([0, 0, 0, 0, 0]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        var response = await SendAsync("POST", "/test.Service/Call", isKnown: false, content: content, isHttp2: true);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("application/grpc", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal("16", response.Headers.GetValues("grpc-status").Single());
        Assert.Equal("unauthenticated", response.Headers.GetValues("problem-code").Single());
        Assert.Contains("seh_", Uri.UnescapeDataString(response.Headers.GetValues("grpc-message").Single()), StringComparison.Ordinal);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_public_key_is_open_to_all_and_holds_nothing_private()
    {
        var json = await Client.GetFromJsonAsync<JsonElement>(new Uri(_http1, "/.well-known/jwks.json"));
        var key = json.GetProperty("keys").EnumerateArray().Single();
        Assert.Equal(("EC", "P-256", "ES256"), (key.GetProperty("kty").GetString(), key.GetProperty("crv").GetString(), key.GetProperty("alg").GetString()));
        Assert.False(key.TryGetProperty("d", out _));
    }

    private async Task<HttpResponseMessage> SendAsync(string method, string path, bool isKnown = true, HttpContent? content = null, bool isHttp2 = false)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(isHttp2 ? _http2 : _http1, path))
        {
            Content = content,
            Version = isHttp2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.AcceptLanguage.ParseAdd("en");
        if (isKnown)
        {
            var issuer = _app.Services.GetRequiredService<TokenIssuer>();
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", issuer.Issue(new Dictionary<string, object> { ["sub"] = Guid.CreateVersion7().ToString() }));
        }
        return await Client.SendAsync(request);
    }

    private static async Task IsProblemAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        using var problem = JsonDocument.Parse(text);
        Assert.Equal(code, problem.RootElement.GetProperty("code").GetString());
        Assert.NotEmpty(problem.RootElement.GetProperty("traceId").GetString()!);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("?", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    // A body of unknown length.
    private sealed class Untold(HttpContent inner) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => inner.CopyToAsync(stream);

        protected override bool TryComputeLength(out long length)
        {
            Headers.ContentType ??= inner.Headers.ContentType;
            length = 0;
            return false;
        }
    }
}
