using System.Security.Cryptography;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Participants;
using SocialEnzyme.Hub.Partnerships.Agreements;

namespace SocialEnzyme.Hub.IntegrationTests.Partnerships;

[CollectionDefinition(Name)]
public sealed class PartnershipsTests : ICollectionFixture<PartnershipsFixture>
{
    public const string Name = "partnerships";
}

/// <summary>partnerships as it runs, with participants behind a connection that tests can cut, and somebody who listens to its events.</summary>
public sealed class PartnershipsFixture : IAsyncLifetime
{
    private readonly ServersFixture _servers = new();
    private ServiceApp<Participant>? _participants;
    private ServiceApp<PartnershipView>? _app;
    private EventTap? _tap;

    public ServiceApp<PartnershipView> App => _app!;

    /// <summary>Between partnerships and participants.</summary>
    public TcpProxy ToParticipants { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await _servers.InitializeAsync();
        var broker = await _servers.NewBrokerAsync();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var ofParticipants = new Dictionary<string, string>
        {
            ["ConnectionStrings:participants-db"] = await _servers.NewDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = "amqp://nobody:nothing@127.0.0.1:1",
        };
        _participants = new ServiceApp<Participant>(_servers.Issuer, ofParticipants);
        ToParticipants = new TcpProxy("127.0.0.1", _participants.GrpcAddress.Port);
        _app = new ServiceApp<PartnershipView>(_servers.Issuer, new Dictionary<string, string>
        {
            ["ConnectionStrings:partnerships-db"] = await _servers.NewDatabaseAsync(),
            ["ConnectionStrings:rabbitmq"] = broker.ToString(),
            ["Identity:SigningKey"] = key.ExportPkcs8PrivateKeyPem(),
            ["services:participants:grpc:0"] = $"http://127.0.0.1:{ToParticipants.Port}",
            // Nothing here is held in them.
            ["services:needs:grpc:0"] = "http://127.0.0.1:1",
            ["services:offers:grpc:0"] = "http://127.0.0.1:1",
            ["Logging:LogLevel:Default"] = "Warning",
        });
        ofParticipants["services:partnerships:http:0"] = _app.RestAddress.ToString();
        _tap = await EventTap.OpenAsync(
            broker, typeof(PartnershipProposed), typeof(PartnershipRevised), typeof(PartnershipConsented), typeof(PartnershipAgreed), typeof(PartnershipActivated),
            typeof(PartnershipChanged), typeof(PartnershipReminded), typeof(PartnershipCompleted), typeof(PartnershipEnded));
        await _participants.StartAsync();
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app!.DisposeAsync();
        await _participants!.DisposeAsync();
        await ToParticipants.DisposeAsync();
        await _tap!.DisposeAsync();
        await _servers.DisposeAsync();
    }

    /// <summary>An organisation that participants knows.</summary>
    public async Task<Party> NewPartyAsync(string sector, string? name = null)
    {
        var kind = sector switch { "public" => "municipality", "market" => "company", _ => "association" };
        name ??= $"Organisation {Guid.CreateVersion7():n}"[..24];
        using var operators = _participants!.Rest(Some.Operator());
        var made = await NeedsCalls.SendAsync(operators, HttpMethod.Post, "/v1/participants", new JsonObject { ["name"] = name, ["sector"] = sector, ["kind"] = kind });
        Assert.Equal(201, made.Status);
        return new Party(made.Id, name, sector, kind, "partnerships:write");
    }

    /// <summary>One of each sector: public, market, civil.</summary>
    public async Task<Party[]> NewThreeAsync() => [await NewPartyAsync("public"), await NewPartyAsync("market"), await NewPartyAsync("civil")];

    /// <summary>Everything that the present text promised is held: where nothing is to be held, at once.</summary>
    public async Task ActivateAsync(Guid id)
    {
        var taken = await App.Part<StepHandler>().TakeAsync(id, partnership => new PartnershipCommand.HoldsConfirmed(partnership.Hash), CancellationToken.None);
        Assert.False(taken.IsRejected(out var rejection, out _), rejection?.Detail.English);
    }

    /// <summary>Waits until the broker has brought every version of a partnership up to this one, none twice.</summary>
    public async Task<IReadOnlyList<TappedEvent>> HeardAsync(Guid id, long last)
    {
        await Eventually.Is($"version {last} is heard of", () => About().Count >= last);
        var heard = About();
        Assert.Equal(Enumerable.Range(1, (int)last).Select(version => (long)version), heard.Select(one => one.Body.GetProperty("version").GetInt64()));
        return heard;

        List<TappedEvent> About() => [.. _tap!.Events
            .Where(one => one.Body.GetProperty("partnershipId").GetGuid() == id && one.Body.GetProperty("version").GetInt64() <= last)
            .OrderBy(one => one.Body.GetProperty("version").GetInt64())];
    }
}
