using SocialEnzyme.Hub.Impact.Voice;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;

namespace SocialEnzyme.Hub.UnitTests.Voice;

public sealed class TokenTests
{
    [Fact]
    public void Every_token_is_another_and_all_have_the_same_shape()
    {
        var tokens = Enumerable.Range(0, 10_000).Select(_ => Token.Create()).ToList();
        Assert.Equal(tokens.Count, tokens.Distinct().Count());
        Assert.All(tokens, token => Assert.Matches("^([bcdfghjkmnpqrstv]{4}-){7}[bcdfghjkmnpqrstv]{4}$", token));
    }

    [Fact]
    public void Every_letter_of_a_token_takes_every_value()
    {
        // 128 bits: 32 letters of 16; a letter that never comes at a place in 4,000 tokens would be a missing bit.
        var tokens = Enumerable.Range(0, 4_000).Select(_ => Token.Create().Replace("-", "", StringComparison.Ordinal)).ToList();
        Assert.All(Enumerable.Range(0, 32), place => Assert.Equal(16, tokens.Select(token => token[place]).Distinct().Count()));
    }

    [Fact]
    public void A_token_typed_in_capitals_with_other_blanks_is_the_same()
    {
        var token = Token.Create();
        var hash = Token.Hash(token);
        Assert.Equal(32, hash!.Length);
        Assert.Equal(hash, Token.Hash(token.ToUpperInvariant()));
        Assert.Equal(hash, Token.Hash(token.Replace("-", "", StringComparison.Ordinal)));
        Assert.Equal(hash, Token.Hash($"  {token.Replace('-', ' ')}\n"));
        Assert.NotEqual(hash, Token.Hash(Token.Create()));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("bcdf")]
    [InlineData("aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa-aaaa")]
    [InlineData("bcdf-ghjk-mnpq-rstv-bcdf-ghjk-mnpq-rstv-b")]
    [InlineData("\0\0\0\0")]
    public void What_is_no_token_has_no_hash(string? typed) => Assert.Null(Token.Hash(typed));

    [Fact]
    public void A_very_long_text_is_not_even_looked_at() => Assert.Null(Token.Hash(new string('-', 1_000_000)));

    [Fact]
    public void No_token_and_no_receipt_looks_like_a_cpr_number() =>
        Assert.All(Enumerable.Range(0, 10_000), _ => Assert.True(PrivacyGate.IsClean($"{Token.Create()} {Token.CreateReceipt()},1")));

    [Fact]
    public void A_draw_takes_as_many_different_numbers_as_were_asked_for()
    {
        foreach (var (count, last) in new[] { (1, 1), (5, 5), (3, 120), (5_000, 5_001) })
        {
            var drawn = TokenIssue.Draw(count, last);
            Assert.Equal(count, drawn.Distinct().Count());
            Assert.All(drawn, number => Assert.InRange(number, 1, last));
        }
    }

    [Fact]
    public void In_a_draw_everybody_on_the_list_has_the_same_chance()
    {
        var times = new int[11];
        for (var round = 0; round < 20_000; round++)
        {
            foreach (var number in TokenIssue.Draw(3, 10)) times[number]++;
        }
        // 6,000 expected each, standard deviation 65: seven of them are not met by chance.
        Assert.All(times.Skip(1), count => Assert.InRange(count, 5_550, 6_450));
    }
}
