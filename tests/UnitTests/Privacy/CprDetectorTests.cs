using SocialEnzyme.Hub.ServiceDefaults.Privacy;

namespace SocialEnzyme.Hub.UnitTests.Privacy;

public sealed class CprDetectorTests
{
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Theory]
    [InlineData("Kontakt 211062-5629")]
    [InlineData("cpr 010164 3066")]
    [InlineData("２１１０６２５６２９")]
    [InlineData("21 10 62 56 29")]
    [InlineData("211062–5629")]
    [InlineData("0101801234")] // modulus 11 fails, but 1 January 1980 is an exception date
    [InlineData("2110625629")]
    [InlineData("0101643066")]
    public void A_number_of_the_standard_corpus_is_refused(string text) => Assert.Equal(CprCertainty.Certain, Certainty(text));

    [Theory]
    [InlineData("fakturanummer 3112994321")]
    [InlineData("P-nr. 1003388394")]
    [InlineData("EAN 5798000421646")]
    [InlineData("tlf. 33 12 34 56")]
    [InlineData("CVR 13748136")]
    [InlineData("konto 9035 1980053446")]
    [InlineData("3f2504e0-4f89-41d3-9a0c-0305e82c3301")]
    [InlineData("20261122055100")]
    [InlineData("55.676098 12.568337")]
    [InlineData("2026-11-22T05:51:00Z")]
    [InlineData("KLE 27.15.12")]
    [InlineData("2110525629")] // would be born in 2052
    [InlineData("511062-5629")] // no such date
    public void What_only_looks_like_a_number_passes(string text) => Assert.Null(Certainty(text));

    [Theory]
    [InlineData("211062\u00AD-5629")]
    [InlineData("2\u200B1\u200B1\u200B0\u200B6\u200B2\u200B5\u200B6\u200B2\u200B9")]
    [InlineData("211062\u00A05629")]
    [InlineData("211062\u202F5629")]
    [InlineData("211062\t5629")]
    [InlineData("211062/5629")]
    [InlineData("211062.5629")]
    [InlineData("211062 - 5629")]
    [InlineData("211062−5629")]
    [InlineData("211062‑5629")]
    [InlineData("211062—5629")]
    [InlineData("211062－5629")]
    [InlineData("211062 – 5629")]
    [InlineData("211062--5629")]
    [InlineData("211062  5629")]
    [InlineData("211062_5629.pdf")]
    [InlineData("21 10 62-56 29")]
    [InlineData("21 10 62 - 56 29")]
    [InlineData("21 10 62 5629")]
    [InlineData("21 10 62-5629")]
    [InlineData("211062 56 29")]
    [InlineData("21.10.62-5629")]
    [InlineData("21/10/62-5629")]
    [InlineData("21-10-62-5629")]
    [InlineData("2 1 1 0 6 2 5 6 2 9")]
    [InlineData("2 1 1 0 6 2 - 5 6 2 9")]
    [InlineData("٢١١٠٦٢٥٦٢٩")]
    [InlineData("२११०६२-५६२९")]
    [InlineData("𝟐𝟏𝟏𝟎𝟔𝟐-𝟓𝟔𝟐𝟗")]
    [InlineData("²¹¹⁰⁶²⁵⁶²⁹")]
    [InlineData("②①①⓪⑥②⑤⑥②⑨")]
    [InlineData("2️⃣1️⃣1️⃣0️⃣6️⃣2️⃣5️⃣6️⃣2️⃣9️⃣")]
    [InlineData("２１1０６２-5６2९")]
    [InlineData("211062&nbsp;5629")]
    [InlineData("211062&ndash;5629")]
    [InlineData("211062&shy;-5629")]
    [InlineData("&#50;11062-562&#x39;")]
    [InlineData("CPR:2110625629")]
    [InlineData("cpr2110625629x")]
    [InlineData("Hans,2110625629,Aarhus")]
    [InlineData("(211062-5629)")]
    [InlineData("Se borger/2110625629/bilag")]
    [InlineData("tlf. 33 12 34 56, 211062-5629")]
    [InlineData("Se 21 10 62 56 29")]
    [InlineData("fakturanummer 1234567890 og så en hel anden sætning, som nævner Karen, 211062-5629")]
    public void A_number_in_another_spelling_is_refused(string text) => Assert.Equal(CprCertainty.Certain, Certainty(text));

    [Theory]
    [InlineData("2110620629")] // born in 1962, modulus 11 fails
    [InlineData("311299-4321")]
    [InlineData("811062-5629")] // a replacement number: day + 60
    [InlineData("211062\n5629")]
    [InlineData("211062:5629")]
    [InlineData("211062 (5629)")]
    [InlineData("P-nr. 2110625629")]
    [InlineData("faktura 0101801234")]
    [InlineData("+2110625629")]
    [InlineData("21.10.62 5629")]
    public void A_number_with_only_a_date_to_speak_for_it_is_possible(string text) =>
        Assert.Equal(CprCertainty.Possible, Certainty(text));

    [Theory]
    [InlineData("cpr 311299-4321")]
    [InlineData("CPR-nr.: 3112994321")]
    [InlineData("c.p.r. nr. 311299 4321")]
    [InlineData("CPR‑nummeret er 311299-4321")]
    [InlineData("ＣＰＲ 3112994321")]
    [InlineData("𝐜𝐩𝐫 3112994321")]
    [InlineData("personnummer: 31 12 99 43 21")]
    [InlineData("Person-nr 3112994321")]
    [InlineData("3112994321 (cpr)")]
    [InlineData("311299-4321 er hendes CPR-nummer")]
    [InlineData("cpr 811062-5629")]
    [InlineData("cpr 2110 625629")]
    [InlineData("cpr 21.10.62 5629")]
    [InlineData("cpr-numre: 311299-4321, 311299-4322")]
    [InlineData("navn;cpr\nAnders;3112994321")]
    [InlineData("faktura sendt; cpr 3112994321")]
    [InlineData("borgercpr=3112994321")]
    public void A_word_beside_the_number_makes_it_certain(string text) => Assert.Equal(CprCertainty.Certain, Certainty(text));

    [Theory]
    [InlineData("Vi mødes 24.12.26 1400")]
    [InlineData("24-12-26 14:00")]
    [InlineData("2012-11-22 05:51:33")]
    [InlineData("ring 20 12 34 56 78")]
    [InlineData("+30 2101234568")]
    [InlineData("00000000-0000-0000-0000-211062562900")]
    [InlineData("4bf92f3577b34da6a3ce929d0e0e4736")]
    [InlineData("00-d7684129c8d5913a51bc52868f010660-9632bf3fcb57ba1c-01")]
    [InlineData("1.012.501.234 kr.")]
    [InlineData("DK50 0040 0440 1162 43")]
    [InlineData("12.5683371234, 55.6760968123")]
    [InlineData("4111 1111 1111 1111")]
    [InlineData("210625629")]
    [InlineData("21106256290")]
    [InlineData("7-12 år, 30 børn, kl. 15-17, 2 frivillige, 8000 Aarhus C")]
    [InlineData("uge 10 11 12 13 15")]
    public void A_harmless_number_passes(string text) => Assert.Null(Certainty(text));

    [Fact]
    public void A_finding_says_where_in_the_original_text_and_nothing_more()
    {
        Assert.Equal(new CprFinding(CprCertainty.Certain, 8, 11), CprDetector.Scan("Kontakt 211062-5629.", Today));
        Assert.Equal(new CprFinding(CprCertainty.Certain, 2, 20), CprDetector.Scan("å 𝟐𝟏𝟏𝟎𝟔𝟐𝟓𝟔𝟐𝟗!", Today));
        Assert.Equal(new CprFinding(CprCertainty.Certain, 1, 12), CprDetector.Scan("x211062\u200B-5629", Today));
    }

    [Theory]
    [InlineData("https://example.org/hook?who=211062%2D5629")]
    [InlineData("https://example.org/hook?who=211062%252D5629")]
    [InlineData("https://example.org/%32%31%31%30%36%32%35%36%32%39")]
    public void An_address_that_spells_it_percent_encoded_hides_nothing(string text) => Assert.Equal(CprCertainty.Certain, Certainty(text));

    [Theory]
    [InlineData("50 % af 1234567890 kr. er 100%")]
    [InlineData("https://example.org/a%20b%C3%A6?n=1234567890")]
    public void Other_percent_signs_are_only_text(string text) => Assert.Null(Certainty(text));

    [Fact]
    public void The_worst_finding_is_told_wherever_it_stands()
    {
        Assert.Equal(new CprFinding(CprCertainty.Certain, 12, 10), CprDetector.Scan("3112994321; 2110625629", Today));
        Assert.Equal(new CprFinding(CprCertainty.Certain, 5004, 10), CprDetector.Scan($"{new string('æ', 5000)} og 2110625629", Today));
    }

    [Fact]
    public void A_field_named_for_the_number_makes_it_certain_and_a_field_for_other_digits_lets_them_pass()
    {
        Assert.Equal(CprCertainty.Certain, CprDetector.Scan("3112994321", Today, "borgerCpr")?.Certainty);
        Assert.Equal(CprCertainty.Certain, CprDetector.Scan("3112994321", Today, "person_nummer")?.Certainty);
        Assert.Null(CprDetector.Scan("2110625629", Today, "pNumber"));
        Assert.Equal(CprCertainty.Certain, CprDetector.Scan("211062-5629", Today, "pNumber")?.Certainty);
    }

    [Theory]
    [InlineData("0101379000", true)] // 9 with 37 is 1937, not 2037
    [InlineData("0101369000", false)] // 9 with 36 is 2036: not yet born
    [InlineData("0101374000", true)]
    [InlineData("0101364000", false)]
    [InlineData("0101259000", true)]
    [InlineData("0101578000", false)] // 2057
    [InlineData("0101588000", true)] // 1858
    [InlineData("2902005000", true)] // 2000 was a leap year
    [InlineData("2902000000", false)] // 1900 was not
    public void The_seventh_digit_decides_the_century(string digits, bool someoneIsBornThen) =>
        Assert.Equal(someoneIsBornThen, Certainty(digits) is not null);

    [Fact]
    public void A_long_hostile_text_takes_time_in_proportion_to_its_length()
    {
        // If each candidate walked the whole text, as the first would tempt it to, this would take seconds instead of milliseconds.
        Assert.NotNull(CprDetector.Scan(string.Concat(Enumerable.Repeat("311299-4321-", 20_000)), Today));
        Assert.NotNull(CprDetector.Scan(string.Concat(Enumerable.Repeat("3112994321 ", 20_000)), Today));
        Assert.Null(CprDetector.Scan(string.Concat(Enumerable.Repeat("&c.p.r.", 20_000)), Today));
    }

    [Theory]
    [InlineData("Spis & drik; 12 timer & 5 & 1234567890123 &")]
    [InlineData("&&&&&&;;;;0000000000&#99999999;")]
    [InlineData("\uD835\uD835 0000000000 \uDFCE")]
    public void Broken_entities_and_half_pairs_are_only_text(string text) => Assert.Null(Certainty(text));

    [Fact]
    public void A_child_registered_just_after_midnight_in_Denmark_is_known()
    {
        Assert.NotNull(Certainty("2311264000"));
        Assert.Null(Certainty("2411264000"));
    }

    private static CprCertainty? Certainty(string text) => CprDetector.Scan(text, Today)?.Certainty;
}
