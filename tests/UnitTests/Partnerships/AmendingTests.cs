using SocialEnzyme.Hub.Partnerships.Agreements;
using static SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand;
using static SocialEnzyme.Hub.UnitTests.Partnerships.SomePartnership;
using Consent = SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand.Consent;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

public sealed class AmendingTests
{
    [Fact]
    public void Ten_suppliers_are_invited_each_answers_for_itself_and_nobody_else_is_asked()
    {
        var suppliers = Enumerable.Range(0, 10).Select(i => new KnownParticipant(Guid.CreateVersion7(), $"Firma {i}", "market")).ToArray();
        var active = Active(Town, Club);
        var invited = active.Take(new Amend(Town.Id, [.. suppliers.Select((one, i) => Joining(one, i))], suppliers));
        Assert.Equal((active.Hash, 10, active.Version + 1), (invited.Hash, invited.Pending.Count, invited.Version));
        Assert.Equal((PartnershipState.Active, 0), (invited.State, invited.WaitingFor().Count()));

        var (at, hashes) = (invited, invited.Pending.Select(one => one.Hash).ToList());
        for (var i = 0; i < 7; i++)
        {
            at = at.Take(new Consent(suppliers[i].Id, hashes[i]), Now.AddDays(i));
        }
        at = at.Take(new Decline(suppliers[8].Id, "Ingen plads"));
        Assert.Equal((2, 9, PartnershipState.Active), (at.Pending.Count, at.Bound.Count(), at.State));
        Assert.Empty(at.WaitingFor());
        // Its own hash, not another's, and not the whole text's.
        Assert.Equal("version-conflict", at.Refused(new Consent(suppliers[9].Id, hashes[7])));
        Assert.Equal("version-conflict", at.Refused(new Consent(suppliers[9].Id, at.Hash)));
        Assert.Same(at, at.Take(new Consent(suppliers[3].Id, hashes[3])));
        Assert.Equal((8, Now.AddDays(3)), (at.Agreement.Version, at.Seat(suppliers[3]).Since));
        // Ten places each of two parties before, four of each supplier: seven of nine who were not refused.
        Assert.Equal((36L, 28L), PartnershipView.Of(at).Progress!.Where(unit => unit.Unit == "pladser").Select(unit => (unit.Promised, unit.Filled)).Single());
    }

    [Fact]
    public void Who_is_only_asked_changes_nothing_before_it_has_answered()
    {
        var invited = Active(Town, Club).Take(new Amend(Town.Id, [Joining(Other, 0)], [Other]));
        Assert.Equal("conflict", invited.Refused(new ChangeContact(Other.Id, "x")));
        Assert.Equal("conflict", invited.Refused(new Leave(Other.Id, "x")));
        Assert.Equal("conflict", invited.Refused(new Revise(Other.Id, Text(Town, Club, Other), [])));
        Assert.Equal("invalid-fields", invited.Refused(new Amend(Town.Id, [Joining(Other, 1)], [Other])));
    }

    [Fact]
    public void A_party_takes_anothers_place_and_what_was_done_before_stays_the_others()
    {
        var active = Active(Club, Town, Firm);
        var proposed = active.Take(new Amend(Club.Id, [Draft(AmendmentKind.Replace, Other.Id, Club.Id) with { Party = Party(Other) with { ContactRole = "Bibliotekar" }, Participant = Club.Id }], [Other]));
        Assert.Equal(Standing.Invited, proposed.Seat(Other).Standing);
        var replaced = proposed.Take(new Consent(Other.Id, proposed.Pending[0].Hash), Now.AddDays(100));
        var (old, young) = (replaced.Seat(Club), replaced.Seat(Other));
        Assert.Equal((Standing.Replaced, (DateTimeOffset?)Now.AddDays(100), (Guid?)Other.Id), (old.Standing, old.Until, old.ReplacedBy));
        Assert.Equal((Standing.Consented, Now.AddDays(100), (DateTimeOffset?)null), (young.Standing, young.Since, young.Until));
        Assert.Equal((Other.Id, PartnershipState.Active), (replaced.LeadId, replaced.State));
        Assert.Empty(replaced.WaitingFor());
        Assert.Contains(replaced.Agreement.Commitments!, one => one.Key == "c0" && one.ParticipantId == Other.Id);
        Assert.Equal(("Bibliotekar", (Guid?)Other.Id), (replaced.Agreement.Tasks![0].Role, replaced.Agreement.Tasks[0].Owner));
        Assert.Equal("conflict", replaced.Refused(new Leave(Club.Id, "x")));
    }

    [Fact]
    public void The_place_of_one_that_left_can_be_taken_without_it()
    {
        var left = Active(Town, Firm, Club).Take(new Leave(Firm.Id, "x"), Now.AddDays(1));
        var proposed = left.Take(new Amend(Town.Id, [Draft(AmendmentKind.Replace, Other.Id) with { Party = Party(Other), Participant = Firm.Id }], [Other]));
        var replaced = proposed.Take(new Consent(Other.Id, proposed.Pending[0].Hash), Now.AddDays(9));
        Assert.Equal((Standing.Left, (DateTimeOffset?)Now.AddDays(1), (Guid?)Other.Id), (replaced.Seat(Firm).Standing, replaced.Seat(Firm).Until, replaced.Seat(Firm).ReplacedBy));
        Assert.Contains(replaced.Agreement.Commitments!, one => one.Key == "c1" && one.ParticipantId == Other.Id);
    }

    [Fact]
    public void A_task_moves_when_both_owners_have_consented()
    {
        var active = Active(Town, Firm, Club);
        var move = Draft(AmendmentKind.MoveTask, Club.Id, Town.Id) with { Task = "aftaler", Participant = Club.Id, Role = "Frivillig", Reason = "Kender dem" };
        var proposed = active.Take(new Amend(Firm.Id, [move], []));
        Assert.Equal([Club.Id, Town.Id], PartnershipView.Of(proposed).Amendments![0].WaitingFor);
        Assert.Same(proposed, proposed.Take(new Amend(Firm.Id, [move], [])));
        var hash = proposed.Pending[0].Hash;
        Assert.Equal("version-conflict", proposed.Refused(new Consent(Firm.Id, hash)));
        var half = proposed.Take(new Consent(Town.Id, hash));
        Assert.Equal((Town.Id, active.Hash), (half.Agreement.Tasks![0].Owner!.Value, half.Hash));
        Assert.Same(half, half.Take(new Consent(Town.Id, hash)));
        var moved = half.Take(new Consent(Club.Id, hash));
        var task = moved.Agreement.Tasks![0];
        Assert.Equal(((Guid?)Club.Id, "public", "Frivillig", "Kender dem"), (task.Owner, task.OwnerBefore, task.Role, task.Reason));
        Assert.Equal(["Frivillig", "Jurist"], task.Milestones!.Select(milestone => milestone.Role));
        Assert.Equal([("public", "civil")], PartnershipView.Of(moved).Division!.Select(one => (one.Before, one.After)));
        Assert.Empty(moved.WaitingFor());
        // An old yes to what was carried through does nothing more.
        Assert.Same(moved, moved.Take(new Consent(Club.Id, hash)));
    }

    [Fact]
    public void The_lead_goes_to_citizens_and_the_municipality_becomes_a_supporter()
    {
        var proposed = Active(Town, Firm, Club).Take(new Amend(Town.Id, [Draft(AmendmentKind.Transfer, Town.Id, Club.Id) with { Participant = Club.Id }], []));
        Assert.Equal(Town.Id, proposed.LeadId);
        var handed = proposed.Take(new Consent(Club.Id, proposed.Pending[0].Hash));
        Assert.Equal((Club.Id, Town.Id), (handed.LeadId, handed.OpenedBy));
        Assert.Equal(["støtter", "part", "vært"], handed.Agreement.Parties!.Select(party => party.Role));
        Assert.Empty(handed.WaitingFor());
    }

    [Fact]
    public void A_new_text_asks_again_about_what_was_pending_and_drops_what_no_longer_fits()
    {
        var move = Draft(AmendmentKind.MoveTask, Firm.Id, Town.Id) with { Task = "aftaler", Participant = Firm.Id };
        var pending = Active(Town, Firm).Take(new Amend(Town.Id, [Joining(Other, 0)], [Other])).Take(new Amend(Town.Id, [move], []));
        Assert.Equal([[], [Town.Id]], pending.Pending.Select(one => one.ConsentedBy));
        var revised = pending.Take(new Revise(Town.Id, Text(Town, Firm) with { Title = "Nyt", Tasks = null }, []));
        var join = Assert.Single(revised.Pending);
        Assert.Equal((AmendmentKind.Join, revised.Hash), (join.Kind, join.Framework));
        Assert.NotEqual(pending.Pending[0].Hash, join.Hash);
        Assert.Equal("version-conflict", revised.Refused(new Consent(Other.Id, pending.Pending[0].Hash)));
        // While the framework itself is open there is nothing to join.
        Assert.Equal("conflict", revised.Refused(new Consent(Other.Id, join.Hash)));
        // The whole text's parties alone make it agreed.
        var agreed = revised.Take(new Consent(Town.Id, revised.Hash)).Take(new Consent(Firm.Id, revised.Hash));
        Assert.Equal(PartnershipState.Agreed, agreed.State);
        var joined = agreed.Take(new HoldsConfirmed(agreed.Hash)).Take(new Consent(Other.Id, join.Hash));
        Assert.Equal(Standing.Consented, joined.Seat(Other).Standing);
    }

    [Fact]
    public void A_change_is_off_when_one_that_is_asked_or_who_proposed_it_says_no()
    {
        var move = Draft(AmendmentKind.MoveTask, Club.Id, Town.Id) with { Task = "aftaler", Participant = Club.Id };
        var active = Active(Town, Firm, Club);
        var proposed = active.Take(new Amend(Firm.Id, [move], [])).Take(new Amend(Town.Id, [Joining(Other, 0)], [Other]));
        var (moving, joining) = (proposed.Pending[0].Hash, proposed.Pending[1].Hash);
        Assert.Equal("version-conflict", proposed.Refused(new Decline(Firm.Id, "nej", joining)));
        var kept = proposed.Take(new Decline(Town.Id, "Vi beholder den", moving));
        Assert.Equal((active.Hash, PartnershipState.Active, AmendmentKind.Join), (kept.Hash, kept.State, Assert.Single(kept.Pending).Kind));
        Assert.Equal("version-conflict", kept.Refused(new Consent(Club.Id, moving)));
        var withdrawn = kept.Take(new Decline(Town.Id, "Fejl", joining));
        Assert.Equal((Standing.Declined, 0), (withdrawn.Seat(Other).Standing, withdrawn.Pending.Count));
        Assert.Equal(3, withdrawn.AtTable.Count());
        Assert.All(withdrawn.AtTable, seat => Assert.Equal(Standing.Consented, seat.Standing));
    }

    [Fact]
    public void A_place_can_be_taken_without_the_consent_of_one_that_left_meanwhile()
    {
        var replace = Draft(AmendmentKind.Replace, Other.Id, Firm.Id) with { Party = Party(Other), Participant = Firm.Id };
        var proposed = Active(Town, Firm, Club).Take(new Amend(Town.Id, [replace], [Other]));
        var half = proposed.Take(new Consent(Other.Id, proposed.Pending[0].Hash)).Take(new Leave(Firm.Id, "x"));
        Assert.Equal([Other.Id], Assert.Single(half.Pending).NeededFrom);
        Assert.Equal(Other.Id, half.Take(new Consent(Other.Id, proposed.Pending[0].Hash)).Seat(Firm).ReplacedBy);
    }

    [Fact]
    public void Keys_of_commitments_are_one_set_for_all_who_are_asked()
    {
        var invited = Active(Town, Club).Take(new Amend(Town.Id, [Joining(Other, 0)], [Other]));
        Assert.Equal("invalid-fields", invited.Refused(new Amend(Town.Id, [Joining(Firm, 0)], [Firm])));
        Assert.Equal("conflict", Opened(Town, Club).Partnership.Refused(new Amend(Town.Id, [Joining(Firm, 0)], [Firm])));
    }

    private static Amendment Joining(KnownParticipant one, int i) => Draft(AmendmentKind.Join, one.Id) with
    {
        Party = Party(one) with { Role = "leverandør" },
        Commitments = [new Commitment { Key = $"pladser-{i}", ParticipantId = one.Id, What = "Praktikpladser", Quantity = 4, Unit = "pladser" }],
    };
}
