using System.Globalization;
using System.Text.Json;

namespace SocialEnzyme.Hub.UnitTests.Privacy;

/// <summary>Writes short texts with numbers that are nobody's, as needs, offers and imports hold them; seeded.</summary>
internal sealed class SomeLookalike(int seed)
{
    private static readonly string[] Towns = ["8000 Aarhus C", "2100 København Ø", "5970 Ærøskøbing", "9900 Frederikshavn"];
    private static readonly string[] InvoiceWords =
        ["fakturanummer", "Faktura", "faknr", "Fak-nr", "ordrenummer", "Ordre", "bilagsnummer", "order number", "invoice no."];

    private readonly Random _random = new(seed);

    public string Text() => _random.Next(16) switch
    {
        0 => $"{Pick("tlf.", "Telefon", "ring på", "mobil", "Tlf:", "SMS til")} {Pairs(Phone())}, {_random.Next(5, 40)} deltagere",
        1 => $"Ring til Karen på {Pick("+45 ", "0045 ", "+45")}{Pick(Phone(), Pairs(Phone()))} efter kl. {_random.Next(8, 20)}.00",
        2 => $"{Pick("EAN", "EAN-nr.", "GLN", "ean:")} 5798{Digits(9)}",
        3 => $"{Pick(InvoiceWords)} {Digits(10)}",
        4 => $"Sag {Guid(7)}, version {_random.Next(1, 20)}",
        5 => $"fra {Moment():yyyy-MM-ddTHH:mm:ssZ} til {Moment():yyyy-MM-dd HH:mm}, {Moment():yyyyMMddHHmmss}",
        6 => $"den {Moment():dd.MM.yy} {Moment():HHmm} på {Pick(Towns)}",
        7 => $"{Degrees(54.5, 57.8)}{Pick(" ", ", ", ",", ";")}{Degrees(8, 15.2)}",
        8 => $"{Pick("konto", "Kontonr.", "konto nr", "reg. og konto")} {Digits(4)}{Pick(" ", "-", " - ")}{Digits(10)}",
        9 => $"{Pick("CVR", "CVR-nr.", "cvr:", "DK")} {Pick(Digits(8), Pairs(Digits(8)))}",
        10 => $"{Pick("P-nr.", "P-nummer", "pnr", "p.nr", "P nr:", "produktionsenhed")} {Digits(10)}",
        11 => $"{_random.Next(1, 300)} timer, {_random.Next(1000, 99999)} kr., {Moment():d/M-yyyy}, {Pick(Towns)}",
        12 => $"Åbent {_random.Next(8, 12)}-{_random.Next(13, 18)} den {Moment():dd-MM-yyyy} og {Moment():dd/MM yy}; {Pick(Towns)}",
        13 => $"IBAN DK{Digits(2)} {Digits(4)} {Digits(4)} {Digits(4)} {Digits(2)}, KLE 27.{Digits(2)}.{Digits(2)}",
        14 => $"traceparent 00-{Hex(32)}-{Hex(16)}-01, sha {Hex(40)}",
        _ => $"Uge {_random.Next(1, 40)}, {_random.Next(2, 30)} børn på {_random.Next(6, 16)} år, tlf. {Phone()} / {Phone()}, {Digits(3)}.{Digits(3)} kr.",
    };

    /// <summary>A body as a publisher's system writes it: typed fields with numbers in them, and a text.</summary>
    public string Body() => JsonSerializer.Serialize(new
    {
        reference = Pick($"SAG-{Moment():yyyy}-{Digits(4)}", $"{Moment():yyyy}/{Digits(6)}", $"{Digits(2)}.{Digits(2)}.{Digits(2)}-G01-{Digits(2)}-{Digits(2)}", Guid(4).ToString()),
        title = $"Hjælp {Moment():d/M} kl. {_random.Next(8, 20)}-{_random.Next(9, 22)}",
        description = Text(),
        municipality = $"0{_random.Next(101, 861)}",
        place = new { latitude = double.Parse(Degrees(54.5, 57.8), CultureInfo.InvariantCulture), longitude = double.Parse(Degrees(8, 15.2), CultureInfo.InvariantCulture), address = $"Nygade {_random.Next(1, 200)}, {Pick(Towns)}" },
        window = new { from = Moment().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), until = Moment().ToString("O", CultureInfo.InvariantCulture) },
        placesWanted = _random.Next(1, 10_000),
        goals = Enumerable.Range(0, 3).Select(_ => _random.Next(1, 18)),
        extensions = new { ean = "5798" + Digits(9), pNumber = "1" + Digits(9), cvr = Digits(8), phone = Phone(), kle = $"{Digits(2)}.{Digits(2)}.{Digits(2)}", trace = Hex(32) },
    });

    /// <summary>Ten digits with nothing beside them.</summary>
    public string Bare() => Digits(10);

    private string Phone() => _random.Next(2, 10) + Digits(7);

    private string Digits(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => _random.Next(10)));

    private string Hex(int count) => string.Concat(Enumerable.Range(0, count).Select(_ => "0123456789abcdef"[_random.Next(16)]));

    private Guid Guid(byte version)
    {
        var bytes = new byte[16];
        _random.NextBytes(bytes);
        bytes[6] = (byte)((version << 4) | (bytes[6] & 0x0F));
        return new Guid(bytes, bigEndian: true);
    }

    private DateTime Moment() => new DateTime(2025, 1, 1).AddMinutes(_random.Next(2 * 365 * 24 * 60));

    private string Degrees(double from, double to) => (from + (_random.NextDouble() * (to - from)))
        .ToString($"F{_random.Next(4, 15)}", CultureInfo.InvariantCulture);

    private static string Pairs(string digits) => string.Join(' ', digits.Chunk(2).Select(pair => new string(pair)));

    private string Pick(params string[] choices) => choices[_random.Next(choices.Length)];
}
