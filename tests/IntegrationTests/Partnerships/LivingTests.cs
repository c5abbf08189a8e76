using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;
using static SocialEnzyme.Hub.IntegrationTests.Partnerships.PartnershipsCalls;

namespace SocialEnzyme.Hub.IntegrationTests.Partnerships;

/// <summary>Parties come and go, tasks move, people in roles change: the partnership goes on.</summary>
[Collection(PartnershipsTests.Name)]
public sealed class LivingTests(PartnershipsFixture hub)
{
    [Fact]
    public async Task Each_party_has_its_own_aim_and_measure_and_nobodys_is_overwritten()
    {
        var three = await hub.NewThreeAsync();
        var id = await hub.ActiveAsync(Text(three), three);
        var told = (await hub.HeardAsync(id, 5))[^1].Body.GetProperty("partnership").GetProperty("measures").EnumerateArray().ToList();
        // All three call it "maal": it is each one's own.
        Assert.Equal(three.Select(party => (party.Id, "maal", $"Mål for {party.Name}", 30m)), told.Select(measure => (
            measure.GetProperty("participantId").GetGuid(), measure.GetProperty("key").GetString()!, measure.GetProperty("what").GetString()!,
            decimal.Parse(measure.GetProperty("expected").ToString(), CultureInfo.InvariantCulture))));
    }

    [Fact]
    public async Task KAB_goes_Biblioteksstyrelsen_comes_and_each_keeps_its_own_time()
    {
        var (kab, library, club) = (await hub.NewPartyAsync("civil", "KAB"), await hub.NewPartyAsync("public", "Biblioteksstyrelsen"), await hub.NewPartyAsync("civil"));
        var text = Text(kab, club).With("commitments", new JsonArray(new JsonObject { ["key"] = "lokale", ["what"] = "Et lokale i afdelingen", ["participantId"] = kab.Id }));
        var id = await hub.ActiveAsync(text, kab, club);
        using HttpClient leaving = hub.App.Rest(kab), coming = hub.App.Rest(library), staying = hub.App.Rest(club);
        var proposed = await leaving.SayAsync(id, "replaceParty", new JsonObject { ["participantId"] = kab.Id, ["party"] = PartOf(library) });
        Assert.Equal((200, "invited", "consented"), (proposed.Status, proposed.Standing(library), proposed.Standing(kab)));
        var amendment = Assert.Single(proposed.Body.GetProperty("amendments").EnumerateArray()).GetProperty("hash").GetString()!;
        var replaced = await coming.ConsentAsync(id, amendment);
        Assert.Equal((200, "active", "replaced", "consented", "consented"),
            (replaced.Status, replaced.State(), replaced.Standing(kab), replaced.Standing(library), replaced.Standing(club)));
        Assert.Equal(replaced.PartyOf(kab).GetProperty("until").GetDateTimeOffset(), replaced.PartyOf(library).GetProperty("since").GetDateTimeOffset());
        Assert.Equal(library.Id, replaced.Body.GetProperty("agreement").GetProperty("commitments")[0].GetProperty("participantId").GetGuid());
        // What impact hears: hours until then are KAB's, and those after are the library's.
        var told = (await hub.HeardAsync(id, replaced.Version()))[^1].Body;
        Assert.Equal("partyReplaced", told.GetProperty("change").GetString());
        var seats = told.GetProperty("partnership").GetProperty("parties").EnumerateArray().ToDictionary(party => party.GetProperty("participantId").GetGuid());
        Assert.Equal(seats[kab.Id].GetProperty("until").GetString(), seats[library.Id].GetProperty("since").GetString());
        Assert.Equal(JsonValueKind.Null, seats[library.Id].GetProperty("until").ValueKind);
        // History stays: the first text still says KAB.
        var texts = (await staying.SeeAsync(id, "/versions")).Body.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(kab.Id, texts[0].GetProperty("agreement").GetProperty("parties")[0].GetProperty("participantId").GetGuid());
        Assert.Equal("partyReplaced", texts[1].GetProperty("what").GetString());
    }

    [Fact]
    public async Task A_child_inherits_the_umbrellas_terms_and_is_seen_by_its_own_parties_alone()
    {
        var (ministry, town, club) = (await hub.NewPartyAsync("public", "Ministeriet"), await hub.NewPartyAsync("public"), await hub.NewPartyAsync("civil"));
        var parent = await hub.ActiveAsync(Text(ministry, town).With("publicDuty", "Afgørelser").With("goals", new JsonArray(17)).With("autoApprovedMinutes", 120), ministry, town);
        using HttpClient above = hub.App.Rest(ministry), local = hub.App.Rest(town), citizens = hub.App.Rest(club);
        var bare = Text(town, club).With("parentId", parent).With("kle", null);
        var child = await local.ProposeAsync(bare);
        Assert.Equal(201, child.Status);
        var said = child.Body.GetProperty("agreement");
        Assert.Equal(("27.12.04", "Afgørelser", 17, 120, 1), (
            said.GetProperty("kle")[0].GetString(), said.GetProperty("publicDuty").GetString(), said.GetProperty("goals")[0].GetInt32(),
            said.GetProperty("autoApprovedMinutes").GetInt32(), said.GetProperty("parentVersion").GetInt32()));
        Assert.Equal(child.Id, Assert.Single((await local.SeeAsync(parent, "/children")).Body.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        // The umbrella's other party sees the umbrella, not the child.
        Assert.Empty((await above.SeeAsync(parent, "/children")).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(404, (await above.SeeAsync(child.Id)).Status);
        // And the child's party not the umbrella that it is not in.
        Assert.Equal(404, (await citizens.SeeAsync(parent, "/children")).Status);
        // One level: a sum over the children counts each once.
        foreach (var client in new[] { local, citizens })
        {
            Assert.Equal(200, (await client.ConsentAsync(child.Id, child.Hash())).Status);
        }
        Assert.Equal(422, (await local.ProposeAsync(Text(town, club).With("parentId", child.Id))).Status);
        Assert.Equal(child.Body.GetProperty("agreement").GetProperty("parentId").GetGuid(), (await hub.HeardAsync(child.Id, 1))[0].Body.GetProperty("partnership").GetProperty("parentId").GetGuid());
    }

    [Fact]
    public async Task Ten_suppliers_get_each_their_own_consent_and_progress_shows_places_promised_and_filled()
    {
        var (byg, housing) = (await hub.NewPartyAsync("market", "Dansk Byggeri"), await hub.NewPartyAsync("civil", "BL"));
        var id = await hub.ActiveAsync(Text(byg, housing), byg, housing);
        var suppliers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => hub.NewPartyAsync("market")));
        using HttpClient opener = hub.App.Rest(byg), partner = hub.App.Rest(housing);
        var invitation = new JsonObject
        {
            ["parties"] = new JsonArray([.. suppliers.Select((supplier, i) => new JsonObject
            {
                ["party"] = PartOf(supplier),
                ["commitments"] = new JsonArray(new JsonObject
                {
                    ["key"] = $"pladser-{i}", ["participantId"] = supplier.Id, ["what"] = "Praktikpladser", ["quantity"] = 3, ["unit"] = "praktikpladser",
                }),
            })]),
        };
        var invited = await opener.SayAsync(id, "invite", invitation);
        Assert.Equal((200, "active", 10), (invited.Status, invited.State(), invited.Body.GetProperty("amendments").GetArrayLength()));
        Assert.Equal(("praktikpladser", 30L, 0L), Progress(invited));
        var hashes = invited.Body.GetProperty("amendments").EnumerateArray().ToDictionary(
            one => one.GetProperty("party").GetProperty("participantId").GetGuid(), one => one.GetProperty("hash").GetString()!);
        // At once, and nobody's yes spoils another's.
        var answers = await Task.WhenAll(suppliers.Take(6).Select(async supplier =>
        {
            using var client = hub.App.Rest(supplier);
            return await client.ConsentAsync(id, hashes[supplier.Id]);
        }));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        using var unwilling = hub.App.Rest(suppliers[9]);
        Assert.Equal(200, (await unwilling.SayAsync(id, "decline", new JsonObject { ["reason"] = "Ingen plads" })).Status);
        var seen = await partner.SeeAsync(id);
        Assert.Equal(("active", "consented", "invited", "declined"), (seen.State(), seen.Standing(suppliers[0]), seen.Standing(suppliers[7]), seen.Standing(suppliers[9])));
        Assert.Equal(("praktikpladser", 27L, 18L), Progress(seen));
        Assert.Equal((422, "invalid-fields"), await CodeAsync(opener.SayAsync(id, "invite", invitation)));
        Assert.Equal(10, Enumerable.Count(seen.Body.GetProperty("parties").EnumerateArray(), one => one.GetProperty("sector").GetString() == "market") - 1);

        static (string, long, long) Progress(Answer answer)
        {
            var unit = Assert.Single(answer.Body.GetProperty("progress").EnumerateArray());
            return (unit.GetProperty("unit").GetString()!, unit.GetProperty("promised").GetInt64(), unit.GetProperty("filled").GetInt64());
        }
    }

    [Fact]
    public async Task Four_organisations_sign_a_declaration_and_one_that_withdraws_is_visible_in_history()
    {
        var four = new List<Party>();
        foreach (var name in new[] { "SIND", "Politiforbundet", "FOA", "KAB" })
        {
            four.Add(await hub.NewPartyAsync("civil", name));
        }
        var statement = new JsonObject
        {
            ["title"] = "Et lille, første skridt",
            ["purpose"] = "Vi vil møde mennesker med psykisk sygdom anderledes.",
            ["kind"] = "declaration",
            ["parties"] = new JsonArray([.. four.Select(party => new JsonObject { ["participantId"] = party.Id })]),
        };
        var id = await hub.ActiveAsync(statement, [.. four]);
        using HttpClient leaving = hub.App.Rest(four[1]), staying = hub.App.Rest(four[3]);
        Assert.Equal(200, (await leaving.SayAsync(id, "leave", new JsonObject { ["reason"] = "Vi siger det selv" })).Status);
        var seen = await staying.SeeAsync(id);
        Assert.Equal(("active", "left", "Vi siger det selv"), (seen.State(), seen.Standing(four[1]), seen.PartyOf(four[1]).GetProperty("reason").GetString()));
        Assert.Equal(["consented", "left", "consented", "consented"], seen.Body.GetProperty("parties").EnumerateArray().Select(one => one.GetProperty("standing").GetString()!));
    }

    [Fact]
    public async Task A_round_table_keeps_notes_decisions_and_incidents_and_no_person_cases()
    {
        var (town, housing, police) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("civil", "Ejendomskontoret"), await hub.NewPartyAsync("public", "Lokalpolitiet"));
        var table = Text(housing, town, police).With("kind", "roundTable").With("title", "Bekymringsgruppen");
        var id = await hub.ActiveAsync(table, housing, town, police);
        using HttpClient client = hub.App.Rest(housing), other = hub.App.Rest(police);
        var before = await other.SeeAsync(id);
        Assert.Equal((422, "personal-data-detected"), await CodeAsync(client.NoteAsync(id, new JsonObject { ["text"] = "Om cpr 070761-4285" })));
        Assert.Equal((422, "invalid-fields"), await CodeAsync(client.NoteAsync(id, new JsonObject { ["text"] = "Om en familie i nr. 7", ["isPersonCase"] = true })));
        Assert.Equal((400, "malformed-request"), await CodeAsync(client.NoteAsync(id, new JsonObject { ["text"] = "x", ["citizen"] = "Navn" })));
        Assert.Equal(201, (await client.NoteAsync(id, new JsonObject { ["text"] = "Lys i kælderen", ["on"] = "2027-03-02" })).Status);
        Assert.Equal(201, (await other.NoteAsync(id, new JsonObject { ["kind"] = "decision", ["text"] = "Fælles vagt fredag" })).Status);
        Assert.Equal(201, (await client.NoteAsync(id, new JsonObject { ["kind"] = "incident", ["text"] = "Hærværk på legepladsen" })).Status);
        var page = await other.SeeAsync(id, "/notes?limit=2");
        Assert.Equal([("note", housing.Id), ("decision", police.Id)], page.Body.GetProperty("items").EnumerateArray().Select(Note));
        var rest = await other.SeeAsync(id, $"/notes?cursor={page.Body.GetProperty("cursor").GetString()}");
        Assert.Equal(("incident", housing.Id), Note(Assert.Single(rest.Body.GetProperty("items").EnumerateArray())));
        // An incident changes nobody's rules: the text, and every yes to it, stands.
        var after = await other.SeeAsync(id);
        Assert.Equal((before.Hash(), "active", before.Version() + 3), (after.Hash(), after.State(), after.Version()));
        Assert.DoesNotContain("070761", after.Text + page.Text + rest.Text, StringComparison.Ordinal);

        static (string, Guid) Note(JsonElement note) => (note.GetProperty("kind").GetString()!, note.GetProperty("by").GetGuid());
    }

    [Fact]
    public async Task A_task_changes_owner_with_both_owners_consent_and_shows_before_and_after_by_sector()
    {
        var three = await hub.NewThreeAsync();
        var id = await hub.ActiveAsync(Text(three), three);
        using HttpClient town = hub.App.Rest(three[0]), firm = hub.App.Rest(three[1]), club = hub.App.Rest(three[2]);
        var proposed = await firm.SayAsync(id, "moveTask", new JsonObject { ["task"] = "aftaler", ["participantId"] = three[2].Id, ["role"] = "Frivillig vært", ["reason"] = "Kender familierne" });
        Assert.Equal(("public", "public"), Division(proposed));
        var hash = Assert.Single(proposed.Body.GetProperty("amendments").EnumerateArray()).GetProperty("hash").GetString()!;
        Assert.Equal((412, "version-conflict"), await CodeAsync(firm.ConsentAsync(id, hash)));
        Assert.Equal(("public", "public"), Division(await club.ConsentAsync(id, hash)));
        var moved = await town.ConsentAsync(id, hash);
        Assert.Equal((200, "active"), (moved.Status, moved.State()));
        Assert.Equal(("public", "civil"), Division(moved));
        var task = moved.Body.GetProperty("agreement").GetProperty("tasks")[0];
        Assert.Equal(("Frivillig vært", "Kender familierne", "Frivillig vært"),
            (task.GetProperty("role").GetString(), task.GetProperty("reason").GetString(), task.GetProperty("milestones")[0].GetProperty("role").GetString()));
        Assert.False(moved.Body.TryGetProperty("agenda", out _));

        static (string?, string?) Division(Answer answer)
        {
            var one = Assert.Single(answer.Body.GetProperty("division").EnumerateArray());
            return (one.GetProperty("before").GetString(), one.GetProperty("after").GetString());
        }
    }

    [Fact]
    public async Task A_new_contact_role_takes_over_what_is_open_years_ahead()
    {
        var three = await hub.NewThreeAsync();
        var id = await hub.ActiveAsync(Text(three), three);
        using var town = hub.App.Rest(three[0]);
        var changed = await town.SayAsync(id, "changeContact", new JsonObject { ["contactRole"] = "Leder af borgerservice" });
        Assert.Equal((200, "active", "consented"), (changed.Status, changed.State(), changed.Standing(three[1])));
        var task = changed.Body.GetProperty("agreement").GetProperty("tasks")[0];
        Assert.Equal(("Leder af borgerservice", "Leder af borgerservice"), (task.GetProperty("role").GetString(), task.GetProperty("milestones")[0].GetProperty("role").GetString()));
        Assert.Equal("contactChanged", (await hub.HeardAsync(id, changed.Version()))[^1].Body.GetProperty("change").GetString());
        var reached = await town.SayAsync(id, "reachMilestone", new JsonObject { ["task"] = "aftaler", ["milestone"] = "start" });
        Assert.Equal("start", Assert.Single(reached.Body.GetProperty("reached").EnumerateArray()).GetProperty("milestone").GetString());
    }

    [Fact]
    public async Task The_municipality_hands_the_lead_to_citizens_and_stays_as_supporter()
    {
        var three = await hub.NewThreeAsync();
        var id = await hub.ActiveAsync(Text(three), three);
        using HttpClient town = hub.App.Rest(three[0]), firm = hub.App.Rest(three[1]), club = hub.App.Rest(three[2]);
        Assert.Equal((409, "conflict"), await CodeAsync(firm.SayAsync(id, "transfer", new JsonObject { ["participantId"] = three[2].Id })));
        Assert.Equal((422, "invalid-fields"), await CodeAsync(town.SayAsync(id, "transfer", new JsonObject { ["participantId"] = three[1].Id })));
        var proposed = await town.SayAsync(id, "transfer", new JsonObject { ["participantId"] = three[2].Id });
        var handed = await club.ConsentAsync(id, Assert.Single(proposed.Body.GetProperty("amendments").EnumerateArray()).GetProperty("hash").GetString()!);
        Assert.Equal((three[2].Id, three[0].Id), (handed.Body.GetProperty("leadId").GetGuid(), handed.Body.GetProperty("openedBy").GetGuid()));
        Assert.Equal(("støtter", "vært"), (handed.PartyOf(three[0]).GetProperty("role").GetString(), handed.PartyOf(three[2]).GetProperty("role").GetString()));
        Assert.Equal((409, "conflict"), await CodeAsync(town.SayAsync(id, "complete", new JsonObject { ["summary"] = "x" })));
        Assert.Equal("completed", (await club.SayAsync(id, "complete", new JsonObject { ["summary"] = "Alle kender hinanden" })).State());
    }

    [Fact]
    public async Task Partnerships_are_listed_by_state_and_by_main_group_of_kle()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        using var client = hub.App.Rest(town);
        string[][] tasks = [["27.12.04", "15.20"], ["27", "27.35.04-P35"], ["29.24.08"]];
        foreach (var kle in tasks)
        {
            Assert.Equal(201, (await client.ProposeAsync(Text(town, firm).With("kle", new JsonArray([.. kle])))).Status);
        }
        var active = await hub.ActiveAsync(Text(town, firm), town, firm);
        var all = await client.ListAsync("?groupBy=kle&limit=2");
        Assert.Equal([("15", 1L), ("27", 3L), ("29", 1L)], all.Body.GetProperty("groups").EnumerateArray()
            .Select(group => (group.GetProperty("mainGroup").GetString()!, group.GetProperty("partnerships").GetInt64())));
        Assert.Equal(2, all.Body.GetProperty("items").GetArrayLength());
        Assert.Contains("groupBy=kle", all.Link, StringComparison.Ordinal);
        Assert.Equal(2, (await client.ListAsync($"?limit=2&cursor={all.Body.GetProperty("cursor").GetString()}")).Body.GetProperty("items").GetArrayLength());
        Assert.Equal(active, Assert.Single((await client.ListAsync("?state=active")).Body.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
        Assert.Single((await client.ListAsync("?kle=15")).Body.GetProperty("items").EnumerateArray());
        Assert.Equal((422, "invalid-fields"), await CodeAsync(client.ListAsync("?state=slut")));
        Assert.Equal((422, "invalid-fields"), await CodeAsync(client.ListAsync("?groupBy=by")));
    }

    [Fact]
    public async Task A_service_difference_is_public_while_it_is_active_and_nothing_else_is()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        using HttpClient client = hub.App.Rest(town), anybody = hub.App.Anonymous();
        var text = Text(town, firm).With("municipality", "0101")
            .With("serviceDifference", new JsonObject { ["what"] = "I Urbanplanen mødes borgerne hjemme", ["responsibleAuthority"] = "Københavns Kommune, Socialforvaltningen" });
        var opened = await client.ProposeAsync(text);
        Assert.DoesNotContain("Urbanplanen", (await DifferencesAsync(anybody)).Text, StringComparison.Ordinal);
        await hub.ActiveAsync(text.DeepClone().AsObject(), town, firm);
        var shown = Assert.Single((await DifferencesAsync(anybody)).Body.GetProperty("items").EnumerateArray());
        Assert.Equal(["what", "responsibleAuthority", "municipality"], shown.EnumerateObject().Select(member => member.Name));
        Assert.Equal("proposed", opened.State());

        static Task<Answer> DifferencesAsync(HttpClient caller) => NeedsCalls.SendAsync(caller, HttpMethod.Get, "/v1/partnerships:serviceDifferences", null);
    }

    private static async Task<(int, string?)> CodeAsync(Task<Answer> call)
    {
        var answer = await call;
        return (answer.Status, answer.Code);
    }
}
