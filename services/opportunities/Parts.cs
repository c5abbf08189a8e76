using System.Net;
using Microsoft.Extensions.Options;
using SocialEnzyme.Hub.Opportunities.BackTesting;
using SocialEnzyme.Hub.Opportunities.CallOuts;
using SocialEnzyme.Hub.Opportunities.Care;
using SocialEnzyme.Hub.Opportunities.Channels;
using SocialEnzyme.Hub.Opportunities.Channels.Feed;
using SocialEnzyme.Hub.Opportunities.Channels.Streams;
using SocialEnzyme.Hub.Opportunities.Channels.Tracking;
using SocialEnzyme.Hub.Opportunities.Channels.Webhooks;
using SocialEnzyme.Hub.Opportunities.Interests;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.Opportunities.Reach;
using SocialEnzyme.Hub.Opportunities.Reconciliation;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.Opportunities.Volunteers;

namespace SocialEnzyme.Hub.Opportunities;

/// <summary>What each part of the service is made of.</summary>
internal static class Parts
{
    public static IServiceCollection AddSubscriptions(this IServiceCollection services) => services
        .AddSingleton<CreateSubscriptionHandler>()
        .AddSingleton<ValidateSubscriptionHandler>()
        .AddSingleton<ReadSubscriptionsHandler>()
        .AddSingleton<UpdateSubscriptionHandler>()
        .AddSingleton<DeleteSubscriptionHandler>()
        .AddSingleton<SwitchSubscriptionHandler>()
        .AddSingleton<RotateSecretHandler>();

    public static IServiceCollection AddLog(this IServiceCollection services) => services
        .AddSingleton<EventCache>()
        .AddSingleton<DeliveryReader>()
        .AddSingleton<FollowedNeeds>()
        .AddSingleton<MatchWriter>()
        .AddHostedService(provider => provider.GetRequiredService<MatchWriter>());

    public static IServiceCollection AddMatches(this IServiceCollection services) => services
        .AddSingleton<OfferBook>()
        .AddSingleton<NeedBook>()
        .AddSingleton<Turns>()
        .AddSingleton<SuggestOffers>()
        .AddSingleton<SuggestNeeds>()
        .AddSingleton<FindInterests>()
        .AddSingleton<Matchmaker>()
        .AddSingleton<ReadMatchesHandler>()
        .AddSingleton<AnswerMatchHandler>()
        .AddSingleton<ExplainPairHandler>();

    public static IServiceCollection AddQuestions(this IServiceCollection services) => services
        .AddSingleton<BackTestFilterHandler>()
        .AddSingleton<CountReachHandler>();

    public static IServiceCollection AddChannels(this IServiceCollection services) => services
        .AddSingleton<Wakeups>()
        .AddHostedService<ReplicaWakeups>()
        .AddSingleton<ReadFeedHandler>()
        .AddSingleton<StreamFeedHandler>()
        .AddSingleton<SubscribeHandler>()
        .AddSingleton<TrackDeliveriesHandler>();

    public static IServiceCollection AddWebhooks(this IServiceCollection services, IConfiguration section)
    {
        services.AddOptions<WebhookOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton(provider => new AddressGuard(
                provider.GetRequiredService<IOptions<WebhookOptions>>().Value.AllowedNetworks.Select(IPNetwork.Parse)))
            .AddSingleton<SecretBox>()
            .AddSingleton<WebhookClient>()
            .AddSingleton<AttemptWriter>()
            .AddHostedService(provider => provider.GetRequiredService<AttemptWriter>())
            .AddSingleton<EndpointWorker>()
            .AddHostedService<WebhookSender>();
    }

    public static IServiceCollection AddVolunteers(this IServiceCollection services) => services
        .AddSingleton<SaveVolunteerHandler>()
        .AddSingleton<ReadVolunteersHandler>()
        .AddSingleton<DeleteVolunteerHandler>();

    public static IServiceCollection AddCallOuts(this IServiceCollection services, IConfiguration section)
    {
        services.AddOptions<CallOutOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<CallOutSignals>()
            .AddSingleton<Notices>()
            .AddSingleton<StandDown>()
            .AddSingleton<NeedPlaces>()
            .AddSingleton<Settlement>()
            .AddSingleton<Promotion>()
            .AddSingleton<AskRound>()
            .AddSingleton<StartCallOutHandler>()
            .AddSingleton<ReadCallOutsHandler>()
            .AddSingleton<CloseCallOutHandler>()
            .AddSingleton<AnswerCallOutHandler>()
            .AddSingleton<ReadResponsesHandler>()
            .AddHostedService<RoundWorker>()
            .AddHostedService<SettleWorker>();
    }

    public static IServiceCollection AddCare(this IServiceCollection services, IConfiguration section)
    {
        services.AddOptions<CareOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<TellHosts>().AddHostedService(provider => provider.GetRequiredService<TellHosts>());
    }

    public static IServiceCollection AddReconciliation(this IServiceCollection services, IConfiguration section)
    {
        services.AddOptions<ReconciliationOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<LostEvents>()
            .AddSingleton<MissingDeliveries>()
            .AddSingleton<Reconciler>()
            .AddSingleton<ReconcileHandler>()
            .AddHostedService<ReconciliationJob>();
    }
}
