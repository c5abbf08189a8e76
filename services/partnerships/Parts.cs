using SocialEnzyme.Hub.Partnerships.Agreements;

namespace SocialEnzyme.Hub.Partnerships;

/// <summary>What each part of the service is made of.</summary>
internal static class Parts
{
    public static IServiceCollection AddAgreements(this IServiceCollection services) => services
        .AddSingleton<ParticipantDirectory>()
        .AddSingleton<StepHandler>()
        .AddSingleton<ProposePartnershipHandler>()
        .AddSingleton<RevisePartnershipHandler>()
        .AddSingleton<AnswerPartnershipHandler>()
        .AddSingleton<AmendPartnershipHandler>()
        .AddSingleton<WriteNoteHandler>()
        .AddSingleton<SeePartnershipHandler>()
        .AddSingleton<ListPartnershipsHandler>();
}
