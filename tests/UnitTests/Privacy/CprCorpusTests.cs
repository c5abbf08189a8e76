using System.Text;
using SocialEnzyme.Hub.ServiceDefaults.Privacy;
using Xunit.Abstractions;

namespace SocialEnzyme.Hub.UnitTests.Privacy;

public sealed class CprCorpusTests(ITestOutputHelper output)
{
    private const int CprDigits = 10;
    private static readonly DateOnly Today = new(2026, 11, 22);

    [Fact]
    public void No_certain_number_is_missed_in_any_spelling()
    {
        var some = new SomeCpr(seed: 211062);
        for (var i = 0; i < 4000; i++)
        {
            AssertCertain(some.InText(some.Spell(some.Certain())));
        }
    }

    public static TheoryData<string> Spellings => [.. SomeCpr.Spellings.Keys];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void No_certain_number_is_missed_in_this_spelling(string spelling)
    {
        const int Count = 2_000;
        var some = new SomeCpr(seed: 211062);
        var missed = Enumerable.Range(0, Count).Select(_ => some.InText(SomeCpr.Spellings[spelling](some.Certain())))
            .Where(text => CprDetector.Scan(text, Today)?.Certainty != CprCertainty.Certain).ToList();
        Assert.True(missed.Count == 0, $"{missed.Count} of {Count} missed: {string.Join(" | ", missed.Take(5))}");
    }

    [Fact]
    public void No_number_beside_a_word_for_it_is_missed_though_modulus_11_fails()
    {
        var some = new SomeCpr(seed: 10164);
        for (var i = 0; i < 4000; i++)
        {
            AssertCertain(some.BesidePersonWord(some.Spell(some.Possible())));
        }
    }

    [Fact]
    public void No_number_with_a_valid_date_passes_without_a_question()
    {
        var some = new SomeCpr(seed: 311299);
        for (var i = 0; i < 4000; i++)
        {
            var text = some.InText(some.Spell(some.Possible()));
            Assert.True(CprDetector.Scan(text, Today) is not null, text);
        }
    }

    [Fact]
    public void Any_text_at_all_has_an_answer_and_a_finding_lies_within_it()
    {
        const string Signs = "0123456789 -./,:;&#xX\t\n\u00AD\u200B–２١𝟐①\uD835\uDC00cprnæ\u20E3";
        var random = new Random(42);
        for (var i = 0; i < 50_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => Signs[random.Next(random.Next(3) == 0 ? Signs.Length : 10)]));
            if (CprDetector.Scan(text, Today) is { } finding)
            {
                Assert.InRange(finding.Position, 0, text.Length - CprDigits);
                Assert.InRange(finding.Length, CprDigits, text.Length - finding.Position);
            }
        }
    }

    [Fact]
    public void At_most_one_in_a_thousand_harmless_texts_is_refused()
    {
        const int Count = 20_000;
        var some = new SomeLookalike(seed: 20261122);
        var found = Enumerable.Range(0, Count).Select(_ => some.Text()).Select(text => (text, CprDetector.Scan(text, Today)?.Certainty)).ToList();
        var certain = found.Where(f => f.Certainty == CprCertainty.Certain).Select(f => f.text).ToList();
        var possible = found.Where(f => f.Certainty == CprCertainty.Possible).Select(f => f.text).ToList();

        output.WriteLine($"{Count} look-alikes: {certain.Count} certain, {possible.Count} possible");
        certain.Concat(possible.Take(60)).ToList().ForEach(output.WriteLine);
        Assert.InRange(certain.Count, 0, Count / 1000);
        Assert.InRange(possible.Count, 0, Count / 100);
    }

    [Fact]
    public void At_most_one_in_a_thousand_bodies_with_realistic_fields_is_refused()
    {
        const int Count = 20_000;
        var some = new SomeLookalike(seed: 19680402);
        var certain = Enumerable.Range(0, Count).Select(_ => some.Body())
            .Where(body => JsonPrivacyScan.Scan(Encoding.UTF8.GetBytes(body), Today)?.Certainty == CprCertainty.Certain).ToList();

        output.WriteLine($"{Count} bodies: {certain.Count} certain");
        certain.Take(20).ToList().ForEach(output.WriteLine);
        Assert.InRange(certain.Count, 0, Count / 1000);
    }

    [Fact]
    public void Bare_ten_digit_numbers_are_refused_no_oftener_than_a_date_and_a_check_digit_meet_by_chance()
    {
        const int Count = 20_000;
        var some = new SomeLookalike(seed: 19800101);
        var found = Enumerable.Range(0, Count).Select(_ => CprDetector.Scan(some.Bare(), Today)?.Certainty).ToList();
        var certain = found.Count(c => c == CprCertainty.Certain);
        var possible = found.Count(c => c == CprCertainty.Possible);

        output.WriteLine($"{Count} bare numbers: {certain} certain, {possible} possible");
        // 365.25 dates in a million, most of them in the past, one in eleven confirmed; replacement numbers are as many again.
        Assert.InRange(certain, 0, Count / 200);
        Assert.InRange(certain + possible, 0, Count / 12);
    }

    private static void AssertCertain(string text)
    {
        var finding = CprDetector.Scan(text, Today);
        Assert.True(finding?.Certainty == CprCertainty.Certain, $"{text} | {finding?.Certainty}");
    }
}
