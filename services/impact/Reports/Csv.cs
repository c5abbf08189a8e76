using System.Buffers;
using System.Globalization;
using System.Text;

namespace SocialEnzyme.Hub.Impact.Reports;

/// <summary>
/// Tables that a Danish spreadsheet opens by a double click: UTF-8 with its mark, semicolons between, a decimal comma, CRLF, texts quoted where they must be
/// (RFC 4180), and no text that would be read as a formula.
/// </summary>
internal sealed class Csv
{
    public const string ContentType = "text/csv; charset=utf-8; header=present";

    // What begins with these is a formula or a command to one spreadsheet or another; a tab or a line break may hide one.
    private const string Risky = "=+-@\t\r\n|%＝＋－＠";

    private static readonly SearchValues<char> Special = SearchValues.Create(";\",\r\n\t");

    private readonly StringBuilder _text = new("\uFEFF");

    public Csv(params IEnumerable<string> columns) => Row([.. columns]);

    /// <summary>Adds a row: texts, whole and decimal numbers, days; null is an empty cell.</summary>
    public void Row(params object?[] cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            _text.Append(i == 0 ? "" : ";").Append(Cell(cells[i]));
        }
        _text.Append("\r\n");
    }

    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(_text.ToString());

    internal static string Cell(object? value) => value switch
    {
        null => "",
        long or int => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        decimal number => number.ToString(CultureInfo.InvariantCulture).Replace('.', ','),
        bool isTrue => isTrue ? "true" : "false",
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset moment => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture),
        _ => Quote(Escape(value.ToString()!)),
    };

    // An apostrophe makes a spreadsheet take the cell for text. Blanks before a formula do not save from it.
    private static string Escape(string text)
    {
        var first = text.AsSpan().TrimStart(' ');
        return (first.Length > 0 && Risky.Contains(first[0], StringComparison.Ordinal)) ? "'" + text : text;
    }

    private static string Quote(string text) =>
        text.AsSpan().ContainsAny(Special) ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
