using SocialEnzyme.Hub.Impact;
using SocialEnzyme.Hub.Impact.Hours;
using SocialEnzyme.Hub.Impact.OpenData;
using SocialEnzyme.Hub.Impact.Outcomes;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.Impact.Reports;
using SocialEnzyme.Hub.Impact.Valuation;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults(ServiceNames.Impact)
    .AddPostgres("impact-db")
    .AddGrpcDoor();

// PartnershipRevised, Activated, Changed, Completed, Ended.
builder.AddMessaging(ServiceNames.Impact, bus => bus.AddConsumer<PartnershipConsumer>());

// Use cases.
builder.Services.AddHours();
builder.Services.AddResults();
builder.Services.AddValuation();
builder.Services.AddReports();
builder.Services.AddOpenData(builder.Configuration.GetSection("OpenData"));
builder.Services.AddVoice();
builder.Services.AddOpenApi(ImpactDescription.Describe);

var app = builder.Build();

// Doors.
app.UseServiceDefaults();
app.MapOpenApi().AllowAnonymous();
app.MapHours();
app.MapHoursImport();
app.MapApprovals();
app.MapResults();
app.MapValuation();
app.MapReports();
app.MapOpenData();
app.MapOpenPartnerships();
app.MapVoice();
app.MapGrpcService<ImpactGrpc>();
app.MapGrpcDefaults();
app.Run();
