using SocialEnzyme.Hub.Gateway;
using SocialEnzyme.Hub.Gateway.Credentials;
using SocialEnzyme.Hub.Gateway.Documents;
using SocialEnzyme.Hub.Gateway.Forwarding;
using SocialEnzyme.Hub.Gateway.Limits;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Redis;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("gateway").AddRedis().AddGrpcDoor(refusesUnknown: true);
builder.AddCredentials();
builder.AddLimits();
builder.AddForwarding();

var app = builder.Build();
app.UseMiddleware<RefusedBodies>();
app.UseDocumentPages();
app.UseRouting();
app.UseServiceDefaults();
app.MapDocuments();
app.MapGrpcDefaults();
app.MapForwarding();
// Without an endpoint the fallback policy would ask a stranger for a key to a place that does not exist.
app.MapFallback("{**path}", Answers.NothingHereAsync).AllowAnonymous();
await app.StartLimitsAsync();
await app.RunAsync();
