using Google.Protobuf.Reflection;
using SocialEnzyme.Hub.Contracts.Impact.V1;
using SocialEnzyme.Hub.Contracts.Needs.V1;
using SocialEnzyme.Hub.Contracts.Offers.V1;
using SocialEnzyme.Hub.Contracts.Opportunities.V1;
using SocialEnzyme.Hub.Contracts.Participants.V1;
using SocialEnzyme.Hub.Contracts.Partnerships.V1;
using SocialEnzyme.Hub.ServiceDefaults.Identity;
using Yarp.ReverseProxy.Configuration;

namespace SocialEnzyme.Hub.Gateway.Forwarding;

/// <summary>Which service owns which address.</summary>
internal static class HubRoutes
{
    // An import streams its rows; the service counts them.
    private const long MaxImportBytes = 64L * 1024 * 1024;

    /// <summary>REST: the first word after /v1/ says whose it is.</summary>
    private static readonly (string Noun, string Service)[] Nouns =
    [
        ("participants", ServiceNames.Participants),
        ("needs", ServiceNames.Needs),
        ("offers", ServiceNames.Offers),
        ("subscriptions", ServiceNames.Opportunities),
        ("matches", ServiceNames.Opportunities),
        ("interests", ServiceNames.Opportunities),
        ("callOuts", ServiceNames.Opportunities),
        ("volunteers", ServiceNames.Opportunities),
        ("filters", ServiceNames.Opportunities),
        ("events", ServiceNames.Opportunities),
        ("undelivered", ServiceNames.Opportunities),
        ("deadLetters", ServiceNames.Opportunities),
        ("reconciliations", ServiceNames.Opportunities),
        ("partnerships", ServiceNames.Partnerships),
        ("programmes", ServiceNames.Partnerships),
        ("experiments", ServiceNames.Partnerships),
        ("handbook", ServiceNames.Partnerships),
        ("texts", ServiceNames.Partnerships),
        ("hours", ServiceNames.Impact),
        ("approvals", ServiceNames.Impact),
        ("impact", ServiceNames.Impact),
        ("impact.csv", ServiceNames.Impact),
        ("rates", ServiceNames.Impact),
        ("surveys", ServiceNames.Impact),
        ("hearings", ServiceNames.Impact),
        ("ballots", ServiceNames.Impact),
    ];

    /// <summary>What another service than the noun's own knows of it.</summary>
    private static readonly (string Path, string Service)[] Parts =
    [
        ("/v1/needs/{id}/matches", ServiceNames.Opportunities),
        ("/v1/needs/{id}/callOuts", ServiceNames.Opportunities),
        ("/v1/offers/{id}/matches", ServiceNames.Opportunities),
        ("/v1/partnerships/{id}/results/{**rest}", ServiceNames.Impact),
        ("/v1/partnerships/{id}/impact/{**rest}", ServiceNames.Impact),
    ];

    /// <summary>
    /// Doors for those who have no key: what they may do there is decided by a token that was given to them, or is for everybody.
    /// </summary>
    private static readonly (string Path, string Service)[] Open =
    [
        ("/v1/approvals/{token}", ServiceNames.Impact),
        ("/v1/surveys/questions", ServiceNames.Impact),
        ("/v1/surveys/{id}/page", ServiceNames.Impact),
        ("/v1/surveys/{id}/answers", ServiceNames.Impact),
        ("/v1/surveys/{id}/results", ServiceNames.Impact),
        ("/v1/hearings/{id}/page", ServiceNames.Impact),
        ("/v1/hearings/{id}/answers", ServiceNames.Impact),
        ("/v1/hearings/{id}/results", ServiceNames.Impact),
        ("/v1/hearings/{id}/publicAnswers", ServiceNames.Impact),
        ("/v1/hearings/{id}/publicComments", ServiceNames.Impact),
        ("/v1/ballots/{id}/page", ServiceNames.Impact),
        ("/v1/ballots/{id}/votes", ServiceNames.Impact),
        ("/v1/ballots/{id}/result", ServiceNames.Impact),
        ("/v1/ballots/{id}/bulletin.csv", ServiceNames.Impact),
        ("/v1/openData/{**file}", ServiceNames.Impact),
        ("/v1/partnerships:serviceDifferences", ServiceNames.Partnerships),
    ];

    private static readonly IReadOnlyDictionary<string, string> IsOpenRoute = new Dictionary<string, string> { [nameof(Open)] = "true" };

    private static readonly RouteHeader ServerSentEvents = new() { Name = "Accept", Mode = HeaderMatchMode.Contains, Values = ["text/event-stream"] };

    private static readonly (string Path, string Service)[] Imports = [("/v1/needs:import", ServiceNames.Needs), ("/v1/hours:import", ServiceNames.Impact)];

    /// <summary>gRPC: the contracts name the services and their methods.</summary>
    public static readonly IReadOnlyList<GrpcRoute> Grpc =
    [
        new(ServiceNames.Participants, typeof(ParticipantsService.ParticipantsServiceBase), ParticipantsService.Descriptor),
        new(ServiceNames.Needs, typeof(NeedsService.NeedsServiceBase), NeedsService.Descriptor),
        new(ServiceNames.Offers, typeof(OffersService.OffersServiceBase), OffersService.Descriptor),
        new(ServiceNames.Opportunities, typeof(OpportunitiesService.OpportunitiesServiceBase), OpportunitiesService.Descriptor),
        new(ServiceNames.Partnerships, typeof(PartnershipsService.PartnershipsServiceBase), PartnershipsService.Descriptor),
        new(ServiceNames.Impact, typeof(ImpactService.ImpactServiceBase), ImpactService.Descriptor),
    ];

    /// <summary>Everything that is behind the gateway.</summary>
    public static readonly IReadOnlyList<string> Services =
    [
        ServiceNames.Participants, ServiceNames.Needs, ServiceNames.Offers, ServiceNames.Opportunities, ServiceNames.Partnerships, ServiceNames.Impact,
    ];

    public static List<RouteConfig> All() =>
    [
        .. Imports.Select(import => Route($"import {import.Path}", import.Path, Clusters.Http(import.Service)) with { MaxRequestBodySize = MaxImportBytes }),
        .. Open.Select(open => Route($"open {open.Path}", open.Path, Clusters.Http(open.Service)) with { Metadata = IsOpenRoute }),
        .. Parts.Select(part => Route($"part {part.Path}", part.Path, Clusters.Http(part.Service))),
        Route("server-sent events", "/v1/subscriptions/{id}/events", Clusters.HttpStreams(ServiceNames.Opportunities), ServerSentEvents),
        .. Nouns.SelectMany(noun => new[]
        {
            Route($"rest {noun.Noun}", $"/v1/{noun.Noun}/{{**rest}}", Clusters.Http(noun.Service)),
            Route($"rest {noun.Noun} verb", $"/v1/{noun.Noun}:{{verb}}", Clusters.Http(noun.Service)),
        }),
        .. Grpc.SelectMany(grpc => grpc.Contract.Methods.Select(method => Route(
            grpc.IdOf(method), $"/{grpc.Contract.FullName}/{method.Name}",
            method.IsClientStreaming || method.IsServerStreaming ? Clusters.Streams(grpc.Service) : Clusters.Grpc(grpc.Service)))),
    ];

    /// <summary>True for a door that needs no key.</summary>
    public static bool IsOpen(RouteConfig route) => route.Metadata?.ContainsKey(nameof(Open)) == true;

    private static RouteConfig Route(string id, string path, string cluster, params RouteHeader[] headers) =>
        new() { RouteId = id, ClusterId = cluster, Match = new RouteMatch { Path = path, Headers = headers } };
}

/// <summary>A gRPC service and the process that offers it.</summary>
internal sealed record GrpcRoute(string Service, Type Stub, Google.Protobuf.Reflection.ServiceDescriptor Contract)
{
    public string IdOf(MethodDescriptor method) => method.FullName;
}
