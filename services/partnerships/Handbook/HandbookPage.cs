using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace SocialEnzyme.Hub.Partnerships.Handbook;

/// <summary>The handbook as a page: it reads without scripts, by keyboard and aloud (WCAG 2.1 AA).</summary>
internal static partial class HandbookPage
{
    // Contrast of at least 7:1; nothing is told by colour alone; text reflows at 400 %.
    private const string Style = """
        :root { color-scheme: light }
        body { font: 1.0625rem/1.6 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 46rem; margin: 0 auto; padding: 1rem }
        a { color: #00449e } a:focus-visible { outline: .2rem solid #1b1b1b; outline-offset: .2rem }
        .skip { position: absolute; left: -99rem } .skip:focus { position: static }
        h1, h2, h3 { line-height: 1.25 } h2 { border-top: .2rem solid #00449e; padding-top: 1rem; margin-top: 3rem }
        .here { border-left: .4rem solid #00449e; padding-left: 1rem } .law { background: #f3f3f3; padding: .1rem 1rem }
        pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; border: .1rem solid #595959; padding: 1rem }
        dt { font-weight: 700 } dd { margin: 0 0 .5rem }
        """;

    /// <summary>All steps, open at the one that fits.</summary>
    public static string Of(HandbookView view)
    {
        var page = Begin(HandbookContent.Title, view);
        page.Append($"<h1>{Text(HandbookContent.Title)}</h1>\n");
        if (view.OpensAt is { } key)
        {
            var step = view.Steps.First(each => each.Key == key);
            page.Append($"<p class=\"here\"><strong>Her er I nu:</strong> <a href=\"#{key}\">{step.Number}. {Text(step.Title)}</a><br>{Text(view.Why!)}</p>\n");
        }
        page.Append("<nav aria-label=\"Trin\"><ol>\n");
        foreach (var step in view.Steps)
        {
            page.Append($"<li><a href=\"#{step.Key}\"{(step.Key == view.OpensAt ? " aria-current=\"step\"" : "")}>{Text(step.Title)}</a></li>\n");
        }
        page.Append("</ol></nav>\n<main id=\"indhold\">\n");
        foreach (var step in view.Steps)
        {
            Write(page, step, "h2", "h3");
        }
        return End(page, view);
    }

    /// <summary>One step.</summary>
    public static string Of(HandbookStep step, HandbookView view)
    {
        var page = Begin(step.Title, view);
        page.Append("<nav aria-label=\"Håndbogen\"><a href=\"/v1/handbook\">Hele håndbogen</a></nav>\n<main id=\"indhold\">\n");
        Write(page, step, "h1", "h2");
        return End(page, view);
    }

    private static StringBuilder Begin(string title, HandbookView view) => new StringBuilder(
        $"<!DOCTYPE html>\n<html lang=\"da\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{Text(title)} (version {view.Version})</title>\n<style>\n")
        .Append(Style).Append("\n</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#indhold\">Gå til indholdet</a>\n");

    private static string End(StringBuilder page, HandbookView view) => page.Append(
        $"</main>\n<footer><p>Version {view.Version} af {view.Date:yyyy-MM-dd}. Redaktør: {Text(view.Editor)}. Kontrolsum: <code>{view.Hash[..12]}</code>. Håndbogen er vejledning og ikke juridisk rådgivning; spørg kommunens jurist, når I er i tvivl.</p></footer>\n</body>\n</html>\n")
        .ToString();

    private static void Write(StringBuilder page, HandbookStep step, string heading, string sub)
    {
        page.Append($"<section aria-labelledby=\"{step.Key}\">\n<{heading} id=\"{step.Key}\">{step.Number}. {Text(step.Title)}</{heading}>\n");
        page.Append($"<p>{Text(step.Summary)}</p>\n<dl><dt>Hvem</dt><dd>{Text(step.Owner)}</dd><dt>Tid</dt><dd>{Text(step.Time)}</dd></dl>\n");
        page.Append($"<{sub}>Gør sådan</{sub}>\n").Append(Markdown(step.Actions));
        page.Append($"<div class=\"law\"><{sub}>Juridisk note</{sub}>\n").Append(Markdown(step.LegalNote)).Append("</div>\n");
        foreach (var template in step.Templates)
        {
            page.Append($"<{sub}>Skabelon: {Text(template.Name)}</{sub}>\n<pre>{Text(template.Text)}</pre>\n");
        }
        page.Append($"<{sub}>Kilder</{sub}>\n<ul>\n");
        foreach (var source in step.Sources)
        {
            page.Append($"<li>{Inline(source)}</li>\n");
        }
        page.Append("</ul>\n</section>\n");
    }

    // The handbook is written with paragraphs, lists, bold, emphasis and code, and nothing else.
    internal static string Markdown(string text)
    {
        var html = new StringBuilder();
        var list = "";
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            var kind = Numbered().IsMatch(line) ? "ol" : line.StartsWith("- ", StringComparison.Ordinal) ? "ul" : "";
            if (kind != list)
            {
                html.Append(list.Length > 0 ? $"</{list}>\n" : "").Append(kind.Length > 0 ? $"<{kind}>\n" : "");
                list = kind;
            }
            html.Append(kind switch
            {
                "ol" => $"<li>{Inline(Numbered().Replace(line, ""))}</li>\n",
                "ul" => $"<li>{Inline(line[2..])}</li>\n",
                _ when line.Length > 0 => $"<p>{Inline(line)}</p>\n",
                _ => "",
            });
        }
        return html.Append(list.Length > 0 ? $"</{list}>\n" : "").ToString();
    }

    private static string Inline(string text)
    {
        var html = Bold().Replace(Text(text), "<strong>$1</strong>");
        return Code().Replace(Emphasis().Replace(html, "<em>$1</em>"), "<code>$1</code>");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    [GeneratedRegex(@"^\d+\.\s+")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\*\*([^*]+)\*\*")]
    private static partial Regex Bold();

    [GeneratedRegex(@"\*([^*]+)\*")]
    private static partial Regex Emphasis();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
