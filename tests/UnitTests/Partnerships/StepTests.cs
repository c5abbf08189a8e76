using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Partnerships.Agreements;
using static SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand;
using static SocialEnzyme.Hub.UnitTests.Partnerships.SomePartnership;
using Consent = SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand.Consent;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

public sealed class StepTests
{
    [Fact]
    public void Three_sectors_agree_on_one_text_and_the_work_begins_when_everything_is_held()
    {
        var opened = Opened(Town, Firm, Club);
        var told = Assert.IsType<PartnershipProposed>(opened.Event);
        Assert.Equal((1L, 1, "proposed"), (told.Version, told.Partnership.AgreementVersion, told.Partnership.State));
        Assert.Equal([Town.Id, Firm.Id, Club.Id], told.Audience);
        Assert.Empty(told.Partnership.MissingSectors);

        var partnership = opened.Partnership;
        partnership = partnership.Take(new Consent(Town.Id, partnership.Hash));
        Assert.Equal((PartnershipState.Proposed, Standing.Consented), (partnership.State, partnership.Seat(Town).Standing));
        partnership = partnership.Take(new Consent(Firm.Id, partnership.Hash));
        Assert.Equal(PartnershipState.Negotiating, partnership.State);
        Assert.Equal([Club.Id], partnership.WaitingFor());
        partnership = partnership.Take(new Consent(Club.Id, partnership.Hash));
        Assert.Equal((PartnershipState.Agreed, 4L, (DateTimeOffset?)null), (partnership.State, partnership.Version, partnership.RespondBy));
        partnership = partnership.Take(new HoldsConfirmed(partnership.Hash));
        Assert.Equal((PartnershipState.Active, 5L), (partnership.State, partnership.Version));
    }

    [Fact]
    public void A_new_text_voids_every_consent_and_a_yes_to_the_old_one_is_stale()
    {
        var before = Opened(Town, Firm, Club).Partnership;
        before = before.Take(new Consent(Firm.Id, before.Hash));
        var after = before.Take(new Revise(Club.Id, Text(Town, Firm, Club) with { Title = "Et andet navn" }, []));
        Assert.Equal((2, PartnershipState.Negotiating), (after.Agreement.Version, after.State));
        Assert.All(after.Seats, seat => Assert.Null(seat.Consent));
        Assert.Equal(Standing.Joined, after.Seat(Firm).Standing);
        Assert.Equal("version-conflict", after.Refused(new Consent(Town.Id, before.Hash)));
        // The old words again are another text.
        var back = after.Take(new Revise(Town.Id, Text(Town, Firm, Club), []));
        Assert.Equal((3, Text(Town, Firm, Club).Title), (back.Agreement.Version, back.Agreement.Title));
        Assert.Equal("version-conflict", back.Refused(new Consent(Town.Id, before.Hash)));
    }

    [Fact]
    public void The_same_text_again_changes_nothing()
    {
        var partnership = Opened(Town, Firm).Partnership.Take(new Consent(Firm.Id, Opened(Town, Firm).Partnership.Hash));
        Assert.Same(partnership, partnership.Take(new Revise(Town.Id, Text(Town, Firm), [])));
    }

    [Fact]
    public void Nobody_at_the_table_is_written_out_by_another()
    {
        var partnership = Opened(Town, Firm, Club).Partnership;
        Assert.Equal("invalid-fields", partnership.Refused(new Revise(Town.Id, Text(Town, Firm), [])));
    }

    [Fact]
    public void A_revision_can_ask_one_more_and_only_somebody_who_is_known()
    {
        var partnership = Opened(Town, Firm).Partnership;
        Assert.Equal("version-conflict", partnership.Refused(new Revise(Town.Id, Text(Town, Firm, Other), [])));
        var after = partnership.Take(new Revise(Town.Id, Text(Town, Firm, Other), [Other]));
        Assert.Equal((Standing.Invited, PartnershipState.Proposed), (after.Seat(Other).Standing, after.State));
    }

    [Theory]
    [InlineData("contactRole")]
    [InlineData("meetingRhythm")]
    [InlineData("exitTerms")]
    [InlineData("aim")]
    [InlineData("measures")]
    public void Without_contact_rhythm_exit_aim_and_measure_of_each_party_nobody_can_consent(string missing)
    {
        var lacking = missing switch
        {
            "contactRole" => Party(Firm) with { ContactRole = null },
            "meetingRhythm" => Party(Firm) with { MeetingRhythm = null },
            "exitTerms" => Party(Firm) with { ExitTerms = null },
            "aim" => Party(Firm) with { Aim = null },
            _ => Party(Firm) with { Measures = null },
        };
        var text = Text(Town, Firm) with { Parties = [Party(Town), lacking] };
        var partnership = PartnershipStep.Propose(Town.Id, text, [Town, Firm], Now).Partnership;
        Assert.True(PartnershipStep.Take(partnership, new Consent(Town.Id, partnership.Hash), Now).IsRejected(out var rejection, out _));
        Assert.Equal("agreement-not-ready", rejection.Code.Name);
        Assert.Equal($"#/agreement/parties/1/{missing}", Assert.Single(rejection.Errors).Pointer);
        // A joint statement needs none of it.
        var declared = PartnershipStep.Propose(Town.Id, text with { Kind = AgreementKind.Declaration }, [Town, Firm], Now).Partnership;
        declared.Take(new Consent(Town.Id, declared.Hash));
    }

    [Fact]
    public void A_public_party_needs_a_kle_number_and_a_long_partnership_a_goal()
    {
        var both = PartnershipStep.Propose(Town.Id, Text(Town, Firm) with { Kle = null, From = new(2027, 1, 1), Until = new(2028, 1, 1) }, [Town, Firm], Now).Partnership;
        Assert.Equal(["#/agreement/kle", "#/agreement/goalHorizon"], Readiness.Missing(both.Agreement, both.Bound).Select(error => error.Pointer));
        var neither = PartnershipStep.Propose(Club.Id, Text(Club, Firm) with { Kle = null, From = new(2027, 1, 1), Until = new(2027, 12, 31) }, [Club, Firm], Now).Partnership;
        Assert.Empty(Readiness.Missing(neither.Agreement, neither.Bound));
    }

    [Fact]
    public void Nobody_agrees_with_itself_alone()
    {
        var alone = Opened(Town).Partnership;
        Assert.Equal("agreement-not-ready", alone.Refused(new Consent(Town.Id, alone.Hash)));
    }

    [Fact]
    public void A_no_takes_the_party_out_of_the_text_and_the_others_are_asked_again()
    {
        var before = Opened(Town, Firm, Club).Partnership;
        before = before.Take(new Consent(Town.Id, before.Hash));
        var after = before.Take(new Decline(Firm.Id, "Ikke i år"));
        Assert.Equal((PartnershipState.Negotiating, 2), (after.State, after.Agreement.Version));
        Assert.DoesNotContain(after.Agreement.Parties!, party => party.ParticipantId == Firm.Id);
        Assert.DoesNotContain(after.Agreement.Commitments!, commitment => commitment.ParticipantId == Firm.Id);
        Assert.Equal((Standing.Declined, after.Version), (after.Seat(Firm).Standing, after.Seat(Firm).LeftAt));
        Assert.Equal(["market"], after.MissingSectors());
        Assert.Equal([Town.Id, Club.Id], after.WaitingFor());
        var over = after.Take(new Decline(Town.Id, "Så ikke"));
        Assert.Equal((PartnershipState.Declined, "Så ikke"), (over.State, over.Reason));
        Assert.Same(over, over.Take(new Decline(Town.Id, "Så ikke")));
        Assert.Equal("conflict", over.Refused(new Consent(Club.Id, over.Hash)));
    }

    [Fact]
    public void What_could_not_be_held_asks_everybody_again_and_an_old_yes_does_not_count()
    {
        var agreed = Opened(Town, Firm).Partnership;
        agreed = agreed.Take(new Consent(Town.Id, agreed.Hash)).Take(new Consent(Firm.Id, agreed.Hash));
        Assert.Equal("conflict", agreed.Refused(new Revise(Town.Id, Text(Town, Firm) with { Title = "Nyt" }, [])));
        var returned = agreed.Take(new ActivationReturned(agreed.Hash, "Tilbuddet er brugt op"));
        Assert.Equal((PartnershipState.Negotiating, "Tilbuddet er brugt op", 2), (returned.State, returned.Problem, returned.Agreement.Version));
        Assert.Equal(2, returned.WaitingFor().Count());
        Assert.Equal("version-conflict", returned.Refused(new Consent(Town.Id, agreed.Hash)));
        Assert.Equal("version-conflict", returned.Refused(new HoldsConfirmed(agreed.Hash)));
        Assert.Equal("version-conflict", returned.Refused(new ActivationReturned(agreed.Hash, "igen")));
    }

    [Fact]
    public void Time_runs_out_for_those_who_do_not_answer_and_not_before()
    {
        var open = Opened(Town, Firm).Partnership;
        Assert.Equal("conflict", open.Refused(new Expire(), open.RespondBy!.Value.AddTicks(-10)));
        var over = open.Take(new Expire(), open.RespondBy);
        Assert.Equal(PartnershipState.Expired, over.State);
        // Too late is too late, whether somebody has written it down already or not.
        Assert.All([open, over], late =>
        {
            Assert.Equal("deadline-passed", late.Refused(new Consent(Town.Id, open.Hash), open.RespondBy!.Value));
            Assert.Equal("deadline-passed", late.Refused(new Decline(Firm.Id, "nej"), open.RespondBy!.Value));
            Assert.Equal("deadline-passed", late.Refused(new Revise(Firm.Id, Text(Town, Firm) with { Title = "Nyt" }, []), open.RespondBy!.Value));
        });
        Assert.Same(over, over.Take(new Expire(), open.RespondBy));
        // One that ran once did not expire: it ended.
        var again = Active(Town, Firm).Take(new Revise(Firm.Id, Text(Town, Firm) with { Title = "Nyt" }, []));
        Assert.Equal(PartnershipState.Ended, again.Take(new Expire(), again.RespondBy).State);
        Assert.Equal("conflict", Active(Town, Firm).Refused(new Expire(), Now.AddYears(10)));
    }

    [Fact]
    public void Who_leaves_keeps_what_it_did_and_the_others_go_on()
    {
        var left = Active(Town, Firm, Club).Take(new Leave(Town.Id, "Ny strategi"), Now.AddDays(40));
        Assert.Equal((PartnershipState.Active, Standing.Left), (left.State, left.Seat(Town).Standing));
        Assert.Equal((Now, Now.AddDays(40)), (left.Seat(Town).Since, left.Seat(Town).Until!.Value));
        // The lead passes to the first that stays; whose consent counted still counts.
        Assert.Equal(Firm.Id, left.LeadId);
        Assert.Empty(left.WaitingFor());
        Assert.Same(left, left.Take(new Leave(Town.Id, "Ny strategi")));
        Assert.Equal((PartnershipState.Ended, "Slut"), (left.Take(new Leave(Club.Id, "Slut")).State, left.Take(new Leave(Club.Id, "Slut")).Reason));
        Assert.Equal("conflict", Opened(Town, Firm).Partnership.Refused(new Leave(Firm.Id, "x")));
        Assert.Equal("conflict", Active(Town, Firm).Refused(new Decline(Firm.Id, "x")));
    }

    [Fact]
    public void The_lead_completes_and_nothing_changes_afterwards()
    {
        var active = Active(Town, Firm);
        Assert.Equal("conflict", active.Refused(new Complete(Firm.Id, "Færdig")));
        var done = active.Take(new Complete(Town.Id, "42 familier"));
        Assert.Equal((PartnershipState.Completed, "42 familier"), (done.State, done.Summary));
        Assert.Same(done, done.Take(new Complete(Town.Id, "igen")));
        Assert.Equal("conflict", done.Refused(new Leave(Firm.Id, "x")));
        Assert.Equal("not-found", done.Refused(new Leave(Other.Id, "x")));
    }

    [Fact]
    public void A_new_contact_role_takes_the_open_tasks_and_milestones_with_it_and_nobody_is_asked()
    {
        var active = Active(Town, Firm).Take(new ReachMilestone(Town.Id, "aftaler", "start"));
        var changed = active.Take(new ChangeContact(Town.Id, "Leder af borgerservice"));
        var task = Assert.Single(changed.Agreement.Tasks!);
        Assert.Equal("Leder af borgerservice", task.Role);
        // What is reached stays with who reached it, and another role's milestone with that role.
        Assert.Equal(["Koordinator", "Jurist"], task.Milestones!.Select(milestone => milestone.Role));
        Assert.Equal((PartnershipState.Active, 2), (changed.State, changed.Agreement.Version));
        Assert.Empty(changed.WaitingFor());
        Assert.Equal(active.Hash, changed.Seat(Firm).Consent!.SaidTo);
        Assert.Equal("jurist", Assert.Single(changed.OpenMilestones()).Milestone.Key);
        var fresh = Active(Town, Firm).Take(new ChangeContact(Town.Id, "Ny"));
        Assert.Equal(["Ny", "Jurist"], fresh.Agreement.Tasks![0].Milestones!.Select(milestone => milestone.Role));
        Assert.Same(changed, changed.Take(new ChangeContact(Town.Id, "Leder af borgerservice")));
    }

    [Fact]
    public void The_audience_of_an_event_is_the_table_and_whoever_goes_with_it()
    {
        var left = PartnershipStep.Take(Active(Town, Firm, Club), new Leave(Firm.Id, "x"), Now);
        Assert.False(left.IsRejected(out _, out var change));
        Assert.Equal([Town.Id, Firm.Id, Club.Id], Assert.IsType<PartnershipChanged>(change!.Event).Audience);
        Assert.False(PartnershipStep.Take(change.Partnership, new Remark(Town.Id, "noted", []), Now).IsRejected(out _, out var next));
        Assert.Equal([Town.Id, Club.Id], Assert.IsType<PartnershipChanged>(next!.Event).Audience);
    }
}
