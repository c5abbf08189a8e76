// The hub as a .NET Aspire app model: the same services as Local/ starts, with the servers as containers and Aspire's dashboard.
var builder = DistributedApplication.CreateBuilder(args);

// For `aspire publish`: a compose file of everything below.
builder.AddDockerComposeEnvironment("compose");

var postgres = builder.AddPostgres("postgres")
    .WithDataVolume()
    .WithArgs("-c", "max_connections=300");
// A consumer that waits for its database keeps its messages: 30 days, not RabbitMQ's half hour.
var rabbitMq = builder.AddRabbitMQ("rabbitmq")
    .WithDataVolume()
    .WithManagementPlugin()
    .WithEnvironment("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-rabbit consumer_timeout 2592000000");
var redis = builder.AddRedis("redis");

var participants = AddService<Projects.SocialEnzyme_Hub_Participants>("participants");
var needs = AddService<Projects.SocialEnzyme_Hub_Needs>("needs");
var offers = AddService<Projects.SocialEnzyme_Hub_Offers>("offers");
var opportunities = AddService<Projects.SocialEnzyme_Hub_Opportunities>("opportunities");
var partnerships = AddService<Projects.SocialEnzyme_Hub_Partnerships>("partnerships");
var impact = AddService<Projects.SocialEnzyme_Hub_Impact>("impact");
IResourceBuilder<ProjectResource>[] services = [participants, needs, offers, opportunities, partnerships, impact];

var gateway = builder.AddProject<Projects.SocialEnzyme_Hub_Gateway>("gateway")
    .WithEndpoint("http", endpoint => endpoint.Port = 8080)
    .WithEndpoint("grpc", endpoint => endpoint.Port = 8081)
    .WithExternalHttpEndpoints()
    .WithReference(rabbitMq).WaitFor(rabbitMq)
    .WithReference(redis).WaitFor(redis)
    .WithHttpHealthCheck("/health/ready", endpointName: "http");

foreach (var service in services)
{
    gateway.WithReference(service).WaitFor(service);
    // The gateway's published keys are what a service trusts; it asks for them with the first call, so it need not wait.
    service.WithReference(gateway);
    foreach (var other in services.Where(other => other != service)) service.WithReference(other);
}

builder.Build().Run();

IResourceBuilder<ProjectResource> AddService<TProject>(string name) where TProject : IProjectMetadata, new()
{
    var database = postgres.AddDatabase($"{name}-db");
    return builder.AddProject<TProject>(name)
        // Any free port: only the gateway's are known outside.
        .WithEndpoint("http", endpoint => endpoint.Port = null)
        .WithEndpoint("grpc", endpoint => endpoint.Port = null)
        .WithReference(database).WaitFor(database)
        .WithReference(rabbitMq).WaitFor(rabbitMq)
        .WithReference(redis).WaitFor(redis)
        .WithHttpHealthCheck("/health/ready", endpointName: "http");
}
