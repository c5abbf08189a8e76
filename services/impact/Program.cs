using SocialEnzyme.Hub.Impact;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults(ServiceNames.Impact)
    .AddPostgres("impact-db")
    .AddMessaging(ServiceNames.Impact)
    .AddGrpcDoor();
builder.Services.AddVoice();
builder.Services.AddOpenApi(ImpactDescription.Describe);

var app = builder.Build();

// Doors.
app.UseServiceDefaults();
app.MapOpenApi().AllowAnonymous();
app.MapVoice();
app.MapGrpcService<ImpactGrpc>();
app.MapGrpcDefaults();
app.Run();
