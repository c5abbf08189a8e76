using SocialEnzyme.Hub.Partnerships.Activation;
using SocialEnzyme.Hub.Partnerships.Audit;
using SocialEnzyme.Hub.Partnerships.Deadlines;
using SocialEnzyme.Hub.Partnerships.Suggestions;

namespace SocialEnzyme.Hub.Partnerships;

/// <summary>What the parts are made of that keep partnerships running: reservations, deadlines, audit, suggestions.</summary>
internal static class Running
{
    public static IServiceCollection AddActivation(this IServiceCollection services, IConfiguration section)
    {
        services.AddOptions<ActivationOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        return services
            .AddSingleton<Reservations>()
            .AddSingleton<Activations>()
            .AddHostedService<ActivationWorker>();
    }

    public static IServiceCollection AddDeadlines(this IServiceCollection services, IConfiguration section)
    {
        services.AddOptions<DeadlineOptions>().Bind(section).ValidateDataAnnotations().ValidateOnStart();
        return services.AddSingleton<DeadlineWorker>().AddHostedService(provider => provider.GetRequiredService<DeadlineWorker>());
    }

    public static IServiceCollection AddAudit(this IServiceCollection services) => services.AddSingleton<ExportAuditHandler>();

    public static IServiceCollection AddSuggestions(this IServiceCollection services) => services.AddSingleton<SuggestPartnersHandler>();
}
