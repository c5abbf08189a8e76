using SocialEnzyme.Hub.Partnerships.Activation;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

public sealed class ActivationRulesTests
{
    [Fact]
    public void All_are_held_before_the_first_is_confirmed()
    {
        var world = new ActivationWorld(seed: 1, wishes: 3);
        world.Run(Aim.AllOrNone);
        Assert.Equal(["reserve", "reserve", "reserve", "confirm", "confirm", "confirm"], world.Calls);
        Assert.True(world.IsActive);
    }

    [Fact]
    public void An_agreement_that_promises_nothing_to_reserve_is_active_at_once()
    {
        var world = new ActivationWorld(seed: 1, wishes: 0);
        world.Run(Aim.AllOrNone);
        Assert.Empty(world.Calls);
        Assert.True(world.IsActive);
    }

    [Fact]
    public void One_refusal_brings_everything_back_and_all_are_told_why()
    {
        var world = new ActivationWorld(seed: 1, wishes: 3) { RefuseAt = 2 };
        world.Run(Aim.AllOrNone);
        Assert.False(world.IsActive);
        Assert.Equal(new HoldProblem("w2", "nothing-left"), world.Told);
        Assert.Equal(0, world.Counted);
    }

    [Fact]
    public void A_hold_that_ran_out_brings_back_the_ones_that_were_confirmed_too()
    {
        var world = new ActivationWorld(seed: 1, wishes: 3) { ExpireAtConfirm = 2 };
        world.Run(Aim.AllOrNone);
        Assert.Contains("confirm", world.Calls);
        Assert.Equal(new HoldProblem("w2", "hold-expired"), world.Told);
        Assert.Equal(0, world.Counted);
    }

    [Fact]
    public void After_it_was_taken_back_the_same_agreement_can_be_tried_again_under_new_ids()
    {
        var world = new ActivationWorld(seed: 1, wishes: 2) { RefuseAt = 1 };
        world.Run(Aim.AllOrNone);
        var first = world.Holds.Select(hold => hold.ReservationId).ToHashSet();
        world.RefuseAt = -1;
        world.Run(Aim.AllOrNone);
        Assert.True(world.IsActive);
        Assert.Equal(2, world.Counted);
        Assert.DoesNotContain(world.Holds.Where(hold => hold.IsLive), hold => first.Contains(hold.ReservationId));
    }

    [Fact]
    public void Somebody_who_leaves_takes_only_its_own_along()
    {
        var world = new ActivationWorld(seed: 1, wishes: 3);
        world.Run(Aim.AllOrNone);
        world.Wishes.RemoveAt(1);
        world.Run(Aim.EachByItself);
        Assert.Equal(["w0", "w2"], world.Holds.Where(hold => hold.State is HoldState.Confirmed).Select(hold => hold.Wish.Key));
        Assert.Equal(2, world.Counted);
    }

    [Fact]
    public void Somebody_who_joins_is_reserved_for_alone_and_a_refusal_touches_nobody_else()
    {
        var world = new ActivationWorld(seed: 1, wishes: 2);
        world.Run(Aim.AllOrNone);
        world.Wishes.Add(ActivationWorld.Wish(2));
        world.Wishes.Add(ActivationWorld.Wish(3));
        world.RefuseAt = 3;
        world.Run(Aim.EachByItself);
        Assert.Equal(["w0", "w1", "w2"], world.Holds.Where(hold => hold.State is HoldState.Confirmed).Select(hold => hold.Wish.Key));
        Assert.Equal(3, world.Counted);
        var calls = world.Calls.Count;
        world.Run(Aim.EachByItself);
        Assert.Equal(calls, world.Calls.Count);
    }

    [Fact]
    public void What_was_confirmed_stays_when_the_work_is_done_and_comes_back_when_it_is_broken_off()
    {
        var world = new ActivationWorld(seed: 1, wishes: 2);
        world.Run(Aim.AllOrNone);
        world.Run(Aim.KeepConfirmed);
        Assert.Equal(2, world.Counted);
        world.Run(Aim.Nothing);
        Assert.Equal(0, world.Counted);
    }

    /// <summary>
    /// Any mixture of answers that get lost, calls that arrive late, services that are away, refusals, holds that run out, processes that die
    /// between a call and its note, and agreements that are changed or broken off in the middle.
    /// </summary>
    [Fact]
    public void Whatever_happens_on_the_way_all_is_confirmed_or_all_is_returned()
    {
        var (active, told, broken) = (0, 0, 0);
        for (var seed = 0; seed < 4_000; seed++)
        {
            var world = new ActivationWorld(seed, wishes: (seed % 4) + 1) { IsRough = true };
            var aim = world.Run(Aim.AllOrNone);
            if (aim is Aim.Nothing)
            {
                broken++;
                Assert.True(world.Counted == 0, $"seed {seed}: broken off, and {world.Counted} are counted");
            }
            else if (world.IsActive)
            {
                active++;
                Assert.True(world.Counted == world.Wishes.Count, $"seed {seed}: active, and {world.Counted} of {world.Wishes.Count} are confirmed");
                Assert.All(world.Holds.Where(hold => hold.IsLive), hold => Assert.Equal(HoldState.Confirmed, hold.State));
            }
            else
            {
                told++;
                Assert.NotNull(world.Told);
                Assert.True(world.Counted == 0, $"seed {seed}: taken back, and {world.Counted} are counted");
            }
            Assert.True(world.ConfirmedByNobody == 0, $"seed {seed}: something is confirmed of which nobody knows");
        }
        // All three ends were met, or the test says little.
        Assert.True(active > 300 && told > 300 && broken > 300, $"active {active}, told {told}, broken off {broken}");
    }
}
