using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.UnitTests.ServiceDefaults;

public sealed class TextTests
{
    private static readonly Text Hello = new("hej", "hello");

    [Theory]
    [InlineData(null, "hej")]
    [InlineData("", "hej")]
    [InlineData("*", "hej")]
    [InlineData("de, fr;q=0.5", "hej")]
    [InlineData("da", "hej")]
    [InlineData("en", "hello")]
    [InlineData("EN-gb", "hello")]
    [InlineData("da-DK, en", "hej")]
    [InlineData("en, da", "hello")]
    [InlineData("de, en;q=0.1", "hello")]
    [InlineData("en;q=0.3, da;q=0.8", "hej")]
    [InlineData("da;q=0.3, en-US;q=0.8, *;q=0.1", "hello")]
    [InlineData("en;q=0", "hej")]
    [InlineData("da;q=0, en;q=0.1", "hello")]
    [InlineData("enm, dav", "hej")]
    [InlineData("this is; no, header=", "hej")]
    public void It_is_told_in_the_language_the_caller_likes_best_and_else_in_Danish(string? acceptLanguage, string expected) =>
        Assert.Equal(expected, Hello.In(acceptLanguage));
}
