using SocialEnzyme.Hub.Contracts.Events.V1;

namespace SocialEnzyme.Hub.IntegrationTests.Opportunities;

[Collection(nameof(OpportunitiesHub))]
public sealed class PartyNoticeTests(OpportunitiesHub hub)
{
    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    [Fact]
    public async Task Every_party_hears_of_every_step_and_a_stranger_of_none()
    {
        var (first, second, stranger) = (hub.NewSubscriber(), hub.NewSubscriber(), hub.NewSubscriber());
        var feeds = new[] { (first, await first.FollowAsync("partnerships")), (second, await second.FollowAsync("impact", "partnerships")) };
        var strange = await stranger.FollowAsync("needs", "matches", "partnerships", "impact");
        var (id, audience) = (Guid.CreateVersion7(), new[] { first.Id, second.Id });

        string[] words = ["proposed", "revised", "consented", "agreed", "activated", "changed", "reminded", "completed", "ended"];
        object[] steps =
        [
            new PartnershipProposed(id, 1, Partnership("proposed"), audience, Now), new PartnershipRevised(id, 2, Partnership("negotiating"), audience, Now),
            new PartnershipConsented(id, 3, Partnership("negotiating"), audience, Now), new PartnershipAgreed(id, 4, Partnership("agreed"), audience, Now),
            new PartnershipActivated(id, 5, Partnership("active"), audience, Now),
            new PartnershipChanged(id, 6, Partnership("active"), "contactChanged", audience, Now),
            new PartnershipReminded(id, 7, Partnership("active"), "milestone", Now, audience, Now),
            new PartnershipCompleted(id, 8, Partnership("completed"), audience, Now),
            new PartnershipEnded(id, 9, Partnership("ended"), "Vi er færdige.", audience, Now),
        ];
        for (var i = 0; i < steps.Length; i++)
        {
            await hub.PublishAsync(steps[i]);
            foreach (var (party, feed) in feeds)
            {
                // What comes next overtakes it: its data are seen now or not at all.
                var told = (await party.FeedOfAsync(feed, i + 1))[i];
                Assert.Equal($"dk.socialenzyme.partnership.{words[i]}.v1", (string)told["type"]!);
                Assert.Equal(("urn:socialenzyme:hub:partnerships", $"partnerships/{id}", id), ((string)told["source"]!, (string)told["subject"]!, (Guid)told["correlationid"]!));
                Assert.Equal((id, i + 1L), ((Guid)told["data"]!["partnershipId"]!, (long)told["data"]!["version"]!));
                Assert.DoesNotContain("audience", told.ToJsonString(), StringComparison.OrdinalIgnoreCase);
                Assert.Equal(i == 8 ? "Vi er færdige." : null, (string?)told["data"]!["reason"]);
                Assert.Equal(i == 5 ? "contactChanged" : null, (string?)told["data"]!["change"]);
            }
        }
        Assert.Empty((await stranger.FeedAsync(strange)).Events);
    }

    [Fact]
    public async Task Who_left_hears_of_that_and_of_nothing_after_it_even_when_it_comes_late()
    {
        var (stays, leaves, comes) = (hub.NewSubscriber(), hub.NewSubscriber(), hub.NewSubscriber());
        var (staying, leaving, coming) = (await stays.FollowAsync("partnerships"), await leaves.FollowAsync("partnerships"), await comes.FollowAsync("partnerships"));
        var id = Guid.CreateVersion7();

        await hub.PublishAsync(new PartnershipActivated(id, 1, Partnership("active"), [stays.Id, leaves.Id], Now));
        await leaves.FeedOfAsync(leaving, 1);
        await hub.PublishAsync(new PartnershipChanged(id, 3, Partnership("active"), "partyJoined", [stays.Id, comes.Id], Now));
        await comes.FeedOfAsync(coming, 1);
        await hub.PublishAsync(new PartnershipChanged(id, 2, Partnership("active"), "partyLeft", [stays.Id, leaves.Id], Now));
        await hub.PublishAsync(new PartnershipCompleted(id, 4, Partnership("completed"), [stays.Id, comes.Id], Now));

        Assert.Equal(["partyLeft"], (await leaves.FeedOfAsync(leaving, 2)).Skip(1).Select(told => (string)told["data"]!["change"]!));
        await comes.FeedOfAsync(coming, 2);
        await stays.FeedOfAsync(staying, 3);
        Assert.Equal(2, (await leaves.FeedAsync(leaving)).Events.Count);
        Assert.Equal([null, 4L], await VersionsAsync(comes, coming));
        // To who stays, what came late was overtaken before it was written.
        Assert.Equal([null, null, 4L], await VersionsAsync(stays, staying));
    }

    [Fact]
    public async Task Hours_and_results_reach_the_parties_under_one_partnership_once_however_often_they_come()
    {
        var (reporter, approver) = (hub.NewSubscriber(), hub.NewSubscriber());
        var feeds = new[] { (reporter, await reporter.FollowAsync("impact")), (approver, await approver.FollowAsync("impact")) };
        var (batch, result, partnership, audience) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), new[] { reporter.Id, approver.Id });
        var hours = new PublicHours(
            partnership, "Gældsrådgivning", reporter.Id, "KAB", 2, new Dictionary<string, long> { ["frivillig"] = 90, ["csr_loentid"] = 60 },
            new(2026, 11, 1), new(2026, 11, 2), null, 0);
        var figure = new PublicResult(partnership, "gaeld", "Familier uden gæld", "familier", 12.5m, new(2026, 11, 2), "Holstebro", "Eget tal", "Optælling");

        object[] told =
        [
            new HoursReported(batch, 1, hours, audience, Now), new HoursApproved(batch, 2, hours, true, audience, Now),
            new HoursCorrected(batch, 3, hours, "Talt forkert.", audience, Now), new HoursRejected(batch, 4, hours, "Ikke vores.", audience, Now),
            new ResultRecorded(result, 1, figure, audience, Now),
        ];
        for (var i = 0; i < told.Length; i++)
        {
            var message = await hub.PublishAsync(told[i]);
            foreach (var (party, feed) in feeds) await party.FeedOfAsync(feed, i + 1);
            await hub.PublishAsync(told[i], message);
        }
        var last = await hub.PublishAsync(new HoursReported(Guid.CreateVersion7(), 1, hours, [reporter.Id], Now));
        var events = await reporter.FeedOfAsync(feeds[0].Item2, 6);

        Assert.Equal(["hours.reported", "hours.approved", "hours.corrected", "hours.rejected", "result.recorded", "hours.reported"],
            events.Select(item => ((string)item["type"]!)["dk.socialenzyme.".Length..^".v1".Length]));
        Assert.All(events, item => Assert.Equal(("urn:socialenzyme:hub:impact", partnership), ((string)item["source"]!, (Guid)item["correlationid"]!)));
        Assert.Equal([$"hours/{batch}", $"results/{result}"], events.Skip(3).Take(2).Select(item => (string)item["subject"]!));
        Assert.Equal(60, (int)events[5]["data"]!["minutes"]!["csr_loentid"]!);
        Assert.Equal("Ikke vores.", (string)events[3]["data"]!["reason"]!);
        Assert.Equal(12.5m, (decimal)events[4]["data"]!["value"]!);
        Assert.Equal(5, (await approver.FeedAsync(feeds[1].Item2)).Events.Count);
        // Each party's copy has an identity of its own, the same on all of its channels.
        Assert.NotEqual(last, (Guid)events[5]["id"]!);
    }

    private static async Task<List<long?>> VersionsAsync(Subscriber subscriber, string feed) =>
        [.. (await subscriber.FeedAsync(feed)).Events.Select(item => (long?)item["data"]?["version"])];

    private static PublicPartnership Partnership(string state) => new(
        "Gældsrådgivning ved køkkenbordet", "Familier ud af gæld", "agreement", state, 1, new string('a', 64), null, null, "0101", ["32.18"], [1], null, null,
        [], [], [], ["market"], null, null);
}
