using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Offers.V1;
using SocialEnzyme.Hub.Contracts.Participants.V1;
using SocialEnzyme.Hub.Partnerships;
using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.Partnerships.Audit;
using SocialEnzyme.Hub.Partnerships.Drafts;
using SocialEnzyme.Hub.Partnerships.Handbook;
using SocialEnzyme.Hub.Partnerships.Programmes;
using SocialEnzyme.Hub.Partnerships.Suggestions;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;

// Reads a file and nothing else: no settings, no database.
if (args is ["verify", .. var rest])
{
    return VerifyCommand.Run(rest, Console.Out, Console.Error, Console.OpenStandardInput());
}

var builder = WebApplication.CreateBuilder(args);

// What it leans on: it holds places in needs and quantities in offers, and asks participants who they are.
builder.AddServiceDefaults(ServiceNames.Partnerships)
    .AddPostgres("partnerships-db")
    // OpportunityAgreed.
    .AddMessaging(ServiceNames.Partnerships, bus => bus.AddConsumer<MatchConsumer>())
    .AddServiceClient(ServiceNames.Participants, calls => new ParticipantsService.ParticipantsServiceClient(calls))
    .AddServiceClient(ServiceNames.Needs, calls => new NeedsService.NeedsServiceClient(calls))
    .AddServiceClient(ServiceNames.Offers, calls => new OffersService.OffersServiceClient(calls))
    .AddGrpcDoor();
builder.Services.AddAgreements();
builder.Services.AddActivation(builder.Configuration.GetSection("Activation"));
builder.Services.AddDeadlines(builder.Configuration.GetSection("Deadlines"));
builder.Services.AddAudit();
builder.Services.AddSuggestions();
builder.Services.AddKnowledge().AddHandbook();
builder.Services.AddOpenApi(PartnershipsDescription.Describe);

var app = builder.Build();

// Doors.
app.UseServiceDefaults();
app.MapOpenApi().AllowAnonymous();
app.MapPartnerships();
app.MapAudit();
app.MapSuggestions();
app.MapKnowledge();
app.MapHandbook();
app.MapGrpcService<PartnershipsGrpc>();
app.MapGrpcDefaults();
app.Run();
return 0;
