using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>Stands between the services and who receives their telemetry, and keeps every byte of it.</summary>
public sealed class TelemetryTap : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _onwards;
    private readonly Lock _gate = new();
    private readonly List<byte[]> _exports = [];

    private TelemetryTap(Uri receiver)
    {
        var port = FreePort.Take();
        Address = $"http://127.0.0.1:{port}";
        _onwards = new HttpClient { BaseAddress = receiver };
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address);
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", TakeAsync);
    }

    public string Address { get; }

    public static async Task<TelemetryTap> StartAsync(Uri receiver)
    {
        var tap = new TelemetryTap(receiver);
        await tap._app.StartAsync();
        return tap;
    }

    /// <summary>Whether a trace, a metric or a log carried this text.</summary>
    public bool Holds(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        lock (_gate) return _exports.Exists(export => export.AsSpan().IndexOf(bytes) >= 0);
    }

    /// <summary>Which of many texts a trace, a metric or a log carried.</summary>
    /// <param name="any">The same texts, to be looked for at once.</param>
    public IReadOnlyList<string> Held(IReadOnlyCollection<string> texts, SearchValues<string> any)
    {
        List<string> suspects;
        lock (_gate) suspects = [.. _exports.Select(Encoding.UTF8.GetString).Where(export => export.AsSpan().ContainsAny(any))];
        return [.. texts.Where(text => suspects.Exists(export => export.Contains(text, StringComparison.OrdinalIgnoreCase)))];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _onwards.Dispose();
    }

    private async Task<IResult> TakeAsync(string signal, HttpRequest request, CancellationToken ct)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, ct);
        var export = body.ToArray();
        lock (_gate) _exports.Add(export);
        using var content = new ByteArrayContent(export);
        content.Headers.ContentType = new("application/x-protobuf");
        using var answer = await _onwards.PostAsync(new Uri($"/v1/{signal}", UriKind.Relative), content, ct);
        return Results.Bytes([], "application/x-protobuf");
    }
}
