using System.Text.Json;
using Grpc.Core;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;

namespace SocialEnzyme.Hub.Needs;

/// <summary>How many subscriptions and offers a need would meet.</summary>
internal sealed record Reach(int Subscriptions, int Offers);

/// <summary>Asks opportunities whom a need would reach; a publisher who only wants to check a need never waits for it in vain.</summary>
internal sealed partial class NeedReach(OpportunitiesService.OpportunitiesServiceClient opportunities, TimeProvider clock, ILogger<NeedReach> logger)
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1);

    /// <summary>Null when it does not answer.</summary>
    public async Task<Reach?> CountAsync(PublicNeed need, CancellationToken ct)
    {
        try
        {
            var request = new CountReachRequest { Need = JsonSerializer.Serialize(need, EventCatalog.Json) };
            var response = await opportunities.CountReachAsync(request, deadline: (clock.GetUtcNow() + AnswerWithin).UtcDateTime, cancellationToken: ct);
            return new Reach(response.Subscriptions, response.Offers);
        }
        catch (RpcException error) when (!ct.IsCancellationRequested)
        {
            LogUnknown(error.StatusCode);
            return null;
        }
    }

    [LoggerMessage(2331, LogLevel.Warning, "Whom a need would reach is not known: opportunities answered {Status}")]
    private partial void LogUnknown(StatusCode status);
}
