using SocialEnzyme.Hub.Needs;

namespace SocialEnzyme.Hub.UnitTests.Needs;

/// <summary>How needs speak of people, and what nobody may ask for.</summary>
public sealed class WordingTests
{
    [Fact]
    public void A_decision_of_an_authority_is_refused_with_what_to_ask_for_instead()
    {
        var rejection = SomeNeed.Refused(NeedRules.Check(SomeNeed.Content() with { Description = "Visitere borgere til hjemmehjælp." }, SomeNeed.Now));
        Assert.Equal("authority-task", rejection.Code.Name);
        Assert.Equal("#/description", Assert.Single(rejection.Errors).Pointer);
    }

    [Fact]
    public void Words_that_make_clients_of_people_are_told_and_never_refused()
    {
        var content = SomeNeed.Content() with { Description = "Besøg hos svage ældre." };
        Assert.Equal("svage ældre", Assert.Single(NeedRules.Warn(SomeNeed.Checked(content).Public)!).Word);
        Assert.Null(NeedRules.Warn(SomeNeed.Content()));
    }

    [Fact]
    public void Advice_without_authority_is_a_mark_that_everyone_sees()
    {
        var need = SomeNeed.Published(SomeNeed.Content() with { AdviceWithoutAuthority = true });
        Assert.True(NeedView.Of(need, Guid.Empty).AdviceWithoutAuthority);
        Assert.True(need.ToPublic().AdviceWithoutAuthority);
        Assert.True(NeedMessages.Read(NeedMessages.Write(NeedView.Of(need, Guid.Empty)).Content).AdviceWithoutAuthority);
        Assert.Null(NeedView.Of(SomeNeed.Published(SomeNeed.Content() with { AdviceWithoutAuthority = false }), Guid.Empty).AdviceWithoutAuthority);
    }
}
