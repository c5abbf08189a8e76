using SocialEnzyme.Hub.Participants;
using SocialEnzyme.Hub.ServiceDefaults;
using SocialEnzyme.Hub.ServiceDefaults.Messaging;
using SocialEnzyme.Hub.ServiceDefaults.Postgres;

var isBootstrap = args is ["bootstrap", ..];
var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("participants").AddPostgres("participants-db").AddMessaging("participants").AddGrpcDoor();
builder.Services.AddOpenApi();
builder.Services.AddParticipants();
if (isBootstrap)
{
    // Only the key may stand on standard output: scripts read it from there.
    builder.Logging.ClearProviders();
}

var app = builder.Build();
if (isBootstrap)
{
    return await app.BootstrapAsync();
}

app.UseServiceDefaults();
app.MapParticipants();
app.MapGrpcService<ParticipantsGrpc>();
app.MapGrpcDefaults();
app.MapOpenApi().AllowAnonymous();
await app.RunAsync();
return 0;
