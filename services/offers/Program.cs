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
builder.Services.AddOpenApi(OffersDescription.Describe);

// Use cases.
builder.Services.AddHostedService<ExpireOffers>();
builder.Services.AddSingleton<PublishOfferHandler>();
builder.Services.AddSingleton<UpdateOfferHandler>();
builder.Services.AddSingleton<WithdrawOfferHandler>();
builder.Services.AddSingleton<PauseOfferHandler>();
builder.Services.AddSingleton<GetOfferHandler>();
builder.Services.AddSingleton<ListOffersHandler>();
builder.Services.AddSingleton<OfferHistoryHandler>();
builder.Services.AddSingleton<ReserveContributionHandler>();
builder.Services.AddSingleton<SettleReservationHandler>();
builder.Services.AddSingleton<ListReservationsHandler>();
builder.Services.AddSingleton<GetBalanceHandler>();

var app = builder.Build();

// Doors.
app.UseServiceDefaults();
app.MapOpenApi().AllowAnonymous();
app.MapOffers();
app.MapReservations();
app.MapGrpcService<OffersGrpc>();
app.MapGrpcDefaults();
app.Run();
