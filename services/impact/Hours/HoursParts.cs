using SocialEnzyme.Hub.Impact.Ledger;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>What hours and their ledger are made of.</summary>
internal static class HoursParts
{
    public static IServiceCollection AddHours(this IServiceCollection services) => services
        .AddSingleton<ReportHoursHandler>()
        .AddSingleton<ImportHoursHandler>()
        .AddSingleton<DecideHoursHandler>()
        .AddSingleton<CorrectHoursHandler>()
        .AddSingleton<ListHoursHandler>()
        .AddSingleton<GetHoursHandler>()
        .AddSingleton<HoursTotalsHandler>()
        .AddSingleton<ChecksumsHandler>()
        .AddSingleton<MakeApprovalLinkHandler>()
        .AddSingleton<FollowApprovalLinkHandler>();
}
