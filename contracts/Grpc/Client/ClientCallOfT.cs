using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Net.Client;

/// <summary>A call that knows the type of its responses.</summary>
internal sealed class ClientCall<TRequest, TResponse>(GrpcChannel channel, Method<TRequest, TResponse> method, string? host, CallOptions options)
    : ClientCall(channel, method, host, options)
    where TRequest : class
    where TResponse : class
{
    private static readonly StreamPipeReaderOptions Buffers = new(bufferSize: 16 * 1024, minimumReadSize: 4 * 1024, leaveOpen: true);

    private PipeReader? _body;
    private MessageReader<TResponse>? _reader;

    /// <summary>Sends the request and waits for the only response and the status after it.</summary>
    public async Task<TResponse> ReceiveSingleAsync(HttpContent content)
    {
        await OpenAsync(content).ConfigureAwait(false);
        var (found, message) = await ReadAsync().ConfigureAwait(false);
        if (!found) throw new RpcException(new Status(StatusCode.Internal, "Failed to deserialize response message."), FinalTrailers);

        // Only after the last byte is the status known.
        var (another, _) = await ReadAsync().ConfigureAwait(false);
        if (!another) return message!;
        throw Fail(new RpcException(new Status(StatusCode.Internal, "Unexpected data after finished reading message.")), "");
    }

    /// <summary>The next response; when there is none the call has ended with <see cref="StatusCode.OK"/>, or this throws how else.</summary>
    public async ValueTask<(bool Found, TResponse? Message)> ReadAsync()
    {
        var response = await OpenedAsync().ConfigureAwait(false);
        if (HasEnded) return FinalStatus.StatusCode == StatusCode.OK ? (false, null) : throw FinalException();
        try
        {
            _reader ??= await ReaderAsync(response).ConfigureAwait(false);
            var read = await _reader.ReadAsync(Token).ConfigureAwait(false);
            if (read.Found) return read;
            Finish(
                ResponseText.TryReadStatus(response.TrailingHeaders, out var status)
                    ? status
                    : new Status(StatusCode.Cancelled, "No grpc-status found on response."),
                response.TrailingHeaders);
        }
        catch (Exception failure)
        {
            throw Fail(failure, "Error reading next message.");
        }
        finally
        {
            if (HasEnded) ReturnBuffers();
        }

        return FinalStatus.StatusCode == StatusCode.OK ? (false, null) : throw FinalException();
    }

    private async ValueTask<MessageReader<TResponse>> ReaderAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsStreamAsync(Token).ConfigureAwait(false);
        _body = PipeReader.Create(body, Buffers);
        return new MessageReader<TResponse>(
            _body,
            method.ResponseMarshaller.ContextualDeserializer,
            ReceiveLimit,
            ResponseText.First(response.Headers, WireNames.Encoding));
    }

    private void ReturnBuffers()
    {
        _reader?.Dispose();
        _body?.Complete();
    }
}
