using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.Gateway.Credentials;

/// <summary>Wires how callers become known to the gateway.</summary>
internal static class CredentialExtensions
{
    public static WebApplicationBuilder AddCredentials(this WebApplicationBuilder builder)
    {
        var address = builder.Configuration["services:participants:grpc:0"]
            ?? throw new InvalidOperationException("services:participants:grpc:0 is missing; AppHost sets it.");
        var options = builder.Configuration.GetSection("Credentials").Get<CredentialOptions>() ?? new();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(services => new ParticipantsClient(address, services.GetRequiredService<TokenIssuer>()));
        builder.Services.AddSingleton<AskParticipants>(services => services.GetRequiredService<ParticipantsClient>().AskAsync);
        builder.Services.AddSingleton<KeyQuestions>();
        builder.Services.AddSingleton<CredentialCache>();
        builder.Services.AddSingleton<CallerTokens>();
        builder.Services.AddHostedService<CredentialRefresher>();
        builder.Services.AddHealthChecks().AddCheck<ParticipantsHealth>("participants");
        return builder;
    }
}
