using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Offers;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.UnitTests.Offers;

public sealed class DrawingTests
{
    private static readonly DateTimeOffset Now = SomeOffer.Now;
    private static readonly Caller Owner = SomeOffer.Party();

    [Fact]
    public void The_last_piece_exhausts_an_offer_and_giving_it_back_opens_it()
    {
        var offer = SomeOffer.Published(SomeOffer.Content(SomeOffer.Hours(8)), Owner);
        var taken = Reserve(offer, Owner, 8);
        Assert.IsType<OfferExhausted>(taken.Change.Event);
        var back = SomeOffer.Done(new Drawing(taken.Change.Offer, [], Now).Return(taken.Reservation, Owner));
        var told = Assert.IsType<OfferUpdated>(back.Change.Event);
        Assert.Equal(("open", 8L), (told.Offer.Status, Assert.Single(told.Offer.Contributions).Left));
    }

    [Fact]
    public void An_offer_that_also_lends_is_never_used_up()
    {
        var offer = SomeOffer.Published(SomeOffer.Content(SomeOffer.Hours(8), SomeOffer.Sweepers()), Owner);
        Assert.IsType<OfferUpdated>(Reserve(offer, Owner, 8).Change.Event);
    }

    [Fact]
    public void A_hold_whose_time_is_up_counts_no_more_and_is_not_confirmed()
    {
        var held = Reserve(SomeOffer.Published(SomeOffer.Content(SomeOffer.Hours(8)), Owner), Owner, 8);
        var later = held.Reservation.HeldUntil;
        Assert.Equal("hold-expired", SomeOffer.Refused(new Drawing(held.Change.Offer, [held.Reservation], later).Confirm(held.Reservation, Owner)).Code.Name);
        var next = SomeOffer.Done(new Drawing(held.Change.Offer, [held.Reservation], later).Reserve(SomeOffer.Wanted(held.Change.Offer, Owner, 8, at: later), Owner, []));
        Assert.Equal([MovementKind.Expired, MovementKind.Held], next.Change.Movements.Select(movement => movement.What));
    }

    [Fact]
    public void Confirming_and_returning_twice_is_doing_it_once()
    {
        var held = Reserve(SomeOffer.Published(by: Owner), Owner, 8);
        var confirmed = SomeOffer.Done(new Drawing(held.Change.Offer, [], Now).Confirm(held.Reservation, Owner));
        Assert.Null(SomeOffer.Done(new Drawing(confirmed.Change.Offer, [], Now).Confirm(confirmed.Reservation, Owner)).Change.Event);
        var returned = SomeOffer.Done(new Drawing(confirmed.Change.Offer, [], Now).Return(confirmed.Reservation, Owner));
        Assert.Null(SomeOffer.Done(new Drawing(returned.Change.Offer, [], Now).Return(returned.Reservation, Owner)).Change.Event);
        Assert.Equal("conflict", SomeOffer.Refused(new Drawing(returned.Change.Offer, [], Now).Confirm(returned.Reservation, Owner)).Code.Name);
    }

    [Fact]
    public void Only_the_owner_and_services_draw_on_what_is_not_open_to_drawing()
    {
        var offer = SomeOffer.Published(SomeOffer.Content() with { OpenToDrawing = null }, Owner);
        var stranger = SomeOffer.Party("civil", "association");
        Assert.Equal("conflict", SomeOffer.Refused(new Drawing(offer, [], Now).Reserve(SomeOffer.Wanted(offer, stranger, 1), stranger, [])).Code.Name);
        Assert.NotNull(Reserve(offer, Owner, 1));
        Assert.NotNull(Reserve(offer, SomeOffer.Service(), 1));
    }

    [Fact]
    public void Paused_and_ended_offers_are_not_drawn_on()
    {
        var offer = SomeOffer.Published(by: Owner);
        var paused = SomeOffer.Done(offer.Pause(true, Owner, [], Now)).Offer;
        Assert.Equal("conflict", SomeOffer.Refused(new Drawing(paused, [], Now).Reserve(SomeOffer.Wanted(offer, Owner, 1), Owner, [])).Code.Name);
        Assert.Equal("conflict", SomeOffer.Refused(new Drawing(offer, [], offer.ExpiresAt).Reserve(SomeOffer.Wanted(offer, Owner, 1), Owner, [])).Code.Name);
        var resumed = SomeOffer.Done(paused.Pause(false, Owner, [], Now));
        Assert.Equal("open", Assert.IsType<OfferUpdated>(resumed.Event).Offer.Status);
    }

    [Fact]
    public void Money_is_applied_for_before_the_deadline_by_those_who_are_eligible()
    {
        var money = new Contribution
        {
            Key = "pulje",
            Kind = ContributionKind.Money,
            Quantity = 100_000,
            Deadline = Now.AddDays(1),
            Eligibility = new OfferEligibility { Sectors = ["civil"], Kinds = ["housingOrganisation"] },
        };
        var offer = SomeOffer.Published(SomeOffer.Content(money), Owner);
        Assert.Equal("not-eligible", Code(SomeOffer.Party("public", "housingOrganisation"), Now));
        Assert.Equal("not-eligible", Code(SomeOffer.Party("civil", "association"), Now));
        Assert.Null(Code(SomeOffer.Party("civil", "housingOrganisation"), Now.AddDays(1)));
        Assert.Equal("deadline-passed", Code(SomeOffer.Party("civil", "housingOrganisation"), Now.AddDays(1).AddTicks(10)));
        Assert.Equal("deadline-passed", Code(SomeOffer.Service(), Now.AddDays(1).AddTicks(10)));

        string? Code(Caller by, DateTimeOffset at) =>
            new Drawing(offer, [], at).Reserve(SomeOffer.Wanted(offer, by, 100, at: at), by, []).IsRejected(out var rejection, out _) ? rejection.Code.Name : null;
    }

    [Fact]
    public void What_an_agreement_holds_only_the_agreement_confirms_or_lets_go()
    {
        var held = Reserve(SomeOffer.Published(by: Owner), SomeOffer.Service(), 8);
        var drawing = new Drawing(held.Change.Offer, [], Now);
        Assert.Equal("conflict", SomeOffer.Refused(drawing.Confirm(held.Reservation, Owner)).Code.Name);
        Assert.Equal("conflict", SomeOffer.Refused(drawing.Return(held.Reservation, Owner)).Code.Name);
        var confirmed = SomeOffer.Done(drawing.Confirm(held.Reservation, SomeOffer.Service()));
        Assert.NotNull(SomeOffer.Done(new Drawing(confirmed.Change.Offer, [], Now).Return(confirmed.Reservation, Owner)).Change.Event);
    }

    [Fact]
    public void What_is_booked_at_another_time_of_the_slot_does_not_add_up()
    {
        var offer = SomeOffer.Published(SomeOffer.Content(SomeOffer.Sweepers(2)), Owner);
        var day = Now.AddDays(1);
        Reservation[] booked = [At(0, 2), At(2, 4), At(3, 6)];
        // Of two sweepers one is out from 0 to 3, both from 3 to 4, one from 4 to 6.
        Assert.NotNull(SomeOffer.Done(new Drawing(offer, [], Now).Reserve(At(0, 3), Owner, booked)));
        Assert.NotNull(SomeOffer.Done(new Drawing(offer, [], Now).Reserve(At(4, 7), Owner, [booked[2]])));
        Assert.Equal("nothing-left", SomeOffer.Refused(new Drawing(offer, [], Now).Reserve(At(2, 5), Owner, booked)).Code.Name);

        Reservation At(int from, int until) => SomeOffer.Wanted(offer, Owner, 1, new BookedSlot(day.AddHours(from), day.AddHours(until)));
    }

    [Fact]
    public void Only_a_confirmed_booking_is_handed_over()
    {
        var offer = SomeOffer.Published(SomeOffer.Content(SomeOffer.Sweepers()), Owner);
        var slot = new BookedSlot(Now.AddDays(1), Now.AddDays(1).AddHours(2));
        var held = SomeOffer.Done(new Drawing(offer, [], Now).Reserve(SomeOffer.Wanted(offer, Owner, 1, slot), Owner, []));
        Assert.Equal("conflict", SomeOffer.Refused(new Drawing(held.Change.Offer, [], Now).HandOver(held.Reservation)).Code.Name);
        var confirmed = SomeOffer.Done(new Drawing(held.Change.Offer, [], Now).Confirm(held.Reservation, Owner));
        var handed = SomeOffer.Done(new Drawing(confirmed.Change.Offer, [], Now).HandOver(confirmed.Reservation));
        Assert.Equal(Now, handed.Reservation.HandedOverAt);
        Assert.Null(SomeOffer.Done(new Drawing(handed.Change.Offer, [], Now).HandOver(handed.Reservation)).Change.Event);
        var back = SomeOffer.Done(new Drawing(handed.Change.Offer, [], Now).Return(handed.Reservation, Owner));
        Assert.Equal(MovementKind.Returned, Assert.Single(back.Change.Movements).What);
    }

    [Fact]
    public void Withdrawing_lets_go_of_holds_and_keeps_what_was_confirmed()
    {
        var held = Reserve(SomeOffer.Published(by: Owner), Owner, 30);
        var both = SomeOffer.Done(new Drawing(held.Change.Offer, [], Now).Reserve(SomeOffer.Wanted(held.Change.Offer, Owner, 50, confirm: true), Owner, []));
        var ended = SomeOffer.Done(both.Change.Offer.End("Slut.", Owner.CredentialId, [held.Reservation], Now));
        Assert.Equal("Slut.", Assert.IsType<OfferWithdrawn>(ended.Event).Reason);
        Assert.Equal(new Count(0, 50), ended.Offer.Counts["timer"]);
        Assert.Null(SomeOffer.Done(ended.Offer.End("Slut.", Owner.CredentialId, [], Now)).Event);
        Assert.Equal("conflict", SomeOffer.Refused(ended.Offer.End("Andet.", Owner.CredentialId, [], Now)).Code.Name);
        var returned = SomeOffer.Done(new Drawing(ended.Offer, [], Now).Return(both.Reservation, Owner));
        Assert.Equal("withdrawn", Assert.IsType<OfferUpdated>(returned.Change.Event).Offer.Status);
        // Published again it is there anew, and what was confirmed is still counted.
        var anew = SomeOffer.Done(ended.Offer.Say(ended.Offer.Content, isAgain: true, Owner, [], [], Now));
        Assert.Equal(50, Assert.Single(Assert.IsType<OfferPublished>(anew.Event).Offer.Contributions).Left);
    }

    [Fact]
    public void No_less_is_offered_than_is_held_and_confirmed()
    {
        var taken = Reserve(SomeOffer.Published(by: Owner), Owner, 30).Change.Offer;
        var less = taken.Say(taken.Content with { Contributions = [SomeOffer.Hours(29)] }, isAgain: false, Owner, [], [], Now);
        Assert.Contains("30", SomeOffer.Refused(less).Detail.English, StringComparison.Ordinal);
        var other = taken.Say(taken.Content with { Contributions = [SomeOffer.Hours(50) with { Key = "andet" }] }, isAgain: false, Owner, [], [], Now);
        Assert.Equal("conflict", SomeOffer.Refused(other).Code.Name);
        var just = SomeOffer.Done(taken.Say(taken.Content with { Contributions = [SomeOffer.Hours(30)] }, isAgain: false, Owner, [], [], Now));
        Assert.IsType<OfferExhausted>(just.Event);
        Assert.Equal(-70, Assert.Single(just.Movements).Quantity);
    }

    [Fact]
    public void Others_do_not_see_whom_an_offer_is_shown_to()
    {
        var named = SomeOffer.Party("civil", "association");
        var offer = SomeOffer.Published(SomeOffer.Content() with { Visibility = new OfferVisibility { Participants = [named.ParticipantId] } }, Owner);
        Assert.True(offer.IsShownTo(named));
        Assert.False(offer.IsShownTo(SomeOffer.Party()));
        Assert.Null(OfferView.Of(offer, named).Visibility);
        Assert.NotNull(OfferView.Of(offer, Owner).Visibility);
        // A token does not tell its holder's municipality.
        var local = SomeOffer.Published(SomeOffer.Content() with { Visibility = new OfferVisibility { Municipalities = ["0101"] } }, Owner);
        Assert.False(local.IsShownTo(named));
    }

    [Fact]
    public void A_circle_reaches_the_municipalities_around_it()
    {
        var reach = Reach.Of(new OfferArea { Center = new OfferPlace(55.676, 12.568), RadiusKm = 3 })!;
        Assert.Contains("0101", reach);
        Assert.Contains("0147", reach);
        Assert.DoesNotContain("0851", reach);
        Assert.Null(Reach.Of(new OfferArea { Country = true }));
    }

    private static Drawn Reserve(Offer offer, Caller by, long quantity) =>
        SomeOffer.Done(new Drawing(offer, [], Now).Reserve(SomeOffer.Wanted(offer, by, quantity), by, []));
}
