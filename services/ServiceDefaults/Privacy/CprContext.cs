using System.Buffers;

namespace SocialEnzyme.Hub.ServiceDefaults.Privacy;

/// <summary>The words beside a candidate: those that make it a person's number, and those that name another kind of number.</summary>
internal readonly record struct CprContext(bool HasPersonWord, bool HasOtherWord, bool OtherWordIsNearer)
{
    private const int Before = 40;
    private const int After = 28;

    // "Lower only the hit next to it": room for the rest of the word, a colon, a bank's registration number.
    private const int OtherReach = 16;
    private const int PairReach = 10;

    private static readonly string[] PersonWords =
        ["cpr", "personnummer", "personnumre", "personnr", "fødselsnummer", "foedselsnummer", "socialsecurity", "ssn", "civilregistration"];

    private static readonly string[] OtherWords =
    [
        "pnr", "pnummer", "pnumre", "produktionsenhed", "customerno", "kundenr", "kundenummer", "bilag", "ordre", "order", "faktura", "faknr",
        "invoice", "tullstatistik", "testreportno", "protocolno", "dhktx", "konto", "account", "varenr", "varenummer", "ean", "gln", "isbn",
        "iban", "imei", "eannr", "eannummer", "serienr", "serienummer", "trackingno", "trackingnr", "gavekort", "rekvisition",
    ];

    // Lower only digits in pairs, the way telephone and CVR numbers are typed; ten digits in a row are neither.
    private static readonly string[] PairWords =
    [
        "tlf", "tlfnr", "telefon", "mobil", "phone", "tel", "ring", "sms", "cvr", "cvrnr", "senr", "uge", "uger", "week", "weeks", "kl",
        "hold", "lokale",
    ];

    private static readonly SearchValues<char> FirstLetters =
        SearchValues.Create([.. PersonWords.Concat(OtherWords).Concat(PairWords).Select(word => word[0])]);

    public static CprContext Read(ReadOnlySpan<char> folded, in CprCandidate candidate)
    {
        var before = folded[Math.Max(0, candidate.Start - Before)..candidate.Start];
        var after = folded[candidate.End..Math.Min(folded.Length, candidate.End + After)];
        var person = DistanceToEnd(before, PersonWords);
        var other = Within(OtherReach, DistanceToEnd(before, OtherWords));
        if (candidate.IsInPairs)
        {
            other = Math.Min(other, Within(PairReach, DistanceToEnd(before, PairWords)));
        }

        // A word after the number counts as if it stood before it at the window's far end.
        person = person == int.MaxValue && Holds(after, PersonWords) ? Before : person;
        return new CprContext(person != int.MaxValue, other != int.MaxValue, other < person);
    }

    /// <summary>True when a field's name says that it holds a person's number.</summary>
    public static bool NamesPersonNumber(ReadOnlySpan<char> fieldName)
    {
        Span<char> folded = stackalloc char[Math.Min(fieldName.Length, 64)];
        Span<int> origins = stackalloc int[folded.Length];
        var count = TextFold.Fold(fieldName[..folded.Length], folded, origins);
        return Holds(folded[..count], PersonWords);
    }

    private static bool Holds(ReadOnlySpan<char> text, string[] words) => DistanceToEnd(text, words) != int.MaxValue;

    private static int Within(int reach, int distance) => distance <= reach ? distance : int.MaxValue;

    private static int DistanceToEnd(ReadOnlySpan<char> text, string[] words)
    {
        var nearest = int.MaxValue;
        for (var start = 0; text[start..].IndexOfAny(FirstLetters) is var next and >= 0; start++)
        {
            start += next;
            foreach (var word in words)
            {
                if (text[start] == word[0] && EndOf(text, start, word) is var end and > 0)
                {
                    nearest = Math.Min(nearest, text.Length - end);
                }
            }
        }

        return nearest;
    }

    // The letters of a word may be parted by dots, hyphens or blanks (c.p.r., p-nr.), if it begins where a word begins;
    // in one piece it may also stand inside another (borgercpr), unless it is so short that this happens by chance.
    private static int EndOf(ReadOnlySpan<char> text, int start, string word)
    {
        var startsWord = start == 0 || !char.IsLetter(text[start - 1]);
        if (!startsWord && (word != "cpr" || !text[start..].StartsWith(word, StringComparison.Ordinal)))
        {
            return 0;
        }

        var at = start;
        foreach (var letter in word)
        {
            for (var gap = 0; at < text.Length && gap < 2 && text[at] is ' ' or '.' or '-' or '_' or ':' or '/'; gap++)
            {
                at++;
            }

            if (at == text.Length || text[at++] != letter)
            {
                return 0;
            }
        }

        return word.Length <= 3 && word != "cpr" && at < text.Length && char.IsLetter(text[at]) ? 0 : at;
    }
}
