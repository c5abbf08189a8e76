using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace SocialEnzyme.Hub.Partnerships.Handbook;

/// <summary>A text to send or fill in; what stands in [brackets] is the writer's.</summary>
public sealed record HandbookTemplate(string Name, string Text);

/// <summary>One step: who does what, what the law says, and what to send. Markdown, in Danish.</summary>
/// <param name="Key">find, ask, agree, insure, document or thank.</param>
/// <param name="Owner">The role that does it.</param>
/// <param name="Time">How long it takes.</param>
/// <param name="Actions">What to do.</param>
public sealed record HandbookStep(
    string Key, int Number, string Title, string Owner, string Time, string Summary, string Actions, string LegalNote,
    IReadOnlyList<HandbookTemplate> Templates, IReadOnlyList<string> Sources);

/// <summary>"Kommunens håndbog i at benytte private virksomheders gode vilje", as it is in this release.</summary>
/// <param name="Version">Rises by one with every edition.</param>
/// <param name="Hash">SHA-256 of the texts, so that one can tell later what was read.</param>
internal sealed record HandbookContent(int Version, DateOnly Date, string Editor, string Hash, IReadOnlyList<HandbookStep> Steps)
{
    public const string Title = "Kommunens håndbog i at benytte private virksomheders gode vilje";

    /// <summary>The steps in the order in which they are taken.</summary>
    public static readonly IReadOnlyList<string> Keys = ["find", "ask", "agree", "insure", "document", "thank"];

    /// <summary>The edition of this release.</summary>
    public static readonly HandbookContent Present = Load();

    /// <summary>The step, or null.</summary>
    public HandbookStep? Find(string key) => Steps.FirstOrDefault(step => step.Key == key);

    /// <summary>What the texts add up to: it changes with every letter.</summary>
    public static string HashOf(IEnumerable<string> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts.Select(text => text.ReplaceLineEndings("\n"))))));

    private static HandbookContent Load()
    {
        var texts = Keys.Select(key => Read($"{key}.md")).ToList();
        using var edition = JsonDocument.Parse(Read("edition.json"));
        return new HandbookContent(
            edition.RootElement.GetProperty("version").GetInt32(),
            DateOnly.ParseExact(edition.RootElement.GetProperty("date").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            edition.RootElement.GetProperty("editor").GetString()!,
            HashOf(texts),
            [.. texts.Select((text, i) => Parse(text, i + 1))]);
    }

    internal static HandbookStep Parse(string text, int number)
    {
        // Field: text, down to the first heading; then the parts under their headings.
        var parts = text.ReplaceLineEndings("\n").Split("\n## ");
        var fields = parts[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)).ToDictionary(pair => pair[0], pair => pair[1].Trim());
        var sections = parts.Skip(1).Select(part => part.Split('\n', 2)).Select(part => (Heading: part[0].Trim(), Body: part[1].Trim())).ToList();
        const string Template = "Skabelon: ";
        return new HandbookStep(
            fields["key"], number, fields["title"], fields["owner"], fields["time"], fields["summary"],
            sections.Single(section => section.Heading == "Gør sådan").Body,
            sections.Single(section => section.Heading == "Juridisk note").Body,
            [.. sections.Where(section => section.Heading.StartsWith(Template, StringComparison.Ordinal))
                .Select(section => new HandbookTemplate(section.Heading[Template.Length..], section.Body))],
            [.. sections.Single(section => section.Heading == "Kilder").Body.Split('\n').Select(line => line.TrimStart('-', ' '))]);
    }

    private static string Read(string name)
    {
        using var stream = typeof(HandbookContent).Assembly.GetManifestResourceStream($"handbook/{name}")
            ?? throw new InvalidOperationException($"The handbook's {name} is not embedded in the assembly.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
