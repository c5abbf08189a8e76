using SocialEnzyme.Hub.Opportunities.CallOuts;
using SocialEnzyme.Hub.Opportunities.Volunteers;

namespace SocialEnzyme.Hub.UnitTests.CallOuts;

public sealed class NearestFirstTests
{
    [Fact]
    public void The_nearest_are_asked_and_no_more_than_may_be()
    {
        var volunteers = Enumerable.Range(1, 1_000).Select(i => SomeCallOut.Volunteer(i * 0.01)).ToArray();
        var shuffled = volunteers.ToArray();
        new Random(7).Shuffle(shuffled);
        Assert.Equal(volunteers[..20].Select(volunteer => volunteer.Id), Chosen(circleKm: 10, atMost: 20, shuffled));
    }

    [Fact]
    public void Nobody_is_asked_outside_the_circle_or_outside_their_own_radius()
    {
        var (near, far, homely) = (SomeCallOut.Volunteer(2.9), SomeCallOut.Volunteer(3.1), SomeCallOut.Volunteer(2, radiusKm: 1.9));
        Assert.Equal([near.Id], Chosen(circleKm: 3, atMost: 20, near, far, homely));
    }

    [Fact]
    public void Of_two_at_the_same_distance_whoever_was_asked_less_comes_first()
    {
        var often = SomeCallOut.Volunteer(1) with { AskedThisWeek = 2 };
        var never = SomeCallOut.Volunteer(1);
        Assert.Equal([never.Id], Chosen(circleKm: 3, atMost: 1, often, never));
    }

    [Fact]
    public void Whoever_was_asked_as_often_as_they_wish_is_left_alone()
    {
        var below = SomeCallOut.Volunteer(1) with { WeeklyLimit = 3, AskedThisWeek = 2 };
        var at = SomeCallOut.Volunteer(1) with { WeeklyLimit = 3, AskedThisWeek = 3 };
        Assert.Equal([below.Id], Chosen(circleKm: 3, atMost: 20, below, at));
    }

    [Fact]
    public void Whoever_has_quiet_hours_now_is_left_alone()
    {
        // Noon in the tests is 12:00 in Denmark.
        var quiet = SomeCallOut.Volunteer(1) with { QuietHours = new QuietHours(new(11, 0), new(13, 0)) };
        var awake = SomeCallOut.Volunteer(1) with { QuietHours = new QuietHours(new(21, 0), new(8, 0)) };
        Assert.Equal([awake.Id], Chosen(circleKm: 3, atMost: 20, quiet, awake));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("Beredskab", "", true)]
    [InlineData("havearbejde", "", false)]
    [InlineData("", "FØRSTEHJÆLP", true)]
    [InlineData("", "sang", false)]
    [InlineData("beredskab", "sang", false)]
    public void What_a_volunteer_states_must_fit_and_what_they_do_not_state_fits(string category, string skill, bool isAsked)
    {
        var volunteer = SomeCallOut.Volunteer(1) with
        {
            Categories = category.Length == 0 ? [] : [category],
            Skills = skill.Length == 0 ? [] : [skill, "andet"],
        };
        var nearest = new NearestFirst(SomeCallOut.Place, SomeCallOut.Need("beredskab", "førstehjælp"), 3, 20, SomeCallOut.Noon);
        nearest.Consider(volunteer);
        Assert.Equal(isAsked, nearest.ToList().Count == 1);
    }

    private static IEnumerable<Guid> Chosen(double circleKm, int atMost, params Candidate[] candidates)
    {
        var nearest = new NearestFirst(SomeCallOut.Place, SomeCallOut.Need(), circleKm, atMost, SomeCallOut.Noon);
        foreach (var candidate in candidates)
        {
            nearest.Consider(candidate);
        }
        return nearest.ToList().Select(chosen => chosen.Volunteer.Id);
    }
}
