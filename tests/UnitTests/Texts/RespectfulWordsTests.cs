using SocialEnzyme.Hub.ServiceDefaults.Wording;

namespace SocialEnzyme.Hub.UnitTests.Texts;

public sealed class RespectfulWordsTests
{
    [Theory]
    [InlineData("Vi har klienter, der mangler en ven.", "klienter")]
    [InlineData("Klienten bor alene.", "Klienten")]
    [InlineData("Hjælp til bistandsklienter", "bistandsklienter")]
    [InlineData("Aktiviteter for de svage i vores by", "de svage")]
    [InlineData("Svage ældre får besøg", "Svage ældre")]
    [InlineData("en svag borger", "en svag borger")]
    [InlineData("Han er svag.", "svag")]
    [InlineData("ressourcesvage familier", "ressourcesvage")]
    [InlineData("Boliger til skæve eksistenser", "skæve eksistenser")]
    [InlineData("En skæv eksistens", "skæv eksistens")]
    [InlineData("socialt belastede familier", "socialt belastede familier")]
    [InlineData("Et belastede kvarterer-projekt", "belastede kvarterer")]
    [InlineData("udsatte børn og unge", "udsatte børn")]
    [InlineData("Socialt udsatte får mad", "Socialt udsatte")]
    [InlineData("Vi hjælper byens udsatte.", "byens udsatte")]
    [InlineData("marginaliserede unge", "marginaliserede unge")]
    [InlineData("samfundets tabere", "samfundets tabere")]
    [InlineData("stofmisbrugere og alkoholikere", "stofmisbrugere")]
    [InlineData("kontanthjælpsmodtagere søges", "kontanthjælpsmodtagere")]
    [InlineData("En café for hjemløse", "hjemløse")]
    [InlineData("svømning for handicappede børn", "handicappede børn")]
    [InlineData("psykisk syge beboere", "psykisk syge beboere")]
    [InlineData("Sang for demente", "demente")]
    [InlineData("ghettoen", "ghettoen")]
    [InlineData("problemfamilier", "problemfamilier")]
    [InlineData("utilpassede unge", "utilpassede unge")]
    [InlineData("de tunge borgere", "de tunge borgere")]
    public void Words_that_make_clients_of_people_are_met_with_others(string text, string word)
    {
        var warning = RespectfulWords.Check(("#/description", text))[0];
        Assert.Equal(("#/description", word), (warning.Pointer, warning.Word));
        Assert.NotEmpty(warning.Suggestion);
        Assert.Contains(warning.Suggestion, warning.Da, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Mødet er udsat til fredag.")]
    [InlineData("Den udsatte premiere")]
    [InlineData("Svag vind fra vest")]
    [InlineData("Et svagt lys i vinduet")]
    [InlineData("Installer e-mail-klienten")]
    [InlineData("API-klient i C#")]
    [InlineData("Skæve gulve skal rettes op")]
    [InlineData("En belastet bro skal males")]
    [InlineData("Vi taber ikke modet")]
    [InlineData("Handicaptoilet ved hallen")]
    [InlineData("Beboere i hjemløshed får besøg")]
    [InlineData("Mennesker med demens synger")]
    [InlineData("Modtagere af nyhedsbrevet")]
    [InlineData("Tunge flytterier: sofaer og skabe")]
    [InlineData("Lektiehjælp til unge, to aftener om ugen")]
    [InlineData("")]
    public void Ordinary_words_are_left_alone(string text) => Assert.Empty(RespectfulWords.Check(("#/title", text)));

    [Fact]
    public void Each_word_is_told_once_in_the_order_in_which_it_stands_and_of_overlapping_ones_the_longer()
    {
        var warnings = RespectfulWords.Check(("#/title", "Klienter"), ("#/description", "De socialt udsatte unge og en svag borger"));
        Assert.Equal(["Klienter", "socialt udsatte unge", "en svag borger"], warnings.Select(warning => warning.Word));
    }

    [Fact]
    public void A_text_full_of_them_is_told_of_some() =>
        Assert.Equal(RespectfulWords.MaxWarnings, RespectfulWords.Check(("#/title", string.Concat(Enumerable.Repeat("klienter ", 1_000)))).Count);

    [Fact]
    public void An_absent_text_has_nothing_to_say() => Assert.Empty(RespectfulWords.Check(("#/title", null)));
}
