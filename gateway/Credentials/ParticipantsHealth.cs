using Grpc.Core;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>Without participants nobody can be let in.</summary>
internal sealed class ParticipantsHealth(ParticipantsClient participants) : IHealthCheck
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(AnswerWithin);
        try
        {
            await participants.AskAsync([], deadline.Token);
            return HealthCheckResult.Healthy();
        }
        catch (Exception error) when (error is RpcException or OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("No key can be checked.", error);
        }
    }
}
