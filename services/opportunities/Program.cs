using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Opportunities;
using SocialEnzyme.Hub.Opportunities.BackTesting;
using SocialEnzyme.Hub.Opportunities.CallOuts;
using SocialEnzyme.Hub.Opportunities.Channels.Feed;
using SocialEnzyme.Hub.Opportunities.Channels.Tracking;
using SocialEnzyme.Hub.Opportunities.Interests;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Matches;
using SocialEnzyme.Hub.Opportunities.Reconciliation;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
using SocialEnzyme.Hub.Opportunities.Volunteers;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;
using SocialEnzyme.Hub.ServiceDefaults.Redis;

var builder = WebApplication.CreateBuilder(args);

builder.AddServiceDefaults(ServiceNames.Opportunities)
    .AddPostgres("opportunities-db")
    .AddRedis()
    .AddGrpcDoor()
    .AddServiceClient(ServiceNames.Needs, calls => new NeedsService.NeedsServiceClient(calls));

// NeedPublished, Updated, PlacesTaken, Filled, Reopened, Withdrawn, Expired; ParticipantSuspended, Resumed;
// OfferPublished, Updated, Exhausted, Withdrawn;
// PartnershipProposed … Ended; HoursReported … Corrected, ResultRecorded;
// and its own OpportunityMatched, Answered, Agreed, Unanswered, Withdrawn, SharedInterestFound, CallOutStarted, Promoted, Filled, StoodDown.
builder.AddMessaging(ServiceNames.Opportunities, bus =>
{
    bus.AddConsumer<NeedConsumer>();
    bus.AddConsumer<NoticeConsumer>();
    bus.AddConsumer<PartnershipConsumer>();
    bus.AddConsumer<ImpactConsumer>();
    bus.AddConsumer<ParticipantConsumer>();
    bus.AddConsumer<CallOutConsumer>();
    bus.AddConsumer<OfferConsumer>();
    bus.AddConsumer<AnswerConsumer>();
});

builder.Services
    .AddSubscriptions()
    .AddLog()
    .AddMatches()
    .AddQuestions()
    .AddChannels()
    .AddWebhooks(builder.Configuration.GetSection("Webhooks"))
    .AddVolunteers()
    .AddCallOuts(builder.Configuration.GetSection("CallOuts"))
    .AddCare(builder.Configuration.GetSection("Care"))
    .AddReconciliation(builder.Configuration.GetSection("Reconciliation"))
    .AddOpenApi(document => document.DescribePatches());

var app = builder.Build();

app.UseServiceDefaults();
app.MapSubscriptions();
app.MapFilters();
app.MapFeed();
app.MapTracking();
app.MapVolunteers();
app.MapCallOuts();
app.MapMatches();
app.MapInterests();
app.MapReconciliations();
app.MapGrpcService<OpportunitiesGrpc>();
app.MapGrpcDefaults();
app.MapOpenApi().AllowAnonymous();

app.Run();
