using System.Security.Cryptography;
using System.Text;
using SocialEnzyme.Hub.Impact.Ballots;
using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Identity;

namespace SocialEnzyme.Hub.UnitTests.Voice;

public sealed class BallotRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Caller Caller = new(Guid.NewGuid(), "En forening", "civil", "association", Guid.NewGuid(), new HashSet<string>(), null);

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(20, true)]
    [InlineData(21, false)]
    public void A_ballot_has_two_to_twenty_options(int options, bool isAllowed) =>
        Assert.Equal(isAllowed, !BallotRules.Check(new OpenBallot("a", "b", [.. Enumerable.Range(1, options).Select(n => $"nr. {n}")]), Caller, Now).IsRejected(out _, out _));

    [Fact]
    public void Two_options_are_not_the_same() =>
        Assert.True(BallotRules.Check(new OpenBallot("a", "b", ["Ja", " ja "]), Caller, Now).IsRejected(out _, out _));

    [Fact]
    public void A_ballot_closes_after_it_opens_and_after_now()
    {
        var ballot = new OpenBallot("a", "b", ["ja", "nej"]);
        Assert.False(BallotRules.Check(ballot with { OpensAt = Now.AddDays(1), ClosesAt = Now.AddDays(2) }, Caller, Now).IsRejected(out _, out _));
        Assert.True(BallotRules.Check(ballot with { OpensAt = Now.AddDays(2), ClosesAt = Now.AddDays(1) }, Caller, Now).IsRejected(out _, out _));
        Assert.True(BallotRules.Check(ballot with { ClosesAt = Now }, Caller, Now).IsRejected(out _, out _));
        Assert.True(BallotRules.Check(ballot with { ClosesAt = DateTimeOffset.MaxValue }, Caller, Now).IsRejected(out _, out _));
        Assert.True(BallotRules.Check(ballot with { OpensAt = DateTimeOffset.MinValue }, Caller, Now).IsRejected(out _, out _));
    }

    [Fact]
    public void The_published_file_says_what_was_voted_on_and_every_vote()
    {
        Assert.False(BallotRules.Check(new OpenBallot("Navn", "Hvad\nskal det hedde?", ["Loftet", "Hjørnet"]), Caller, Now).IsRejected(out _, out var opened));
        var file = Bulletin.Write(opened.Ballot, ["bbb,1", "ccc,2"]);
        Assert.Equal($"# ballot {opened.Ballot.Id}\n# Navn\n# Hvad skal det hedde?\n# 1 Loftet\n# 2 Hjørnet\nreceipt,option\nbbb,1\nccc,2\n", file);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file))), Bulletin.Digest(file));
    }

    [Fact]
    public void While_it_is_open_the_number_of_answers_rises_in_steps()
    {
        var roll = new Roll(Guid.NewGuid(), Now, null, null, 20, 9, false, false);
        Assert.Equal(5, roll.View.Answered);
        Assert.Equal(9, (roll with { EndedAt = Now, IsOver = true }).View.Answered);
        Assert.Equal(0, (roll with { Answered = 4 }).View.Answered);
    }
}
