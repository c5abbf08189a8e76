using SocialEnzyme.Hub.Impact;
using SocialEnzyme.Hub.Impact.OpenData;
using SocialEnzyme.Hub.Impact.Outcomes;
using SocialEnzyme.Hub.Impact.Reports;
using SocialEnzyme.Hub.Impact.Valuation;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults(ServiceNames.Impact)
    .AddPostgres("impact-db")
    .AddMessaging(ServiceNames.Impact)
    .AddGrpcDoor();
builder.Services
    .AddResults()
    .AddValuation()
    .AddReports()
    .AddOpenData(builder.Configuration.GetSection("OpenData"))
    .AddOpenApi(ImpactDescription.Describe);

var app = builder.Build();

// Doors.
app.UseServiceDefaults();
app.MapResults();
app.MapValuation();
app.MapReports();
app.MapOpenData();
app.MapOpenApi().AllowAnonymous();
app.MapGrpcService<ImpactGrpc>();
app.MapGrpcDefaults();
app.Run();
