using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Grpc.Core.Interceptors;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>
/// Refuses gRPC messages that hold a CPR number. The rows of a client stream are their handler's to check: a bad one never stops the others.
/// </summary>
internal sealed class PrivacyInterceptor : Interceptor
{
    private const string ConfirmationField = "confirm_no_personal_data";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(request, context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        continuation(new CheckedReader<TRequest>(requestStream, context), responseStream, context);

    private static void Check(object request, ServerCallContext context)
    {
        if (request is IMessage message && PrivacyGate.CheckMessage(message, IsConfirmed(message)) is { } rejection)
        {
            throw rejection.ToRpc(context.RequestHeaders.GetValue("accept-language"));
        }
    }

    private static bool IsConfirmed(IMessage message) =>
        message.Descriptor.FindFieldByName(ConfirmationField) is { FieldType: FieldType.Bool } field && (bool)field.Accessor.GetValue(message);

    private sealed class CheckedReader<T>(IAsyncStreamReader<T> inner, ServerCallContext context) : IAsyncStreamReader<T>
    {
        public T Current => inner.Current;

        public async Task<bool> MoveNext(CancellationToken cancellationToken)
        {
            if (!await inner.MoveNext(cancellationToken))
            {
                return false;
            }
            Check(inner.Current!, context);
            return true;
        }
    }
}
