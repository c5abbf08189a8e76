using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grpc.AspNetCore.Server;

internal sealed partial class HttpCall
{
    private bool _gzip;

    /// <summary>Lets a request be as long and as slow as its messages: Kestrel's own limits would end an idle or a large stream.</summary>
    public void AllowAnyBody(bool isStream)
    {
        if (Http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = null;
        if (!isStream) return;
        if (Http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = null;
    }

    public MessageReader<T> Reader<T>(Marshaller<T> marshaller) => new(
        Http.Request.BodyReader, marshaller.ContextualDeserializer, _rules.ReceiveLimit, Http.Request.Headers[WireNames.Encoding]);

    public MessageWriter<T> Writer<T>(Marshaller<T> marshaller) => new(
        Http.Response.BodyWriter, marshaller.ContextualSerializer, _rules.SendLimit, _gzip ? _rules.CompressionLevel : null);

    /// <summary>Sends the headers if they are still here; the status then goes into the trailers.</summary>
    public Task StartResponseAsync() => Http.Response.HasStarted ? Task.CompletedTask : Http.Response.StartAsync();

    protected override async Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        using var writing = await EnterWriteAsync();
        if (Http.Response.HasStarted) throw new InvalidOperationException("Response headers can only be sent once per call.");
        foreach (var entry in responseHeaders)
        {
            if (entry.Key != WireNames.EncodingRequest) HeaderText.Append(Http.Response.Headers, entry);
            else if (CallRules.IsGzip(entry.Value)) UseGzip();
            else UsePlain();
        }

        await Http.Response.BodyWriter.FlushAsync();
    }

    private void UseGzip()
    {
        _gzip = true;
        Http.Response.Headers[WireNames.Encoding] = WireNames.Gzip;
    }

    private void UsePlain()
    {
        _gzip = false;
        Http.Response.Headers.Remove(WireNames.Encoding);
    }
}
