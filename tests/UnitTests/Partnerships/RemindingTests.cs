using SocialEnzyme.Hub.Partnerships.Agreements;
using SocialEnzyme.Hub.Partnerships.Deadlines;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

public sealed class RemindingTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Guid Host = Guid.CreateVersion7(), Firm = Guid.CreateVersion7();
    private static readonly DeadlineOptions Options = new();

    [Fact]
    public void Who_has_not_answered_is_reminded_once_in_time_and_once_near_the_end()
    {
        var partnership = Proposed();
        var due = partnership.RespondBy!.Value;
        Assert.Null(Reminding.OfAnswer(partnership, Options, due - Options.First - TimeSpan.FromSeconds(1)));
        Assert.Equal(1, Reminding.OfAnswer(partnership, Options, due - Options.First)!.Number);
        Assert.Equal(1, Reminding.OfAnswer(partnership, Options, due - Options.Last - TimeSpan.FromSeconds(1))!.Number);
        Assert.Equal(2, Reminding.OfAnswer(partnership, Options, due - Options.Last)!.Number);
        Assert.Null(Reminding.OfAnswer(partnership, Options, due));
    }

    [Fact]
    public void Whoever_said_yes_is_left_in_peace()
    {
        var partnership = Proposed();
        Assert.Equal([Host, Firm], Reminding.OfAnswer(partnership, Options, partnership.RespondBy!.Value - Options.Last)!.Audience);
        Assert.False(PartnershipStep.Take(partnership, new PartnershipCommand.Consent(Host, partnership.Hash), Start).IsRejected(out _, out var change));
        Assert.Equal([Firm], Reminding.OfAnswer(change.Partnership, Options, partnership.RespondBy!.Value - Options.Last)!.Audience);
    }

    [Fact]
    public void A_new_text_is_reminded_of_anew()
    {
        var partnership = Proposed();
        var revised = new PartnershipCommand.Revise(Host, partnership.Agreement with { Title = "En anden" }, []);
        Assert.False(PartnershipStep.Take(partnership, revised, Start.AddDays(20)).IsRejected(out _, out var change));
        var at = change.Partnership.RespondBy!.Value - Options.Last;
        Assert.NotEqual(
            Reminding.OfAnswer(partnership, Options, partnership.RespondBy!.Value - Options.Last)!.Key, Reminding.OfAnswer(change.Partnership, Options, at)!.Key);
    }

    [Fact]
    public void A_milestone_is_reminded_of_to_its_owner_until_it_is_reached()
    {
        var day = new DateOnly(2029, 5, 1);
        var task = new AgreementTask { Key = "kursus", What = "Et kursus", Owner = Firm, Milestones = [new Milestone { Key = "hold-1", What = "Første hold", Due = day }] };
        var proposed = Proposed();
        var active = proposed with { State = PartnershipState.Active, Agreement = proposed.Agreement with { Tasks = [task] } };
        var near = new DateTimeOffset(2029, 4, 25, 12, 0, 0, TimeSpan.Zero);
        Assert.Empty(Reminding.OfMilestones(active, Options, near.AddDays(-30)));
        var reminder = Assert.Single(Reminding.OfMilestones(active, Options, near));
        Assert.Equal(("milestone:kursus/hold-1", 1), (reminder.Step, reminder.Number));
        Assert.Equal([Firm], reminder.Audience);
        // Also when it is late.
        Assert.Equal(2, Assert.Single(Reminding.OfMilestones(active, Options, near.AddDays(30))).Number);
        Assert.Empty(Reminding.OfMilestones(active with { Reached = [new ReachedMilestone("kursus", "hold-1", Firm, near)] }, Options, near));
        Assert.Empty(Reminding.OfMilestones(active with { State = PartnershipState.Ended }, Options, near));
    }

    private static Partnership Proposed() => PartnershipStep.Propose(
        Host, SomeAgreement.Of((Host, "public"), (Firm, "market")), [new(Host, "A", "public"), new(Firm, "B", "market")], Start).Partnership;
}
