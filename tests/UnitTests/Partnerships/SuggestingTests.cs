using SocialEnzyme.Hub.Partnerships.Suggestions;

namespace SocialEnzyme.Hub.UnitTests.Partnerships;

public sealed class SuggestingTests
{
    private static readonly IReadOnlySet<string> Debt = new HashSet<string> { "gæld" };

    [Fact]
    public void A_table_of_public_and_civil_gets_the_market_first_and_nothing_is_missing_when_it_joined()
    {
        Candidate[] candidates = [Some("civil", "gæld"), Some("market"), Some("public", "gæld"), Some("market", "gæld")];
        var before = Suggesting.Of(["market"], candidates, Debt, "0101");
        Assert.Equal(["market", "market", "civil", "public"], [.. before.Items.Take(2).Select(one => one.OwnerSector), .. before.Items.Skip(2).Select(one => one.OwnerSector).Order()]);
        // Of two of the missing sector the one that fits better comes first.
        Assert.Equal(["missingSector", "category", "municipality"], before.Items[0].Reasons.Select(reason => reason.Criterion));
        Assert.All(before.Items, one => Assert.NotEmpty(one.Reasons));

        var after = Suggesting.Of([], candidates, Debt, "0101");
        Assert.Empty(after.MissingSectors);
        Assert.DoesNotContain(after.Items, one => one.Reasons.Any(reason => reason.Criterion == "missingSector"));
    }

    [Fact]
    public void An_offer_that_nothing_speaks_for_is_not_suggested_and_there_are_never_too_many()
    {
        Assert.Empty(Suggesting.Of(["public"], [Some("market"), Some("civil", "natur")], Debt, null).Items);
        Assert.Equal(Suggesting.Most, Suggesting.Of(["market"], Enumerable.Range(0, 100).Select(_ => Some("market")), Debt, null).Items.Count);
    }

    private static Candidate Some(string sector, params string[] categories) =>
        new(Guid.CreateVersion7(), "Timer", Guid.CreateVersion7(), "Firma", sector, categories);
}
