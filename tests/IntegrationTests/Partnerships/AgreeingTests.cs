using System.Text.Json.Nodes;
using Grpc.Core;
using Npgsql;
using SocialEnzyme.Hub.Contracts.Partnerships.V1;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Partnerships.Agreements;
using static SocialEnzyme.Hub.IntegrationTests.Partnerships.PartnershipsCalls;
using Party = SocialEnzyme.Hub.IntegrationTests.Support.Party;

namespace SocialEnzyme.Hub.IntegrationTests.Partnerships;

[Collection(PartnershipsTests.Name)]
public sealed class AgreeingTests(PartnershipsFixture hub)
{
    [Fact]
    public async Task All_parties_read_the_same_version_an_edit_asks_all_again_and_missing_sectors_are_shown()
    {
        var three = await hub.NewThreeAsync();
        using HttpClient town = hub.App.Rest(three[0]), firm = hub.App.Rest(three[1]), club = hub.App.Rest(three[2]);
        var opened = await town.ProposeAsync(Text(three[0], three[1]));
        Assert.Equal((201, "proposed", "\"1\"", $"/v1/partnerships/{opened.Id}"), (opened.Status, opened.State(), opened.ETag, opened.Location));
        Assert.Equal(["civil"], Missing(opened));
        Assert.Equal(200, (await firm.ConsentAsync(opened.Id, opened.Hash())).Status);
        Assert.Equal(404, (await club.SeeAsync(opened.Id)).Status);

        var revised = await firm.ReviseAsync(opened.Id, Text(three), "\"2\"");
        Assert.Equal((200, 2, "negotiating"), (revised.Status, revised.Body.GetProperty("agreement").GetProperty("version").GetInt32(), revised.State()));
        Assert.Empty(Missing(revised));
        foreach (var client in new[] { town, firm, club })
        {
            var read = await client.SeeAsync(opened.Id);
            Assert.Equal((revised.Hash(), 3L), (read.Hash(), read.Version()));
            Assert.Equal(three.Select(party => party.Id).Order(), read.Body.GetProperty("waitingFor").EnumerateArray().Select(one => one.GetGuid()).Order());
        }
        Assert.Equal((412, "version-conflict"), await CodeAsync(firm.ConsentAsync(opened.Id, opened.Hash())));
        foreach (var client in new[] { town, firm })
        {
            Assert.Equal("negotiating", (await client.ConsentAsync(opened.Id, revised.Hash())).State());
        }
        Assert.Contains((await club.ConsentAsync(opened.Id, revised.Hash())).State(), new[] { "agreed", "active" });
        await hub.ActivateAsync(opened.Id);

        var texts = (await club.SeeAsync(opened.Id, "/versions")).Body.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([(1, "proposed"), (2, "revised")], texts.Select(text => (text.GetProperty("version").GetInt32(), text.GetProperty("what").GetString()!)));
        var heard = await hub.HeardAsync(opened.Id, 7);
        Assert.Equal(
            ["PartnershipProposed", "PartnershipConsented", "PartnershipRevised", "PartnershipConsented", "PartnershipConsented", "PartnershipAgreed", "PartnershipActivated"],
            heard.Select(one => one.Type));
        Assert.Equal([2, 2, 3, 3, 3, 3, 3], heard.Select(one => one.Body.GetProperty("audience").GetArrayLength()));
        Assert.Equal(revised.Hash(), heard[^1].Body.GetProperty("partnership").GetProperty("hash").GetString());
    }

    [Theory]
    [InlineData("market")]
    [InlineData("civil")]
    [InlineData("public")]
    public async Task Any_sector_opens_a_partnership_and_no_municipality_is_needed(string sector)
    {
        var (opener, other) = (await hub.NewPartyAsync(sector), await hub.NewPartyAsync("civil"));
        using var client = hub.App.Rest(opener);
        var opened = await client.ProposeAsync(new JsonObject
        {
            ["title"] = "Nabohjælp",
            ["purpose"] = "At kende hinanden",
            ["parties"] = new JsonArray(new JsonObject(), new JsonObject { ["participantId"] = other.Id }),
        });
        Assert.Equal(201, opened.Status);
        Assert.Equal(("joined", "invited"), (opened.Standing(opener), opened.Standing(other)));
        // The name is what participants says, not what the opener says.
        Assert.Equal(other.Name, opened.PartyOf(other).GetProperty("name").GetString());
        using var unable = hub.App.Rest(opener with { Scopes = "needs:write" });
        Assert.Equal((403, "scope-missing"), await CodeAsync(unable.ProposeAsync(Text(opener))));
    }

    [Fact]
    public async Task An_agreement_is_not_agreed_without_contact_rhythm_exit_and_a_kle_number()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        var text = Text(town, firm);
        text.Remove("kle");
        foreach (var field in new[] { "contactRole", "meetingRhythm", "exitTerms", "aim", "measures" })
        {
            text["parties"]![1]!.AsObject().Remove(field);
        }
        using var client = hub.App.Rest(town);
        var opened = await client.ProposeAsync(text);
        var refused = await client.ConsentAsync(opened.Id, opened.Hash());
        Assert.Equal((409, "agreement-not-ready"), (refused.Status, refused.Code));
        string[] lacking =
        [
            "#/agreement/kle", "#/agreement/parties/1/aim", "#/agreement/parties/1/contactRole", "#/agreement/parties/1/exitTerms",
            "#/agreement/parties/1/measures", "#/agreement/parties/1/meetingRhythm",
        ];
        Assert.Equal(lacking, refused.Pointers.Order(StringComparer.Ordinal));
        Assert.Equal(lacking, opened.Body.GetProperty("notReady").EnumerateArray().Select(one => one.GetString()!).Order(StringComparer.Ordinal));
        Assert.Equal((422, "invalid-fields"), await CodeAsync(client.ProposeAsync(Text(town, firm).With("kle", new JsonArray("27.3")))));
    }

    [Fact]
    public async Task A_repeated_opening_opens_one_partnership()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        using var client = hub.App.Rest(town);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.ProposeAsync(Text(town, firm), "opening-1")));
        Assert.All(answers, answer => Assert.Equal((201, answers[0].Id), (answer.Status, answer.Id)));
        Assert.Equal((422, "idempotency-key-reused"), await CodeAsync(client.ProposeAsync(Text(town, firm).With("title", "Andet"), "opening-1")));
        Assert.Single((await client.ListAsync()).Body.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Somebody_whom_participants_does_not_know_is_told_at_its_place_and_participants_away_is_503()
    {
        var town = await hub.NewPartyAsync("public");
        using var client = hub.App.Rest(town);
        var refused = await client.ProposeAsync(Text(town, Some.Company()));
        Assert.Equal((422, "#/agreement/parties/1/participantId"), (refused.Status, Assert.Single(refused.Pointers)));
        var firm = await hub.NewPartyAsync("market");
        hub.ToParticipants.Cut();
        try
        {
            Assert.Equal((503, "unavailable"), await CodeAsync(client.ProposeAsync(Text(town, firm))));
        }
        finally
        {
            hub.ToParticipants.Mend();
        }
        Assert.Empty((await client.ListAsync()).Body.GetProperty("items").EnumerateArray());
        await Eventually.Is("participants answers again", async () => (await client.ProposeAsync(Text(town, firm), "again")).Status == 201);
    }

    [Fact]
    public async Task A_version_is_required_and_an_old_one_is_refused()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        using var client = hub.App.Rest(town);
        var opened = await client.ProposeAsync(Text(town, firm));
        Assert.Equal((428, "version-required"), await CodeAsync(client.ReviseAsync(opened.Id, Text(town, firm), null)));
        Assert.Equal((412, "version-conflict"), await CodeAsync(client.ReviseAsync(opened.Id, Text(town, firm).With("title", "Nyt"), "\"7\"")));
        Assert.Equal((422, "invalid-fields"), await CodeAsync(client.ConsentAsync(opened.Id, "abc")));
    }

    [Fact]
    public async Task Who_is_no_party_finds_nothing_at_any_door()
    {
        var three = await hub.NewThreeAsync();
        var id = await hub.ActiveAsync(Text(three), three);
        var stranger = await hub.NewPartyAsync("civil");
        using var client = hub.App.Rest(stranger);
        foreach (var part in new[] { "", "/versions", "/children", "/notes" })
        {
            Assert.Equal((404, "not-found"), await CodeAsync(client.SeeAsync(id, part)));
        }
        var hash = (await hub.App.Rest(three[0]).SeeAsync(id)).Hash();
        var why = new JsonObject { ["reason"] = "Fordi" };
        foreach (var (verb, said) in new (string, JsonObject)[]
        {
            ("consent", new() { ["hash"] = hash }), ("consent", new() { ["hash"] = "forkert" }), ("decline", why), ("leave", why), ("leave", []),
            ("complete", new() { ["summary"] = "x" }), ("changeContact", new() { ["contactRole"] = "x" }),
            ("reachMilestone", new() { ["task"] = "aftaler", ["milestone"] = "start" }),
            ("invite", new() { ["parties"] = new JsonArray(new JsonObject { ["party"] = PartOf(stranger) }) }),
            ("replaceParty", new() { ["participantId"] = three[0].Id, ["party"] = PartOf(stranger) }),
            ("moveTask", new() { ["task"] = "aftaler", ["participantId"] = stranger.Id }),
            ("transfer", new() { ["participantId"] = stranger.Id }),
        })
        {
            Assert.Equal((404, "not-found"), await CodeAsync(client.SayAsync(id, verb, said.DeepClone().AsObject())));
        }
        Assert.Equal((404, "not-found"), await CodeAsync(client.NoteAsync(id, new JsonObject { ["text"] = "x", ["isPersonCase"] = true })));
        Assert.Equal((404, "not-found"), await CodeAsync(client.ReviseAsync(id, Text(stranger), "*")));
        Assert.Empty((await client.ListAsync("?groupBy=kle")).Body.GetProperty("groups").EnumerateArray());
        // Not even as an umbrella.
        Assert.Equal((422, "invalid-fields"), await CodeAsync(client.ProposeAsync(Text(stranger).With("parentId", id))));

        using var channel = hub.App.Grpc(stranger);
        var grpc = new PartnershipsService.PartnershipsServiceClient(channel);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await grpc.GetPartnershipAsync(new() { Id = id.ToString() }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await grpc.ConsentAsync(new() { Id = id.ToString(), Hash = hash }))).StatusCode);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(async () => await grpc.LeaveAsync(new() { Id = id.ToString(), Reason = "x" }))).StatusCode);
        Assert.Empty((await grpc.ListPartnershipsAsync(new())).Partnerships);
        Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(async () => await grpc.ListEventsAsync(new()))).StatusCode);
    }

    [Fact]
    public async Task Two_who_say_yes_at_once_both_count_and_it_is_agreed_once()
    {
        var three = await hub.NewThreeAsync();
        using var opener = hub.App.Rest(three[0]);
        for (var round = 0; round < 5; round++)
        {
            var opened = await opener.ProposeAsync(Text(three));
            var answers = await Task.WhenAll(three.SelectMany(party => new[] { party, party }).Select(async party =>
            {
                using var client = hub.App.Rest(party);
                return await client.ConsentAsync(opened.Id, opened.Hash());
            }));
            Assert.All(answers, answer => Assert.Equal(200, answer.Status));
            await hub.ActivateAsync(opened.Id);
            Assert.Equal((5L, "active"), await VersionAsync(opener, opened.Id));
            Assert.Equal(1, (await hub.HeardAsync(opened.Id, 5)).Count(one => one.Type == "PartnershipAgreed"));
        }
    }

    [Fact]
    public async Task Of_the_last_yes_and_a_new_text_at_once_exactly_one_wins()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        using HttpClient first = hub.App.Rest(town), second = hub.App.Rest(firm);
        for (var round = 0; round < 10; round++)
        {
            var opened = await first.ProposeAsync(Text(town, firm));
            var once = await first.ConsentAsync(opened.Id, opened.Hash());
            var yes = second.ConsentAsync(opened.Id, opened.Hash());
            var edit = first.ReviseAsync(opened.Id, Text(town, firm).With("title", "Nyt"), once.ETag);
            var (consented, revised) = (await yes, await edit);
            if (consented.Status == 200)
            {
                // Agreed, and on its way to be active: the edit came too late, whichever of these it met.
                Assert.Contains(revised.Status, new[] { 409, 412 });
            }
            else
            {
                Assert.Equal((412, 200), (consented.Status, revised.Status));
                Assert.Equal((3L, "proposed"), await VersionAsync(first, opened.Id));
            }
        }
    }

    [Fact]
    public async Task Who_went_sees_what_was_there_when_it_went_and_nothing_later()
    {
        var three = await hub.NewThreeAsync();
        var id = await hub.ActiveAsync(Text(three), three);
        using HttpClient town = hub.App.Rest(three[0]), firm = hub.App.Rest(three[1]);
        var left = await firm.SayAsync(id, "leave", new JsonObject { ["reason"] = "Ny strategi" });
        Assert.Equal((200, "active", "left"), (left.Status, left.State(), left.Standing(three[1])));
        Assert.Equal(201, (await town.NoteAsync(id, new JsonObject { ["text"] = "Vi fortsætter uden." })).Status);
        Assert.Equal(200, (await town.SayAsync(id, "changeContact", new JsonObject { ["contactRole"] = "Hemmelig rolle" })).Status);
        var seen = await firm.SeeAsync(id);
        Assert.Equal((left.Version(), left.Hash()), (seen.Version(), seen.Hash()));
        Assert.DoesNotContain("Hemmelig", seen.Text, StringComparison.Ordinal);
        Assert.Empty((await firm.SeeAsync(id, "/notes")).Body.GetProperty("items").EnumerateArray());
        Assert.Single((await firm.SeeAsync(id, "/versions")).Body.GetProperty("items").EnumerateArray());
        Assert.Empty((await firm.ListAsync()).Body.GetProperty("items").EnumerateArray());
        Assert.Equal((409, "conflict"), await CodeAsync(firm.SayAsync(id, "changeContact", new JsonObject { ["contactRole"] = "x" })));
        // What it is told of ends with its own leaving.
        var heard = await hub.HeardAsync(id, left.Version() + 2);
        Assert.Equal([true, false, false], heard.TakeLast(3).Select(one => one.Body.GetProperty("audience").EnumerateArray().Any(to => to.GetGuid() == three[1].Id)));
    }

    [Fact]
    public async Task The_grpc_door_does_the_same()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        using GrpcChannelOf first = new(hub, town), second = new(hub, firm);
        var request = new ProposePartnershipRequest { Agreement = Text(town, firm).ToJsonString(), IdempotencyKey = "grpc-1" };
        var opened = (await first.Client.ProposePartnershipAsync(request)).Partnership;
        Assert.Equal(opened.Id, (await first.Client.ProposePartnershipAsync(request)).Partnership.Id);
        Assert.Equal((SocialEnzyme.Hub.Contracts.Partnerships.V1.PartnershipState.Proposed, 1L, 1), (opened.State, opened.Version, opened.Agreement.Version));
        Assert.False(opened.Agreement.IsPublic);
        var open = (await first.Client.ProposePartnershipAsync(new() { Agreement = Text(town, firm).With("isPublic", true).ToJsonString() })).Partnership;
        Assert.True(open.Agreement.IsPublic);
        Assert.Equal(open.Agreement.Hash, CanonicalJson.Hash(JsonNode.Parse(open.Agreement.Json)));
        Assert.True((await hub.HeardAsync(Guid.Parse(open.Id), 1))[0].Body.GetProperty("partnership").GetProperty("isPublic").GetBoolean());
        // Anybody can recompute what a consent names.
        Assert.Equal(opened.Agreement.Hash, CanonicalJson.Hash(JsonNode.Parse(opened.Agreement.Json)));
        var revised = (await second.Client.RevisePartnershipAsync(new() { Id = opened.Id, Version = 1, Agreement = Text(town, firm).With("title", "Nyt").ToJsonString() })).Partnership;
        var stale = await Assert.ThrowsAsync<RpcException>(async () => await first.Client.ConsentAsync(new() { Id = opened.Id, Hash = opened.Agreement.Hash }));
        Assert.Equal((StatusCode.FailedPrecondition, "version-conflict"), (stale.StatusCode, stale.Trailers.GetValue("problem-code")));
        await first.Client.ConsentAsync(new() { Id = opened.Id, Hash = revised.Agreement.Hash });
        Assert.Contains((await first.Client.ListPartnershipsAsync(new() { State = SocialEnzyme.Hub.Contracts.Partnerships.V1.PartnershipState.Negotiating })).Partnerships, one => one.Id == opened.Id);
        var declined = (await second.Client.DeclineAsync(new() { Id = opened.Id, Reason = "Ikke i år" })).Partnership;
        Assert.Equal(SocialEnzyme.Hub.Contracts.Partnerships.V1.PartnershipState.Declined, declined.State);
        var wrong = await Assert.ThrowsAsync<RpcException>(async () => await first.Client.ProposePartnershipAsync(new() { Agreement = "{" }));
        Assert.Equal(StatusCode.InvalidArgument, wrong.StatusCode);
        using var service = hub.App.Grpc(Some.Service());
        var reader = new PartnershipsService.PartnershipsServiceClient(service);
        // Retained events are told when no older transaction is open any more, whosever it is.
        await Eventually.Is("its end is among the retained events", async () => (await reader.ListEventsAsync(new())).Events
            .Any(one => one.Type == "PartnershipEnded" && one.Body.Contains(opened.Id, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_stored_is_rebuilt_from_its_audit_entries_which_nobody_changes()
    {
        var three = await hub.NewThreeAsync();
        var id = await hub.ActiveAsync(Text(three), three);
        var db = hub.App.Part<NpgsqlDataSource>();
        var stored = await PartnershipStore.FindAsync(db, id, CancellationToken.None);
        var rebuilt = await AuditStore.RebuildAsync(db, id, stored!.Version, CancellationToken.None);
        Assert.Equal(CanonicalJson.Write(stored.ToJson()), CanonicalJson.Write(rebuilt!.ToJson()));
        Assert.Equal(stored.ChainHead, rebuilt.ChainHead);
        foreach (var statement in new[] { "UPDATE partnership_audit SET what = 'x'", "DELETE FROM partnership_audit", "UPDATE partnership_versions SET what = 'x'" })
        {
#pragma warning disable CA2100 // The tests' own.
            await using var command = db.CreateCommand(statement);
#pragma warning restore CA2100
            await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        }
    }

    [Fact]
    public async Task The_example_of_the_description_opens_a_partnership()
    {
        var town = await hub.NewPartyAsync("public");
        using var client = hub.App.Rest(town);
        var description = (await NeedsCalls.SendAsync(client, HttpMethod.Get, "/openapi/v1.json", null)).Body;
        var example = description.GetProperty("components").GetProperty("schemas").GetProperty("ProposePartnership").GetProperty("examples")[0];
        Assert.Equal(201, (await NeedsCalls.SendAsync(client, HttpMethod.Post, "/v1/partnerships", JsonNode.Parse(example.GetRawText()))).Status);
    }

    private static async Task<(int, string?)> CodeAsync(Task<Answer> call)
    {
        var answer = await call;
        return (answer.Status, answer.Code);
    }

    private static async Task<(long, string)> VersionAsync(HttpClient client, Guid id)
    {
        var answer = await client.SeeAsync(id);
        return (answer.Version(), answer.State());
    }

    private static IEnumerable<string> Missing(Answer answer) => answer.Body.GetProperty("missingSectors").EnumerateArray().Select(one => one.GetString()!);

    private sealed class GrpcChannelOf(PartnershipsFixture hub, Party party) : IDisposable
    {
        private readonly Grpc.Net.Client.GrpcChannel _channel = hub.App.Grpc(party);

        public PartnershipsService.PartnershipsServiceClient Client => new(_channel);

        public void Dispose() => _channel.Dispose();
    }
}
