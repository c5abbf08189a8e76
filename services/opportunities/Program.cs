using SocialEnzyme.Hub.Opportunities;
using SocialEnzyme.Hub.Opportunities.BackTesting;
using SocialEnzyme.Hub.Opportunities.Channels.Feed;
using SocialEnzyme.Hub.Opportunities.Channels.Tracking;
using SocialEnzyme.Hub.Opportunities.Log;
using SocialEnzyme.Hub.Opportunities.Subscriptions;
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
    .AddGrpcDoor();

// NeedPublished, Updated, PlacesTaken, Filled, Reopened, Withdrawn, Expired; ParticipantSuspended, Resumed;
// and its own OpportunityMatched, Answered, Agreed, Withdrawn, SharedInterestFound, CallOutStarted, Promoted, Filled, StoodDown.
builder.AddMessaging(ServiceNames.Opportunities, bus =>
{
    bus.AddConsumer<NeedConsumer>();
    bus.AddConsumer<NoticeConsumer>();
    bus.AddConsumer<ParticipantConsumer>();
});

builder.Services
    .AddSubscriptions()
    .AddLog()
    .AddQuestions()
    .AddChannels()
    .AddWebhooks(builder.Configuration.GetSection("Webhooks"))
    .AddOpenApi(document => document.DescribePatches());

var app = builder.Build();

app.UseServiceDefaults();
app.MapSubscriptions();
app.MapFilters();
app.MapFeed();
app.MapTracking();
app.MapGrpcService<OpportunitiesGrpc>();
app.MapGrpcDefaults();
app.MapOpenApi().AllowAnonymous();

app.Run();
