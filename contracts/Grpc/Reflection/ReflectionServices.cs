using Google.Protobuf;
using Grpc.Core;

namespace Grpc.Reflection;

/// <summary>Answers <c>grpc.reflection.v1.ServerReflection</c>.</summary>
internal sealed class ReflectionService(SymbolRegistry registry) : V1.ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<V1.ServerReflectionRequest> requestStream,
        IServerStreamWriter<V1.ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext())
            await responseStream.WriteAsync(ReflectionAnswers.Answer(registry, requestStream.Current), context.CancellationToken);
    }
}

/// <summary>Answers <c>grpc.reflection.v1alpha.ServerReflection</c>, which has the same bytes under another name.</summary>
internal sealed class AlphaReflectionService(SymbolRegistry registry) : V1Alpha.ServerReflection.ServerReflectionBase
{
    public override async Task ServerReflectionInfo(
        IAsyncStreamReader<V1Alpha.ServerReflectionRequest> requestStream,
        IServerStreamWriter<V1Alpha.ServerReflectionResponse> responseStream,
        ServerCallContext context)
    {
        while (await requestStream.MoveNext())
        {
            var request = V1.ServerReflectionRequest.Parser.ParseFrom(requestStream.Current.ToByteString());
            var response = ReflectionAnswers.Answer(registry, request);
            await responseStream.WriteAsync(
                V1Alpha.ServerReflectionResponse.Parser.ParseFrom(response.ToByteString()), context.CancellationToken);
        }
    }
}
