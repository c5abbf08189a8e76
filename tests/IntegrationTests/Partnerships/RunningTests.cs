using System.Text;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Offers;
using SocialEnzyme.Hub.IntegrationTests.Support;
using SocialEnzyme.Hub.Partnerships.Audit;

namespace SocialEnzyme.Hub.IntegrationTests.Partnerships;

/// <summary>What keeps partnerships running: reservations that follow them, deadlines, drafts of matches, suggestions, the audit file.</summary>
public sealed class RunningTests(RunningFixture hub) : IClassFixture<RunningFixture>
{
    [Fact]
    public async Task Reservations_follow_who_joins_and_who_leaves_and_all_come_back_when_it_ends()
    {
        var (town, firm, club) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"), await hub.NewPartyAsync("civil"));
        var (need, offer, second) = (await hub.NeedAsync(town, 5), await hub.OfferAsync(firm), await hub.OfferAsync(club));
        var id = await hub.AgreeAsync(Promising(town, firm, Hours("timer", firm, offer, 30), Places("plads", firm, need, 2)), town, firm);
        await hub.IsAsync(id, town, "active");
        Assert.Equal((30, 0), await hub.DrawnAsync(firm, offer));
        Assert.Equal(2, await hub.TakenAsync(town, need));

        // Somebody joins with hours of its own, which are reserved singly.
        using var host = hub.Rest(town);
        var party = PartnershipsCalls.PartOf(club);
        var invited = await host.SayAsync(id, "invite", new JsonObject { ["parties"] = new JsonArray(new JsonObject { ["party"] = party, ["commitments"] = new JsonArray(Hours("flere", club, second, 10)) }) });
        Assert.True(invited.Status == 200, invited.Text);
        using var newcomer = hub.Rest(club);
        var joined = await newcomer.ConsentAsync(id, invited.Body.GetProperty("amendments")[0].GetProperty("hash").GetString()!);
        Assert.True(joined.Status == 200, joined.Text);
        await Eventually.Is("the newcomer's hours are confirmed", async () => await hub.DrawnAsync(club, second) == (10, 0));
        Assert.Equal((30, 0), await hub.DrawnAsync(firm, offer));

        // Who leaves takes its own along, and nothing else.
        using var leaver = hub.Rest(firm);
        Assert.Equal(200, (await leaver.SayAsync(id, "leave", new JsonObject { ["reason"] = "Ny strategi" })).Status);
        await Eventually.Is("what the firm promised came back", async () => await hub.DrawnAsync(firm, offer) == (0, 0) && await hub.TakenAsync(town, need) == 0);
        Assert.Equal((10, 0), await hub.DrawnAsync(club, second));

        Assert.Equal(200, (await newcomer.SayAsync(id, "leave", new JsonObject { ["reason"] = "Slut" })).Status);
        await hub.IsAsync(id, town, "ended");
        await Eventually.Is("nothing is counted any more", async () => await hub.DrawnAsync(club, second) == (0, 0));
        Assert.Single(hub.Told(id, nameof(PartnershipActivated)));
    }

    [Fact]
    public async Task What_was_used_stays_counted_when_the_work_is_done()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        var offer = await hub.OfferAsync(firm);
        var id = await hub.AgreeAsync(Promising(town, firm, Hours("timer", firm, offer, 30)), town, firm);
        await hub.IsAsync(id, town, "active");
        using var host = hub.Rest(town);
        Assert.Equal(200, (await host.SayAsync(id, "complete", new JsonObject { ["summary"] = "Tyve familier blev boende." })).Status);
        await Eventually.Is("its reservations rest", async () => await hub.CountAsync("SELECT count(*) FROM activations WHERE partnership_id = $1 AND due_at IS NULL", id) == 1);
        Assert.Equal((30, 0), await hub.DrawnAsync(firm, offer));
    }

    [Fact]
    public async Task A_needs_that_is_away_is_waited_for_and_nothing_is_counted_twice()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        var (need, offer) = (await hub.NeedAsync(town, 3), await hub.OfferAsync(firm));
        hub.ToNeeds.Cut();
        var id = await hub.AgreeAsync(Promising(town, firm, Hours("timer", firm, offer, 30), Places("plads", firm, need, 1)), town, firm);
        try
        {
            await Eventually.Is("the hours are held, and needs is asked in vain", async () =>
                await hub.DrawnAsync(firm, offer) == (0, 30) && await hub.CountAsync("SELECT failures FROM activations WHERE partnership_id = $1", id) > 1);
        }
        finally
        {
            hub.ToNeeds.Mend();
        }
        await hub.IsAsync(id, town, "active");
        Assert.Equal((30, 0), await hub.DrawnAsync(firm, offer));
        Assert.Equal(1, await hub.TakenAsync(town, need));
    }

    [Fact]
    public async Task When_nobody_answers_until_the_time_of_the_holds_is_up_all_is_given_back()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        var (need, offer) = (await hub.NeedAsync(town, 3), await hub.OfferAsync(firm));
        hub.ToNeeds.Cut();
        var id = await hub.AgreeAsync(Promising(town, firm, Hours("timer", firm, offer, 30), Places("plads", firm, need, 1)), town, firm);
        try
        {
            await Eventually.Is("the hours are held", async () => await hub.DrawnAsync(firm, offer) == (0, 30));
            await hub.CountAsync("WITH up AS (UPDATE activations SET give_up_at = now() WHERE partnership_id = $1 RETURNING 1) SELECT count(*) FROM up", id);
            await Eventually.Is("the hours came back", async () => await hub.DrawnAsync(firm, offer) == (0, 0));
        }
        finally
        {
            hub.ToNeeds.Mend();
        }
        await hub.IsAsync(id, town, "negotiating");
        using var host = hub.Rest(town);
        Assert.Contains("there was no answer in time", (await host.SeeAsync(id)).Body.GetProperty("problem").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await hub.TakenAsync(town, need));
    }

    [Fact]
    public async Task Nobody_can_promise_what_is_anothers()
    {
        var (town, firm, stranger) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"), await hub.NewPartyAsync("civil"));
        var (need, offer) = (await hub.NeedAsync(stranger, 3), await hub.OfferAsync(stranger));
        foreach (var promise in new[] { Hours("timer", firm, offer, 30), Places("plads", firm, need, 1) })
        {
            var id = await hub.AgreeAsync(Promising(town, firm, promise), town, firm);
            await hub.IsAsync(id, town, "negotiating");
        }
        Assert.Equal((0, 0), await hub.DrawnAsync(stranger, offer));
        Assert.Equal(0, await hub.TakenAsync(stranger, need));
    }

    [Fact]
    public async Task A_match_that_both_said_yes_to_becomes_one_draft_however_often_it_is_told()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        var (need, offer) = (await hub.NeedAsync(town, 4), await hub.OfferAsync(firm));
        var match = new PublicMatch(
            need, "Lektiehjælp", town.Id, town.Name, offer, "Timer", firm.Id, firm.Name, 900, "1", [], "Passer", "Fits", "yes", "yes");
        var (matchId, messageId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var agreed = new OpportunityAgreed(matchId, 3, match, DateTimeOffset.UtcNow);
        await Task.WhenAll(hub.PublishAsync(agreed, messageId), hub.PublishAsync(agreed, messageId), hub.PublishAsync(agreed), hub.PublishAsync(agreed with { Version = 4 }));
        // What is told after it is drafted after it.
        var other = Guid.CreateVersion7();
        await Eventually.Is("the match is a draft", () => hub.ProposedTo(town).Count > 0);
        await hub.PublishAsync(agreed with { MatchId = other });
        await Eventually.Is("another match is another draft", async () => await hub.CountAsync("SELECT count(*) FROM match_drafts WHERE match_id = ANY($1)", new[] { matchId, other }) == 2);
        await Eventually.Is("both were told", () => hub.ProposedTo(town).Count >= 2);
        Assert.Equal(2, hub.ProposedTo(town).Count);
        Assert.Equal(0, await hub.CountAsync("SELECT count(*) FROM partnerships WHERE $1 = ANY(parties) AND state <> 'proposed'", town.Id));

        var id = hub.ProposedTo(town)[0].Body.GetProperty("partnershipId").GetGuid();
        using var host = hub.Rest(town);
        var draft = await host.SeeAsync(id);
        Assert.Equal(("proposed", "joined", "invited"), (draft.State(), draft.Standing(town), draft.Standing(firm)));
        var commitments = draft.Body.GetProperty("agreement").GetProperty("commitments");
        Assert.Equal(2, commitments.GetArrayLength());
        Assert.Equal((offer, 100), (commitments[0].GetProperty("offerId").GetGuid(), commitments[0].GetProperty("quantity").GetInt64()));
        Assert.Equal((need, 1), (commitments[1].GetProperty("needId").GetGuid(), commitments[1].GetProperty("places").GetInt32()));
        Assert.Equal(["civil"], Words(draft, "missingSectors"));
    }

    [Fact]
    public async Task The_missing_sector_is_suggested_first_until_it_joins_and_nothing_private_is()
    {
        var (town, club, firm, stranger) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("civil"), await hub.NewPartyAsync("market"), await hub.NewPartyAsync("civil"));
        var open = await hub.OfferAsync(firm);
        var hidden = await hub.OfferAsync(firm, SomeOffer.With("hours", 5, "timer", Some.Reference()).With("visibility", new JsonObject { ["participants"] = new JsonArray(club.Id.ToString()) }));
        await hub.OfferAsync(stranger);
        using var host = hub.Rest(town);
        var opened = await host.ProposeAsync(PartnershipsCalls.Text(town, club).With("municipality", "0101"));
        Assert.True(opened.Status == 201, opened.Text);

        var suggested = await host.SeeAsync(opened.Id, "/suggestions");
        Assert.True(suggested.Status == 200, suggested.Text);
        Assert.Equal(["market"], Words(suggested, "missingSectors"));
        var items = suggested.Body.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal("market", items[0].GetProperty("ownerSector").GetString());
        Assert.Contains(items, item => item.GetProperty("offerId").GetGuid() == open);
        Assert.DoesNotContain(items, item => item.GetProperty("offerId").GetGuid() == hidden);
        Assert.All(items, item => Assert.NotEmpty(item.GetProperty("reasons").EnumerateArray()));
        using var other = hub.Rest(club);
        Assert.Contains((await other.SeeAsync(opened.Id, "/suggestions")).Body.GetProperty("items").EnumerateArray(), item => item.GetProperty("offerId").GetGuid() == hidden);
        using var outside = hub.Rest(stranger);
        Assert.Equal(404, (await outside.SeeAsync(opened.Id, "/suggestions")).Status);

        var three = await host.ReviseAsync(opened.Id, PartnershipsCalls.Text(town, club, firm).With("municipality", "0101"), opened.ETag);
        Assert.True(three.Status == 200, three.Text);
        Assert.Empty(Words(await host.SeeAsync(opened.Id, "/suggestions"), "missingSectors"));
    }

    [Fact]
    public async Task Who_does_not_answer_is_reminded_once_and_once_more_and_then_it_is_over()
    {
        var (town, firm) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"));
        using var host = hub.Rest(town);
        var opened = await host.ProposeAsync(PartnershipsCalls.Text(town, firm));
        var yes = await host.ConsentAsync(opened.Id, opened.Hash());
        Assert.True(yes.Status == 200, yes.Text);

        await hub.RespondWithinAsync(opened.Id, TimeSpan.FromDays(10));
        await Eventually.Is("the firm is reminded", () => hub.Told(opened.Id, nameof(PartnershipReminded)).Count == 1);
        await hub.RespondWithinAsync(opened.Id, TimeSpan.FromDays(1));
        await Eventually.Is("the firm is reminded again", () => hub.Told(opened.Id, nameof(PartnershipReminded)).Count == 2);
        Assert.All(hub.Told(opened.Id, nameof(PartnershipReminded)), told =>
        {
            Assert.Equal([firm.Id], told.Body.GetProperty("audience").EnumerateArray().Select(one => one.GetGuid()));
            Assert.Equal("answer", told.Body.GetProperty("step").GetString());
        });

        await hub.RespondWithinAsync(opened.Id, TimeSpan.FromSeconds(-1));
        // Whether it is written down already or not.
        using var late = hub.Rest(firm);
        var refused = await late.ConsentAsync(opened.Id, opened.Hash());
        Assert.Equal((409, "deadline-passed"), (refused.Status, refused.Code));
        await hub.IsAsync(opened.Id, town, "expired");
        await Eventually.Is("all hear that it expired", () => hub.Told(opened.Id, nameof(PartnershipEnded)).Count == 1);
        Assert.Equal("deadline-passed", (await late.ConsentAsync(opened.Id, opened.Hash())).Code);
        // Two replicas looked all the time.
        Assert.Equal(2, await hub.CountAsync("SELECT count(*) FROM partnership_audit WHERE partnership_id = $1 AND what = 'reminded'", opened.Id));
        Assert.Equal(2, hub.Told(opened.Id, nameof(PartnershipReminded)).Count);
    }

    [Fact]
    public async Task The_audit_file_is_for_its_parties_verifies_offline_and_taking_it_is_logged()
    {
        var (town, firm, stranger) = (await hub.NewPartyAsync("public"), await hub.NewPartyAsync("market"), await hub.NewPartyAsync("civil"));
        var offer = await hub.OfferAsync(firm);
        var id = await hub.AgreeAsync(Promising(town, firm, Hours("timer", firm, offer, 1)), town, firm);
        await hub.IsAsync(id, town, "active");
        using var host = hub.Rest(town);
        using var answer = await host.GetAsync(new Uri($"/v1/partnerships/{id}/audit", UriKind.Relative));
        Assert.Equal((System.Net.HttpStatusCode.OK, AuditFile.ContentType), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var file = await answer.Content.ReadAsByteArrayAsync();
        var verdict = AuditFile.Verify(file, answer.Headers.GetValues("Audit-Head").Single());
        Assert.True(verdict.Fault is null, $"{verdict.Entry}: {verdict.Fault}");
        // Proposed, two yeses, active; and what it leads to is what its parties see.
        Assert.Equal(4, verdict.Entries);
        Assert.Equal("active", verdict.State!["state"]!.GetValue<string>());
        Assert.DoesNotContain(town.CredentialId.ToString(), Encoding.UTF8.GetString(file), StringComparison.Ordinal);
        file[file.Length / 3] ^= 4;
        Assert.NotNull(AuditFile.Verify(file).Fault);

        using var outside = hub.Rest(stranger);
        Assert.Equal(404, (await outside.SeeAsync(id, "/audit")).Status);
        Assert.Equal(404, (await outside.SeeAsync(id, "/audit/accesses")).Status);
        using var other = hub.Rest(firm);
        var access = Assert.Single((await other.SeeAsync(id, "/audit/accesses")).Body.GetProperty("items").EnumerateArray());
        Assert.Equal((town.Id, 4), (access.GetProperty("participantId").GetGuid(), access.GetProperty("entries").GetInt64()));

        // Who went takes what it was part of, and nothing that came after.
        Assert.Equal(200, (await other.SayAsync(id, "leave", new JsonObject { ["reason"] = "Ny strategi" })).Status);
        var left = AuditFile.Verify(Encoding.UTF8.GetBytes((await other.SeeAsync(id, "/audit")).Text));
        Assert.True(left.Fault is null, left.Fault);
        Assert.Equal(5, left.Entries);
    }

    private static JsonObject Promising(Party host, Party other, params JsonObject[] commitments) =>
        PartnershipsCalls.Text(host, other).With("commitments", new JsonArray([.. commitments]));

    private static JsonObject Hours(string key, Party by, Guid offer, int hours) => new()
    {
        ["key"] = key,
        ["participantId"] = by.Id.ToString(),
        ["what"] = "Rådgivning",
        ["quantity"] = hours,
        ["unit"] = "timer",
        ["offerId"] = offer.ToString(),
        ["contributionKey"] = "timer",
    };

    private static JsonObject Places(string key, Party by, Guid need, int places) => new()
    {
        ["key"] = key,
        ["participantId"] = by.Id.ToString(),
        ["what"] = "Rådgivere",
        ["needId"] = need.ToString(),
        ["places"] = places,
    };

    private static string[] Words(Answer answer, string name) => [.. answer.Body.GetProperty(name).EnumerateArray().Select(word => word.GetString()!)];
}
