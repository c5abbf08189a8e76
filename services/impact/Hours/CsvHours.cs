using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SocialEnzyme.Hub.ServiceDefaults.Json;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>
/// Reads hours from CSV (RFC 4180): the first line names the columns as in JSON, separated by comma, semicolon or tab. A line is a row, so that a
/// quote that is never closed spoils its own row and no other.
/// </summary>
internal sealed class CsvHours
{
    private static readonly string[] Known =
        ["reference", "partnershipId", "partyId", "kind", "minutes", "day", "activity", "volunteer", "confirmNoPersonalData"];

    private static readonly string[] Needed = ["reference", "partnershipId", "kind", "minutes", "day", "activity"];

    private static readonly char[] Separators = [',', ';', '\t'];

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private char _separator;
    private List<string>? _columns;
    private bool _isUnreadable;

    /// <summary>What a line says; null for the first, and for every line after a first one that is wrong.</summary>
    public Outcome<ReportHour>? Parse(byte[] line)
    {
        if (_isUnreadable)
        {
            return null;
        }
        var text = Read(line.AsSpan().StartsWith(Encoding.UTF8.Preamble) && _columns is null ? line[Encoding.UTF8.Preamble.Length..] : line);
        if (_columns is null)
        {
            if ((text is null ? NotText : ReadHeader(text)) is not { } wrong)
            {
                return null;
            }
            _isUnreadable = true;
            return wrong;
        }
        if (text is null)
        {
            return NotText;
        }
        return Split(text, _separator) is { } cells && cells.Count == _columns.Count
            ? JsonBody.Parse<ReportHour>(ToJson(cells), row => row.ConfirmNoPersonalData == true)
            : Malformed(text);
    }

    private static string? Read(byte[] line)
    {
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private Rejection? ReadHeader(string text)
    {
        _separator = Separators.MaxBy(separator => text.Count(letter => letter == separator));
        var named = Split(text, _separator)?.ConvertAll(name => Known.FirstOrDefault(known => known.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)));
        if (named is null || named.Contains(null) || named.Distinct().Count() != named.Count || Needed.Except(named).Any())
        {
            return Rejections.Invalid("#", $"Første linje skal navngive kolonnerne: {string.Join(", ", Known)}.",
                $"The first line must name the columns: {string.Join(", ", Known)}.");
        }
        _columns = named!;
        return null;
    }

    // Null: a quote stands where none may stand, or is not closed.
    private static List<string>? Split(string text, char separator)
    {
        var cells = new List<string>();
        for (var at = 0; ;)
        {
            var cell = new StringBuilder();
            if (at < text.Length && text[at] == '"')
            {
                at++;
                while (true)
                {
                    var quote = at < text.Length ? text.IndexOf('"', at) : -1;
                    if (quote < 0)
                    {
                        return null;
                    }
                    cell.Append(text, at, quote - at);
                    at = quote + 1;
                    if (at == text.Length || text[at] != '"')
                    {
                        break;
                    }
                    cell.Append('"');
                    at++;
                }
            }
            else
            {
                var end = text.IndexOf(separator, at);
                cell.Append(text, at, (end < 0 ? text.Length : end) - at);
                at += cell.Length;
            }
            cells.Add(cell.ToString());
            if (at == text.Length)
            {
                return cells;
            }
            if (text[at++] != separator)
            {
                return null;
            }
        }
    }

    // The same rules, and the same gate for personal data, as in every other door.
    private byte[] ToJson(List<string> cells)
    {
        var utf8 = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(utf8))
        {
            json.WriteStartObject();
            foreach (var (name, cell) in _columns!.Zip(cells, (name, cell) => (name, cell.Trim())).Where(pair => pair.Item2.Length > 0))
            {
                json.WritePropertyName(name);
                switch (name)
                {
                    case "minutes" when int.TryParse(cell, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes):
                        json.WriteNumberValue(minutes);
                        break;
                    case "confirmNoPersonalData" when bool.TryParse(cell, out var isConfirmed):
                        json.WriteBooleanValue(isConfirmed);
                        break;
                    default:
                        json.WriteStringValue(cell);
                        break;
                }
            }
            json.WriteEndObject();
        }
        return utf8.WrittenSpan.ToArray();
    }

    // A CPR number is what the caller must hear of first.
    private static Rejection Malformed(string text) => ServiceDefaults.Privacy.PrivacyGate.CheckText(text, "#") ?? new Rejection(ProblemCode.MalformedRequest, new(
        "Rækken passer ikke med kolonnerne, eller et anførselstegn er ikke lukket.", "The row does not fit the columns, or a quote is not closed."));

    private static readonly Rejection NotText = new(ProblemCode.MalformedRequest, new("Rækken er ikke gyldig UTF-8.", "The row is not valid UTF-8."));
}
