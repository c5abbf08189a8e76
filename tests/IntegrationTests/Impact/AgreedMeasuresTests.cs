using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.IntegrationTests.Needs;
using SocialEnzyme.Hub.IntegrationTests.Support;

namespace SocialEnzyme.Hub.IntegrationTests.Impact;

public sealed class AgreedMeasuresTests(ImpactHub hub) : IClassFixture<ImpactHub>
{
    private readonly Party _municipality = SomePartnership.Municipality();
    private readonly Party _association = SomePartnership.Association();

    [Fact]
    public async Task A_measure_of_a_revision_takes_figures_once_all_have_agreed_and_the_old_ones_keep_what_was_expected()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var first = SomePartnership.Of(_municipality, _association);
        var revised = first with
        {
            Measures = [first.Measures[0] with { Expected = 99 }, new("naboer", _municipality.Id, "Nye naboer", "personer", 0, 10, 8, null)],
            State = "negotiating",
        };
        await hub.PublishAsync(new PartnershipChanged(id, 7, revised, "noted", [], At(10)));
        await hub.KnowsAsync(id, 7);
        Assert.Equal(["#/measureKey"], (await RecordAsync(_municipality, id, "naboer")).Pointers);

        await hub.PublishAsync(new PartnershipActivated(id, 9, revised with { State = "active" }, [], At(20)));
        await hub.KnowsAsync(id, 9);
        Assert.Equal(["#/day"], (await RecordAsync(_municipality, id, "naboer", At(19))).Pointers);
        Assert.Equal(201, (await RecordAsync(_municipality, id, "naboer", At(20))).Status);
        Assert.Equal(201, (await RecordAsync(_municipality, id, "fremmøde", At(1))).Status);

        // What it was expected to be is fixed now, too.
        await hub.PublishAsync(new PartnershipActivated(
            id, 12, revised with { State = "active", Measures = [.. revised.Measures.Select(measure => measure with { Expected = 1 })] }, [], At(30)));
        await hub.KnowsAsync(id, 12);
        Assert.Equal([("fremmøde", 40m), ("naboer", 8m)], await ExpectedAsync(id));
    }

    [Fact]
    public async Task A_newcomers_measure_takes_figures_from_the_amendment_that_brought_it()
    {
        var id = await hub.ActivateAsync(null, _municipality, _association);
        var (company, first) = (SomePartnership.Company(), SomePartnership.Of(_municipality, _association));
        var joined = first with
        {
            Parties = [.. first.Parties, SomePartnership.At(company, since: At(40))],
            Measures = [.. first.Measures, new("fremmøde", company.Id, "Medarbejdere med", "personer", 0, 40, 30, null)],
        };
        await hub.PublishAsync(new PartnershipChanged(id, 6, first with { Parties = [.. first.Parties, SomePartnership.At(company, "invited", At(35))] }, "partyInvited", [], At(35)));
        await hub.KnowsAsync(id, 6);
        Assert.Equal(404, (await RecordAsync(company, id, "fremmøde", At(40))).Status);
        await hub.PublishAsync(new PartnershipChanged(id, 7, joined, "partyJoined", [], At(40)));
        await hub.KnowsAsync(id, 7);
        Assert.Equal(201, (await RecordAsync(company, id, "fremmøde", At(40))).Status);
        Assert.Equal([("fremmøde", 40m), ("fremmøde", 30m)], await ExpectedAsync(id));
    }

    [Fact]
    public async Task Measures_are_the_same_whatever_the_order_in_which_the_texts_come_and_how_often()
    {
        var first = SomePartnership.Of(_municipality, _association) with { IsPublic = true };
        var (owner, key) = (_municipality.Id, first.Measures[0].Key);
        PublicPartnership With(params (string Key, decimal Expected)[] measures) =>
            first with { Measures = [.. measures.Select(one => new PublicMeasure(one.Key, owner, "Mål", "antal", null, null, one.Expected, null))] };
        var orders = Orders([0, 1, 2, 3]).ToList();
        var published = new List<(Guid Id, Guid Message)>();
        foreach (var order in orders)
        {
            var id = Guid.CreateVersion7();
            object[] events =
            [
                new PartnershipActivated(id, 5, With((key, 40)), [], At(0)),
                new PartnershipChanged(id, 7, With((key, 77), ("venter", 3)) with { State = "negotiating" }, "noted", [], At(7)),
                new PartnershipActivated(id, 9, With((key, 99), ("nyt", 8)), [], At(9)),
                new PartnershipCompleted(id, 12, With((key, 1), ("nyt", 2), ("sidste", 6)) with { State = "completed" }, [], At(12)),
            ];
            foreach (var place in order.Append(order[0]))
            {
                // The same message again, and the same event in a message of its own.
                var message = Guid.CreateVersion7();
                await hub.PublishAsync(events[place], message);
                await hub.PublishAsync(events[place], message);
                published.Add((id, message));
            }
        }
        await Eventually.Is("every message was taken", async () =>
            await hub.CountAsync("SELECT count(*) FROM inbox WHERE message_id = ANY($1)", published.Select(one => one.Message).ToArray()) == published.Count);
        foreach (var id in published.Select(one => one.Id).Distinct())
        {
            Assert.Equal([(key, 40m), ("nyt", 8m), ("sidste", 6m)], await ExpectedAsync(id));
            Assert.Equal(1, await hub.CountAsync("""
                SELECT count(*) FROM open_partnerships WHERE id = $1 AND says_public AND said_version = 12 AND agreed_version = 12 AND text ->> 'state' = 'completed'
                """, id));
        }
    }

    private static DateTimeOffset At(int days) => SomePartnership.Began.AddDays(days);

    private async Task<Answer> RecordAsync(Party party, Guid id, string key, DateTimeOffset? day = null)
    {
        var result = OutcomesTests.Result(key, 5);
        result["day"] = (day ?? At(60)).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        return await NeedsCalls.SendAsync(hub.Rest(party), HttpMethod.Post, $"/v1/partnerships/{id}/results", result);
    }

    private async Task<List<(string, decimal)>> ExpectedAsync(Guid id)
    {
        var answer = await NeedsCalls.SendAsync(hub.Rest(_municipality), HttpMethod.Get, $"/v1/partnerships/{id}/results", null);
        return [.. answer.Body.GetProperty("lines").EnumerateArray().Select(line => (line.GetProperty("measureKey").GetString()!, line.GetProperty("expected").GetDecimal()))];
    }

    private static IEnumerable<int[]> Orders(int[] items) => items.Length == 1 ? [items]
        : items.SelectMany(first => Orders([.. items.Where(item => item != first)]).Select(rest => (int[])[first, .. rest]));
}
