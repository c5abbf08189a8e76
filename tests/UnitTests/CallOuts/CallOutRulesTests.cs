using SocialEnzyme.Hub.Opportunities.CallOuts;
using SocialEnzyme.Hub.Opportunities.Volunteers;
using SocialEnzyme.Hub.ServiceDefaults.Denmark;

namespace SocialEnzyme.Hub.UnitTests.CallOuts;

public sealed class CallOutRulesTests
{
    [Fact]
    public void Nothing_stated_is_three_circles_of_twenty_every_quarter_of_an_hour()
    {
        Assert.False(CallOutRules.Check(new StartCallOut(), TimeSpan.FromMinutes(1)).IsRejected(out _, out var wish));
        Assert.Equal([1d, 3, 10], wish.CirclesKm);
        Assert.Equal((20, TimeSpan.FromMinutes(15), (int?)null, false), (wish.AskPerRound, wish.RoundTime, wish.Places, wish.IsTest));
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new double[] { 0, 1 })]
    [InlineData(new double[] { 3, 1 })]
    [InlineData(new double[] { 1, 1 })]
    [InlineData(new double[] { 1, 5_000 })]
    [InlineData(new double[] { 1, double.NaN, 3 })]
    [InlineData(new double[] { 1, 2, 3, 4, 5, 6, 7 })]
    public void Circles_that_are_none_are_refused(double[] circles) => Refused(new StartCallOut(CirclesKm: circles), "#/circlesKm");

    [Fact]
    public void All_that_is_wrong_is_told_at_once() => Refused(
        new StartCallOut(Places: 0, AskPerRound: 501, RoundMinutes: 0.5, Message: new string('x', 501)),
        "#/places", "#/askPerRound", "#/roundMinutes", "#/message");

    [Fact]
    public void A_volunteers_place_is_rounded_before_anybody_keeps_it()
    {
        var said = new SaveVolunteer("f-1", new(55.676123, 12.568456), 5);
        Assert.False(VolunteerRules.Check(said, Guid.Empty, Guid.Empty, SomeCallOut.Noon).IsRejected(out _, out var volunteer));
        Assert.Equal(VolunteerPlace.Of(new GeoPoint(55.676123, 12.568456).ToPublic()), volunteer.Place);
        Assert.NotEqual(said.Place, volunteer.Place);
        Assert.Equal(3, volunteer.WeeklyLimit);
    }

    [Theory]
    [InlineData("Anna Jensen")]
    [InlineData("anna@eksempel.dk")]
    [InlineData("")]
    [InlineData(null)]
    public void A_reference_has_no_room_for_a_name(string? reference) => Refused(new SaveVolunteer(reference, new(55, 12), 5), "#/reference");

    [Fact]
    public void All_that_is_wrong_with_a_volunteer_is_told_at_once() => Refused(
        new SaveVolunteer("f-1", new(91, null), 0, [""], ["x\ny"], new("21:00", "21:00"), 51),
        "#/place", "#/radiusKm", "#/categories", "#/skills", "#/quietHours", "#/weeklyLimit");

    private static void Refused(StartCallOut said, params string[] pointers)
    {
        Assert.True(CallOutRules.Check(said, TimeSpan.FromMinutes(1)).IsRejected(out var rejection, out _));
        Assert.Equal(pointers, rejection.Errors.Select(error => error.Pointer));
    }

    private static void Refused(SaveVolunteer said, params string[] pointers)
    {
        Assert.True(VolunteerRules.Check(said, Guid.Empty, Guid.Empty, SomeCallOut.Noon).IsRejected(out var rejection, out _));
        Assert.Equal(pointers, rejection.Errors.Select(error => error.Pointer));
    }
}
