using SocialEnzyme.Hub.Offers;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;

var builder = WebApplication.CreateBuilder(args);

// What it leans on. It publishes events and listens to none.
builder.AddServiceDefaults(ServiceNames.Offers)
    .AddPostgres("offers-db")
    .AddMessaging(ServiceNames.Offers)
    .AddGrpcDoor();
builder.Services.AddOpenApi();

var app = builder.Build();

// Doors.
app.UseServiceDefaults();
app.MapOpenApi().AllowAnonymous();
app.MapGrpcService<OffersGrpc>();
app.MapGrpcDefaults();
app.Run();
