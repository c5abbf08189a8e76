using System.Text;
using System.Text.Encodings.Web;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Voice;

/// <summary>A page for people: no script, nothing from elsewhere, readable on a phone and by a screen reader.</summary>
internal sealed class HtmlPage
{
    private const string Style = """
        body{font:1.125rem/1.5 system-ui,sans-serif;max-width:36rem;margin:0 auto;padding:1rem;color:#111;background:#fff}
        fieldset{border:1px solid #555;border-radius:.25rem;margin:1.25rem 0;padding:.75rem 1rem}legend,label.alone{font-weight:600}
        label.choice{display:block;padding:.4rem 0}input[type=text],textarea{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid #555}
        button{font:inherit;font-weight:600;padding:.75rem 1.5rem;border:0;border-radius:.25rem;background:#0b4f8a;color:#fff}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.4rem .5rem .4rem 0;border-bottom:1px solid #767676}
        th{width:35%}h1,h2,th,td{overflow-wrap:anywhere}.alert{border-left:.4rem solid #a30000;padding:.25rem 1rem;background:#fdf0f0}code{font-size:1.25rem;word-break:break-all}
        """;

    private readonly StringBuilder _html = new();
    private readonly string? _language;
    private readonly FormBody? _filled;

    private HtmlPage(string? language, FormBody? filled) => (_language, _filled) = (language, filled);

    /// <summary>A page with the status of the refusal, when there was one.</summary>
    /// <param name="filled">What was filled in before it was refused, so that nobody has to write it again.</param>
    public static IResult Show(HttpContext http, Text title, Rejection? rejection, Action<HtmlPage> write, FormBody? filled = null)
    {
        // A program that asks for no page is refused as everywhere else.
        if (rejection is not null && !http.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase))
        {
            return rejection.ToHttp();
        }
        var page = new HtmlPage(http.Request.Headers.AcceptLanguage, filled);
        var heading = Encode(page.Say(title));
        page._html.Append("<!doctype html><html lang=\"").Append(page.Say(new("da", "en"))).Append("\"><head><meta charset=\"utf-8\">")
            .Append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>").Append(heading)
            .Append("</title><style>").Append(Style).Append("</style></head><body><main><h1>").Append(heading).Append("</h1>");
        if (rejection is not null)
        {
            page._html.Append("<p class=\"alert\" role=\"alert\">").Append(Encode(page.Say(rejection.Detail))).Append("</p>");
        }
        write(page);
        page._html.Append("</main></body></html>");
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        headers.Vary = "Accept, Accept-Language";
        return Unstored(http, Results.Content(page._html.ToString(), "text/html; charset=utf-8", Encoding.UTF8, rejection?.Code.Http ?? StatusCodes.Status200OK));
    }

    public static IResult NotFound(HttpContext http) => Show(http, new("Findes ikke", "Not found"), new(ProblemCode.NotFound, new(
        "Der er intet på denne adresse. Se efter, om hele adressen kom med.", "There is nothing at this address. See whether the whole address was copied.")), _ => { });

    /// <summary>The same answer, which nobody on the way may keep: it holds what is said once.</summary>
    public static IResult Unstored(HttpContext http, IResult answer)
    {
        http.Response.Headers.CacheControl = "no-store";
        return answer;
    }

    public void Paragraph(string text) =>
        _html.Append("<p>").AppendJoin("<br>", text.ReplaceLineEndings("\n").Split('\n').Select(Encode)).Append("</p>");

    public void Paragraph(Text text) => Paragraph(Say(text));

    public void Code(string text) => _html.Append("<p><code>").Append(Encode(text)).Append("</code></p>");

    /// <summary>A table of two columns under a heading: what it is, and what is said of it, each line by itself.</summary>
    public void Table(string heading, IReadOnlyList<(string Name, IReadOnlyList<string> Lines)> rows)
    {
        _html.Append("<section><h2>").Append(Encode(heading)).Append("</h2><table>");
        foreach (var (name, lines) in rows)
        {
            _html.Append("<tr><th scope=\"row\">").Append(Encode(name)).Append("</th><td>").AppendJoin("<br>", lines.Select(Encode)).Append("</td></tr>");
        }
        _html.Append("</table></section>");
    }

    /// <summary>Leads elsewhere.</summary>
    /// <param name="relation">What is there: next, alternate, license.</param>
    public void Link(string address, Text text, string relation) => _html.Append("<p><a rel=\"").Append(Encode(relation)).Append("\" href=\"")
        .Append(Encode(address)).Append("\">").Append(Encode(Say(text))).Append("</a></p>");

    /// <summary>A form that is sent to the page's own address.</summary>
    public void FormOf(Text send, Action<HtmlPage> fields)
    {
        _html.Append("<form method=\"post\" accept-charset=\"utf-8\" autocomplete=\"off\">");
        fields(this);
        _html.Append("<p><button type=\"submit\">").Append(Encode(Say(send))).Append("</button></p></form>");
    }

    /// <summary>The field for the code. It stands in no address: addresses are kept in histories and logs.</summary>
    public void Token() => _html.Append("<p><label class=\"alone\" for=\"token\">")
        .Append(Encode(Say(new("Din kode (32 bogstaver)", "Your code (32 letters)"))))
        .Append("</label><input id=\"token\" name=\"token\" type=\"text\" required maxlength=\"100\" autocomplete=\"off\" autocapitalize=\"none\" spellcheck=\"false\" value=\"")
        .Append(Encode(_filled?["token"] ?? "")).Append("\"></p>");

    /// <summary>One of several; none is chosen beforehand.</summary>
    public void Choices(string name, Text legend, IReadOnlyList<(string Value, string Text)> choices, bool isRequired = true)
    {
        _html.Append("<fieldset><legend>").Append(Encode(Say(legend))).Append("</legend>");
        foreach (var (value, text) in choices)
        {
            _html.Append("<label class=\"choice\"><input type=\"radio\" name=\"").Append(Encode(name)).Append("\" value=\"").Append(Encode(value)).Append('"')
                .Append(_filled?[name] == value ? " checked" : "").Append(isRequired ? " required> " : "> ").Append(Encode(text)).Append("</label>");
        }
        _html.Append("</fieldset>");
    }

    /// <summary>A text of several lines.</summary>
    public void TextArea(string name, Text label, int most) => _html.Append("<p><label class=\"alone\" for=\"").Append(name).Append("\">")
        .Append(Encode(Say(label))).Append("</label><textarea id=\"").Append(name).Append("\" name=\"").Append(name).Append("\" rows=\"4\" maxlength=\"")
        .Append(System.Globalization.CultureInfo.InvariantCulture, $"{most}").Append("\">\n").Append(Encode(_filled?[name] ?? "")).Append("</textarea></p>");

    /// <summary>Something to tick.</summary>
    public void Tick(string name, Text label) => _html.Append("<p><label class=\"choice\"><input type=\"checkbox\" name=\"").Append(name)
        .Append("\" value=\"true\"> ").Append(Encode(Say(label))).Append("</label></p>");

    public string Say(Text text) => text.In(_language);

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
