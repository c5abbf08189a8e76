using System.Globalization;
using System.Net;
using System.Text;
using SocialEnzyme.Hub.Impact.Partnerships;
using SocialEnzyme.Hub.ServiceDefaults.Problems;

namespace SocialEnzyme.Hub.Impact.Hours;

/// <summary>The page behind an approval link: what is approved, and one button. No script, nothing from elsewhere.</summary>
internal static class ApprovalPage
{
    /// <summary>What a browser may do with the page: show it, and send its form to us.</summary>
    public const string ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    private static readonly CultureInfo Numbers = CultureInfo.InvariantCulture;

    public static string Write(FollowedLink link, string? acceptLanguage)
    {
        var page = new Writer(acceptLanguage);
        return link.State switch
        {
            LinkState.Open => page.Document(new("Godkend timer", "Approve hours"), Open(page, link)),
            LinkState.Done when link.Approved > 0 || link.Left > 0 => page.Document(new("Timerne er godkendt", "The hours are approved"), Approved(page, link)),
            LinkState.Done => page.Document(new("Det er allerede gjort", "It is already done"), page.Paragraph(
                $"Linket blev brugt {Moment(link.At)}. Der skal ikke gøres mere.", $"The link was used {Moment(link.At)}. There is nothing more to do.")),
            LinkState.Expired => page.Document(new("Linket gælder ikke længere", "The link is no longer valid"), page.Paragraph(
                "Bed om et nyt i jeres eget system.", "Ask for a new one in your own system.")),
            _ => page.Document(new("Linket findes ikke", "There is no such link"), page.Paragraph(
                "Se efter, at hele adressen er kommet med.", "Check that the whole address was copied.")),
        };
    }

    private static string Open(Writer page, FollowedLink link)
    {
        if (link.Waiting.Count == 0)
        {
            return page.Paragraph("Der er ikke noget, der venter på godkendelse.", "Nothing waits for approval.");
        }
        var body = new StringBuilder();
        body.Append(page.Paragraph(
            $"{link.Reporter} har indberettet timer i partnerskabet {link.Partnership}. I godkender som {link.Approver}.",
            $"{link.Reporter} reported hours in the partnership {link.Partnership}. You approve as {link.Approver}."));
        body.Append("<table><thead><tr>");
        foreach (var heading in new Text[] { new("Slags", "Kind"), new("Rækker", "Rows"), new("Timer", "Hours"), new("Dage", "Days") })
        {
            body.Append(Numbers, $"<th scope=\"col\">{page.Say(heading)}</th>");
        }
        body.Append("</tr></thead><tbody>");
        foreach (var sum in link.Waiting)
        {
            body.Append(Numbers, $"<tr><th scope=\"row\">{page.Say(Name(sum.Kind))}</th><td>{sum.Rows}</td><td>{sum.Minutes / 60}:{sum.Minutes % 60:00}</td>");
            body.Append(Numbers, $"<td>{sum.FirstDay:yyyy-MM-dd} – {sum.LastDay:yyyy-MM-dd}</td></tr>");
        }
        body.Append("</tbody></table>");
        body.Append(Numbers, $"<form method=\"post\"><button type=\"submit\">{page.Say(new("Godkend", "Approve"))}</button></form>");
        return body.ToString();
    }

    private static string Approved(Writer page, FollowedLink link)
    {
        var thanks = page.Paragraph($"{link.Approved} rækker tæller nu. Tak.", $"{link.Approved} rows count now. Thank you.");
        return link.Left == 0 ? thanks : thanks + page.Paragraph(
            $"{link.Left} rækker venter stadig: de er måske indberettet af to systemer, eller de rettes. Tag stilling til dem i jeres eget system.",
            $"{link.Left} rows still wait: perhaps two systems reported them, or they are being corrected. Decide on them in your own system.");
    }

    private static Text Name(HoursKind kind) => kind switch
    {
        HoursKind.Frivillig => new("Frivillige timer", "Volunteer hours"),
        HoursKind.CsrLoentid => new("Timer i løntid (CSR)", "Hours in paid time (CSR)"),
        _ => new("Fagligt ekstra", "Professional extra"),
    };

    private static string Moment(DateTimeOffset at) => string.Create(Numbers, $"{DanishDay.Of(at):yyyy-MM-dd}");

    private sealed class Writer(string? acceptLanguage)
    {
        private static readonly Text Language = new("da", "en");

        public string Say(Text text) => WebUtility.HtmlEncode(text.In(acceptLanguage));

        public string Paragraph(string danish, string english) => $"<p>{Say(new(danish, english))}</p>";

        public string Document(Text title, string body) => $$"""
            <!doctype html>
            <html lang="{{Say(Language)}}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <meta name="referrer" content="no-referrer">
            <title>{{Say(title)}} – SocialEnzyme.Hub</title>
            <style>
            body { font: 1.1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; background: #fff }
            table { border-collapse: collapse; width: 100%; margin: 1rem 0 }
            th, td { text-align: left; padding: .5rem; border-bottom: 1px solid #767676 }
            button { font: inherit; padding: .75rem 2rem; color: #fff; background: #0b5a2b; border: 2px solid #0b5a2b; border-radius: .25rem }
            button:focus-visible { outline: 3px solid #1a1a1a; outline-offset: 3px }
            </style>
            </head>
            <body>
            <main>
            <h1>{{Say(title)}}</h1>
            {{body}}
            </main>
            </body>
            </html>
            """;
    }
}
