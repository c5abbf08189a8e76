using System.IO.Compression;
using System.Net;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

internal abstract partial class ClientCall
{
    private const string UserAgent = "grpc-dotnet-socialenzyme/1.0";

    private Task<HttpResponseMessage>? _opening;

    /// <summary>How messages of this call are compressed, if they are.</summary>
    public CompressionLevel? Compression =>
        Options.Headers?.GetValue(WireNames.EncodingRequest) == WireNames.Gzip ? CompressionLevel.Fastest : null;

    public int? SendLimit => _channel.Options.MaxSendMessageSize;

    protected int? ReceiveLimit => _channel.Options.MaxReceiveMessageSize;

    /// <summary>Sends the request; what goes wrong is kept for whoever asks for a response.</summary>
    public void Start(HttpContent content) =>
        _ = OpenAsync(content).ContinueWith(
            opening => _ = opening.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    public async Task<Metadata> HeadersAsync() => ResponseText.Read((await _opening!.ConfigureAwait(false)).Headers);

    /// <summary>The response's headers; if they carry a status already, the call has ended.</summary>
    protected Task<HttpResponseMessage> OpenedAsync() => _opening!;

    protected Task<HttpResponseMessage> OpenAsync(HttpContent content) => _opening = SendAsync(content);

    private async Task<HttpResponseMessage> SendAsync(HttpContent content)
    {
        HttpResponseMessage response;
        try
        {
            if (HasEnded) throw FinalException();
            response = await _channel.SendAsync(NewRequest(content), Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            throw Fail(failure, "Error starting gRPC call.");
        }

        Volatile.Write(ref _response, response);
        if (HasEnded) response.Dispose();
        else if (ResponseText.TryReadStatus(response.Headers, out var status)) Finish(status, response.Headers);
        else if (ResponseText.Unusable(response) is { } unusable) Finish(unusable, response.Headers);
        return response;
    }

    private HttpRequestMessage NewRequest(HttpContent content)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _channel.AddressOf(_method))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = content,
        };
        if (Host is not null) request.Headers.Host = Host;
        request.Headers.TryAddWithoutValidation("User-Agent", UserAgent);
        request.Headers.TryAddWithoutValidation("TE", "trailers");
        request.Headers.TryAddWithoutValidation(WireNames.AcceptEncoding, WireNames.AcceptedEncodings);
        if (_deadline is not null)
        {
            var left = Options.Deadline!.Value - TimeProvider.System.GetUtcNow().UtcDateTime;
            request.Headers.TryAddWithoutValidation(WireNames.Timeout, TimeoutText.Format(left));
        }

        if (Options.Headers is { Count: > 0 } headers) ResponseText.Write(request.Headers, headers);
        return request;
    }
}
