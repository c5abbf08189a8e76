using SocialEnzyme.Hub.Impact.Outcomes;
using static SocialEnzyme.Hub.UnitTests.Impact.SomePartnership;

namespace SocialEnzyme.Hub.UnitTests.Impact;

public sealed class ContributionGraphTests
{
    private static readonly KnownPartnership Partnership = Known();

    private static readonly IReadOnlyList<GivenMinutes> Minutes =
        [new(Company, "csr_loentid", 600, 10), new(Company, "faglig", 60, 1), new(Association, "frivillig", 900, 30)];

    private static readonly IReadOnlyList<Figure> Figures = [Figure(1, 12), Figure(2, 10)];

    [Fact]
    public void Every_party_is_listed_also_the_one_that_gave_nothing_and_the_one_that_left()
    {
        var graph = Drawn(null);
        Assert.Equal([Municipality, Company, Association, HasLeft], graph.Parties.Select(party => party.ParticipantId));
        Assert.Equal(new Dictionary<string, long> { ["csr_loentid"] = 600, ["faglig"] = 60 }, graph.Parties[1].Minutes);
        Assert.Empty(graph.Parties[0].Minutes);
        Assert.Null(graph.Gap);
    }

    [Fact]
    public void Without_one_party_the_gap_is_what_it_gave()
    {
        var graph = Drawn(Company);
        Assert.Equal(new Dictionary<string, long> { ["csr_loentid"] = 600, ["faglig"] = 60 }, graph.Gap!.Minutes);
        Assert.Equal(new Dictionary<string, long> { ["frivillig"] = 900 }, graph.Gap.MinutesLeft);
        Assert.Equal(["market"], graph.Gap.MissingSectors);
        Assert.Equal((30m, 10m), (graph.Gap.Results[0].Share, graph.Gap.Results[0].Value));
        Assert.DoesNotContain(graph.Parties, party => party.ParticipantId == Company);
    }

    [Fact]
    public void The_gap_and_what_is_left_come_to_the_whole_for_each_party()
    {
        foreach (var seat in Partnership.Seats)
        {
            var graph = Drawn(seat.ParticipantId);
            foreach (var (kind, whole) in graph.Minutes)
            {
                Assert.Equal(whole, graph.Gap!.Minutes.GetValueOrDefault(kind) + graph.Gap.MinutesLeft.GetValueOrDefault(kind));
            }
        }
    }

    [Fact]
    public void A_result_is_shared_once_by_its_figure_that_counts() => Assert.Single(Drawn(null).Parties[1].Results);

    [Fact]
    public void Who_has_left_sees_what_it_gave_itself_and_nothing_of_the_others()
    {
        Assert.False(ContributionGraphHandler.Draw(Partnership, Minutes, Figures, only: Association, null).IsRejected(out _, out var graph));
        Assert.Equal([Association], graph.Parties.Select(party => party.ParticipantId));
        Assert.Equal(["frivillig"], graph.Minutes.Keys);
        Assert.True(ContributionGraphHandler.Draw(Partnership, Minutes, Figures, only: Association, Company).IsRejected(out _, out _));
    }

    private static ContributionGraph Drawn(Guid? without)
    {
        Assert.False(ContributionGraphHandler.Draw(Partnership, Minutes, Figures, null, without).IsRejected(out _, out var graph));
        return graph!;
    }

    private static Figure Figure(long number, decimal value) => new(
        Guid.CreateVersion7(), "udsatte", Municipality, value, new DateOnly(2027, 2, (int)number), "Leksand", "kilde", "metode", null,
        [new(Company, 30), new(Association, null, "Lokaler")], Municipality, Now)
    { Number = number };
}
