using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Offers.V1;
using SocialEnzyme.Hub.Contracts.Participants.V1;
using SocialEnzyme.Hub.Partnerships;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.Partnerships.Handbook;
using SocialEnzyme.Hub.Partnerships.Programmes;
using SocialEnzyme.Hub.Partnerships.Thanks;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;

var builder = WebApplication.CreateBuilder(args);

// What it leans on: it holds places in needs and quantities in offers, and asks participants who they are.
builder.AddServiceDefaults(ServiceNames.Partnerships)
    .AddPostgres("partnerships-db")
    // HoursApproved.
    .AddMessaging(ServiceNames.Partnerships, bus => bus.AddConsumer<ThanksConsumer>())
    .AddServiceClient(ServiceNames.Participants, calls => new ParticipantsService.ParticipantsServiceClient(calls))
    .AddServiceClient(ServiceNames.Needs, calls => new NeedsService.NeedsServiceClient(calls))
    .AddServiceClient(ServiceNames.Offers, calls => new OffersService.OffersServiceClient(calls))
    .AddGrpcDoor();
builder.Services.AddAgreements();
builder.Services.AddOpenApi(PartnershipsDescription.Describe);
builder.Services.AddKnowledge().AddHandbook();

var app = builder.Build();

// Doors.
app.UseServiceDefaults();
app.MapOpenApi().AllowAnonymous();
app.MapPartnerships();
app.MapKnowledge();
app.MapHandbook();
app.MapGrpcService<PartnershipsGrpc>();
app.MapGrpcDefaults();
app.Run();
