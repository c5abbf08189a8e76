using SocialEnzyme.Hub.Needs;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;
using SocialEnzyme.Hub.ServiceDefaults.Redis;

var builder = WebApplication.CreateBuilder(args);

// What it leans on. It publishes events and listens to none.
builder.AddServiceDefaults(ServiceNames.Needs)
    .AddPostgres("needs-db")
    .AddRedis()
    .AddMessaging(ServiceNames.Needs)
    .AddGrpcDoor();
builder.Services.AddOpenApi(NeedsDescription.Describe);

// Use cases.
builder.Services.AddSingleton<PublishWriter>();
builder.Services.AddHostedService(services => services.GetRequiredService<PublishWriter>());
builder.Services.AddSingleton<ExpireHolds>();
builder.Services.AddHostedService<ExpireNeeds>();
builder.Services.AddSingleton<PublishNeedHandler>();
builder.Services.AddSingleton<UpdateNeedHandler>();
builder.Services.AddSingleton<WithdrawNeedHandler>();
builder.Services.AddSingleton<ImportNeedsHandler>();
builder.Services.AddSingleton<GetNeedHandler>();
builder.Services.AddSingleton<ListNeedsHandler>();
builder.Services.AddSingleton<NeedHistoryHandler>();
builder.Services.AddSingleton<ReservePlacesHandler>();
builder.Services.AddSingleton<SettleReservationHandler>();
builder.Services.AddSingleton<ListReservationsHandler>();

var app = builder.Build();

// Doors.
app.UseServiceDefaults();
app.MapOpenApi().AllowAnonymous();
app.MapNeeds();
app.MapGrpcService<NeedsGrpc>();
app.MapGrpcDefaults();
app.Run();
