using SocialEnzyme.Hub.Contracts.Events.V1;
using SocialEnzyme.Hub.Partnerships.Agreements;
using static SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand;
using static SocialEnzyme.Hub.UnitTests.Partnerships.SomePartnership;
using Consent = SocialEnzyme.Hub.Partnerships.Agreements.PartnershipCommand.Consent;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

public sealed class PublicAgreementTests
{
    // Of texts that were consented to before an agreement could be public; reckoned apart from the code.
    private const string HashOfOld = "1fad88508f4d0a3ac7579a67f7b87c712da49551fadd73573fc785254948ae52";
    private const string HashOfPublic = "c4b66546658b47fc75886fee545da74df3cb344f41c7c563276881861b6a66ef";

    [Theory]
    [InlineData(null, HashOfOld)]
    [InlineData(false, HashOfOld)]
    [InlineData(true, HashOfPublic)]
    public void What_is_consented_to_names_public_and_a_text_that_is_not_has_the_hash_it_always_had(bool? isPublic, string hash)
    {
        Assert.False(AgreementRules.Check(Text(Town, Firm) with { IsPublic = isPublic }, Town.Id).IsRejected(out _, out var clean));
        Assert.Equal(hash, PartnershipStep.Propose(Town.Id, clean!, [Town, Firm], Now).Partnership.Hash);
    }

    [Fact]
    public void To_make_a_running_agreement_public_takes_everybodys_yes_and_the_events_say_so()
    {
        var active = Active(Town, Firm);
        Assert.False(PartnershipEvents.ToPublic(active).IsPublic);
        var revised = active.Take(new Revise(Town.Id, active.Agreement with { IsPublic = true }, []));
        Assert.Equal([Town.Id, Firm.Id], revised.WaitingFor());
        Assert.Equal("version-conflict", revised.Refused(new Consent(Firm.Id, active.Hash)));
        var agreed = revised.Take(new Consent(Town.Id, revised.Hash)).Take(new Consent(Firm.Id, revised.Hash));
        Assert.False(PartnershipStep.Take(agreed, new HoldsConfirmed(agreed.Hash), Now).IsRejected(out _, out var activated));
        Assert.True(Assert.IsType<PartnershipActivated>(activated!.Event).Partnership.IsPublic);
    }

    [Fact]
    public void A_change_under_the_agreement_leaves_it_as_public_as_it_was()
    {
        var opened = PartnershipStep.Propose(Town.Id, Text(Town, Firm) with { IsPublic = true }, [Town, Firm], Now).Partnership;
        var agreed = opened.Take(new Consent(Town.Id, opened.Hash)).Take(new Consent(Firm.Id, opened.Hash));
        var active = agreed.Take(new HoldsConfirmed(agreed.Hash));
        var changed = active.Take(new ChangeContact(Firm.Id, "En anden rolle"));
        Assert.NotEqual(active.Hash, changed.Hash);
        Assert.True(PartnershipEvents.ToPublic(changed).IsPublic);
    }

    [Fact]
    public void An_umbrella_says_nothing_for_what_is_under_it()
    {
        var umbrella = Active(Town, Firm);
        umbrella = umbrella with { Agreement = umbrella.Agreement with { IsPublic = true } };
        Assert.False(Umbrella.Inherit(Text(Firm, Club) with { ParentId = umbrella.Id }, umbrella).IsRejected(out _, out var child));
        Assert.Null(child!.IsPublic);
    }
}
