using System.Globalization;

namespace SocialEnzyme.Hub.UnitTests.Privacy;

/// <summary>Makes made-up CPR numbers, seeded, and spells them as people do.</summary>
internal sealed class SomeCpr(int seed)
{
    private static readonly int[] Weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
    private static readonly int[] ExceptionYears = [1960, 1962, 1964, 1969, 1970, 1975, 1978, 1980, 1985, 1989, 1990, 1995];
    private static readonly string[] Families =
    [
        "0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", "⁰¹²³⁴⁵⁶⁷⁸⁹",
    ];

    private static readonly string[] Separators =
    [
        "", "-", " ", "/", ".", "\t", " - ", "–", "−", "‐", "‑", "‒", "—", "﹣", "－", " – ", "\u00A0", "\u202F",
        "\u2009", "\u3000", "\u00AD", "\u200B-", "-\u2060", "  ", "_",
    ];

    private static readonly string[] ZeroWidth = ["\u200B", "\u200C", "\u200D", "\u2060", "\uFEFF", "\u00AD", "\u200E"];

    private static readonly string[] Frames =
    [
        "{0}", "Kontakt {0}", "Borgeren {0} ønsker en besøgsven", "({0})", "Anders,{0},Aarhus", "født: {0}.",
        "\"{0}\"", "Se {0}!\nMed venlig hilsen", "é{0}ø", "3 børn. {0}; 2 voksne", "navn={0}&x=1",
    ];

    private static readonly string[] PersonFrames =
    [
        "cpr {0}", "CPR-nr. {0}", "Cpr nr: {0}", "CPR-nummeret er {0}", "personnummer {0}", "cprnr={0}", "c.p.r. {0}",
        "{0} (cpr)", "person-nr. {0}", "ＣＰＲ {0}",
    ];

    /// <summary>Every spelling that the hub promises to know, by name: of separators, of groups, of digits, with what cannot be seen, beside a word.</summary>
    public static IReadOnlyDictionary<string, Func<string, string>> Spellings { get; } = AllSpellings();

    public Random Random { get; } = new(seed);

    /// <summary>Ten digits that modulus 11 or an exception date makes certain.</summary>
    public string Certain() => Random.Next(6) == 0 ? WithExceptionDate() : Where(hasModulus11: true);

    /// <summary>Ten digits with a valid date that modulus 11 does not confirm.</summary>
    public string Possible() => Where(hasModulus11: false);

    public string InText(string spelled) => string.Format(CultureInfo.InvariantCulture, Pick(Frames), spelled);

    public string BesidePersonWord(string spelled) => string.Format(CultureInfo.InvariantCulture, Pick(PersonFrames), spelled);

    /// <summary>One of the spellings that a hub must know: separators, pairs, single digits, other digits, hidden characters.</summary>
    public string Spell(string digits)
    {
        var (date, serial) = (digits[..6], digits[6..]);
        var text = Random.Next(8) switch
        {
            0 => $"{Split(date, 2)} {Split(serial, 2)}",
            1 => $"{Split(date, 2)}{Pick(["-", " - ", " -", "- ", "–"])}{Split(serial, 2)}",
            2 => $"{Split(date, 2)}{Pick([" ", "-", " - "])}{serial}",
            3 => $"{Split(date, 1)}{Pick([" ", "-", " - "])}{Split(serial, 1)}",
            _ => $"{date}{Pick(Separators)}{serial}",
        };
        text = Random.Next(4) == 0 ? InFamily(text) : text;
        return Random.Next(5) == 0 ? Hide(text) : text;
    }

    public static bool HasModulus11(string digits) => digits.Zip(Weights, (digit, weight) => (digit - '0') * weight).Sum() % 11 == 0;

    public T Pick<T>(T[] choices) => choices[Random.Next(choices.Length)];

    private static Dictionary<string, Func<string, string>> AllSpellings()
    {
        var all = new Dictionary<string, Func<string, string>>
        {
            ["pairs"] = digits => Split(digits, 2),
            ["pairs, hyphen"] = digits => $"{Split(digits[..6], 2)}-{Split(digits[6..], 2)}",
            ["pairs of the date"] = digits => $"{Split(digits[..6], 2)} {digits[6..]}",
            ["single digits"] = digits => Split(digits, 1),
        };
        foreach (var separator in Separators) all[$"separator {Uri.EscapeDataString(separator)}"] = digits => digits.Insert(6, separator);
        foreach (var family in Families) all[$"digits {family}"] = digits => Write(family, digits.Insert(6, "-"));
        foreach (var hidden in ZeroWidth) all[$"hidden {(int)hidden[0]:X4}"] = digits => string.Join(hidden, digits.ToCharArray());
        foreach (var frame in PersonFrames) all[$"word {frame}"] = digits => string.Format(CultureInfo.InvariantCulture, frame, digits.Insert(6, "-"));
        return all;
    }

    private static string Write(string family, string text)
    {
        var letters = new StringInfo(family);
        return string.Concat(text.Select(c => char.IsAsciiDigit(c) ? letters.SubstringByTextElements(c - '0', 1) : c.ToString()));
    }

    private string Hide(string text) => string.Concat(text.EnumerateRunes().Select(r => $"{r}{(Random.Next(3) == 0 ? Pick(ZeroWidth) : "")}"));

    private string InFamily(string text) => Write(Pick(Families), text);

    private static string Split(string digits, int size) => string.Join(' ', digits.Chunk(size).Select(part => new string(part)));

    private string WithExceptionDate() =>
        string.Create(CultureInfo.InvariantCulture, $"0101{Pick(ExceptionYears) % 100:00}{Random.Next(4)}{Random.Next(1000):000}");

    private string Where(bool hasModulus11)
    {
        while (true)
        {
            var born = new DateOnly(1900, 1, 1).AddDays(Random.Next(45_000));
            var seventh = born.Year >= 2000 ? Random.Next(4, 10) : Random.Next(4);
            var digits = string.Create(CultureInfo.InvariantCulture, $"{born:ddMMyy}{seventh}{Random.Next(1000):000}");
            var isExceptionDate = digits.StartsWith("0101", StringComparison.Ordinal);
            if (HasModulus11(digits) == hasModulus11 && (hasModulus11 || !isExceptionDate))
            {
                return digits;
            }
        }
    }
}
