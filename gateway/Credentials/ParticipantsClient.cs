using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using SocialEnzyme.Hub.Contracts.Participants.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>Participants as the gateway asks it, under the gateway's own name.</summary>
internal sealed class ParticipantsClient : IDisposable
{
    private readonly GrpcChannel _channel;
    private readonly ParticipantsService.ParticipantsServiceClient _client;
    private readonly TokenIssuer _issuer;

    public ParticipantsClient(string address, TokenIssuer issuer)
    {
        _issuer = issuer;
        _channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                ConnectTimeout = TimeSpan.FromSeconds(1),
                // A connection that fell silent is noticed, not waited for.
                KeepAlivePingDelay = TimeSpan.FromSeconds(1),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(1),
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
                EnableMultipleHttp2Connections = true,
            },
            DisposeHttpClient = true,
        });
        _client = new(_channel);
    }

    /// <summary>One answer a key, in the same order.</summary>
    public async Task<IReadOnlyList<Holder?>> AskAsync(IReadOnlyList<KeyHash> keys, CancellationToken ct)
    {
        var request = new CheckCredentialsRequest { KeyHashes = { keys.Select(key => key.ToByteString()) } };
        var headers = new Metadata { { "authorization", "Bearer " + _issuer.Own() } };
        var response = await _client.CheckCredentialsAsync(request, headers, cancellationToken: ct);
        return response.Credentials.Count == keys.Count
            ? [.. response.Credentials.Select(HolderOf)]
            : throw new RpcException(new Status(StatusCode.Internal, "participants answered another number of keys."));
    }

    public void Dispose() => _channel.Dispose();

    private static Holder? HolderOf(CheckedCredential credential) => credential.Valid
        ? new Holder(
            Guid.Parse(credential.CredentialId), Guid.Parse(credential.ParticipantId), credential.ParticipantName,
            JsonNamingPolicy.CamelCase.ConvertName(credential.Sector.ToString()),
            JsonNamingPolicy.CamelCase.ConvertName(credential.Kind.ToString()),
            string.Join(' ', credential.Scopes), credential.ExpiresAt?.ToDateTimeOffset())
        : null;
}
