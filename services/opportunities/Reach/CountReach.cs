using System.Text.Json;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Opportunities.Reach;

/// <summary>How many would be told of a need, and how many offers would fit, were it published now.</summary>
internal sealed record CountedReach(int Subscriptions, int Offers);

/// <summary>Answers the service that is about to publish; a participant learns the numbers there, and never whose they are.</summary>
internal sealed class CountReachHandler(NpgsqlDataSource db, FollowedNeeds followed, OfferBook offers, TimeProvider clock)
{
    /// <param name="need">A <see cref="PublicNeed"/> as JSON.</param>
    public async Task<Outcome<CountedReach>> HandleAsync(Caller caller, string need, CancellationToken ct)
    {
        if (!caller.IsService)
        {
            return ServicesOnly;
        }
        return Parse(need) is { } read
            ? new CountedReach(await CountSubscriptionsAsync(read, ct), await CountOffersAsync(read, ct))
            : Rejections.Invalid("#/need", "Skriv et PublicNeed som JSON.", "Write a PublicNeed as JSON.");
    }

    private async Task<int> CountSubscriptionsAsync(PublicNeed need, CancellationToken ct)
    {
        // Also what this replica has not seen yet: a subscription counts from the moment it is made.
        followed.Apply(await LogStore.ChangesSinceAsync(db, followed.Revision, ct));
        var met = new List<Guid>();
        followed.Match(need, met);
        return met.Count == 0 ? 0 : await SubscriptionStore.CountActiveAsync(db, [.. met], need.PublisherId, ct);
    }

    private async Task<int> CountOffersAsync(PublicNeed need, CancellationToken ct)
    {
        offers.Apply(await OfferStore.SinceAsync(db, offers.Revision, ct));
        return offers.Match(need, clock.GetUtcNow()).Count;
    }

    private static PublicNeed? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<PublicNeed>(json, EventCatalog.Json) is { Category: not null, Skills: not null, Scope: not null } need ? need : null;
        }
        catch (JsonException)
        {
            // Told as a wrong field; what was sent is not repeated.
            return null;
        }
    }

    private static readonly Rejection ServicesOnly = new(ProblemCode.ScopeMissing, new(
        "Kun hubbens egne tjenester spørger om dette.", "Only the hub's own services ask this."));
}
