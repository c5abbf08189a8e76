using System.Net;
using System.Text;
using SocialEnzyme.Hub.AppHost.Tracing;

namespace SocialEnzyme.Hub.AppHost.Operations;

/// <summary>The operations page as plain HTML: no script, readable by keyboard and screen reader, in either colour scheme.</summary>
static class OperationsHtml
{
    public static string Overview(HubState state)
    {
        var body = new StringBuilder();
        body.Append($"""
            <h1>SocialEnzyme.Hub</h1>
            <p>REST: <a href="{Text(state.Gateway)}">{Text(state.Gateway)}</a> · gRPC: <code>{Text(state.Grpc)}</code></p>
            <h2>Services</h2>
            <table><thead><tr><th scope="col">Service</th><th scope="col">Status</th><th scope="col">Dependencies</th>
            <th scope="col">Process</th><th scope="col">Restarts</th></tr></thead><tbody>
            """);
        foreach (var service in state.Services)
        {
            var dependencies = string.Join(", ", service.Dependencies.Select(each => $"{each.Key}: {each.Value}"));
            body.Append($"<tr><th scope=\"row\">{Text(service.Name)}</th><td>{Text(service.Status)}</td><td>{Text(dependencies)}</td>"
                + $"<td>{service.ProcessId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "–"}</td><td>{service.Restarts}</td></tr>");
        }
        body.Append("""
            </tbody></table>
            <h2>Traces</h2>
            <form action="/traces"><label for="need">Need id</label> <input id="need" name="need" required size="40"> <button>Show</button></form>
            <table><thead><tr><th scope="col">Need</th><th scope="col">Published</th><th scope="col">Trace</th></tr></thead><tbody>
            """);
        foreach (var trace in state.Traces)
        {
            body.Append($"<tr><td><a href=\"/traces?need={Uri.EscapeDataString(trace.NeedId)}\">{Text(trace.NeedId)}</a></td>"
                + $"<td>{trace.At.ToUniversalTime():yyyy-MM-dd HH:mm:ss} UTC</td><td>{Text(trace.Judged)}</td></tr>");
        }
        body.Append(state.Traces.Count == 0 ? "<tr><td colspan=\"3\">No need has been published yet.</td></tr></tbody></table>" : "</tbody></table>");
        return Page("SocialEnzyme.Hub – operations", body.ToString());
    }

    public static string Traces(string need, IReadOnlyList<IReadOnlyList<TraceSpan>> traces)
    {
        var body = new StringBuilder($"<p><a href=\"/\">Operations</a></p><h1>Traces of need {Text(need)}</h1>");
        if (traces.Count == 0) body.Append("<p>No trace of this need is kept. The newest 5,000 traces since the start are.</p>");
        foreach (var trace in traces) body.Append($"<pre tabindex=\"0\">{Text(Waterfall.Of(trace))}</pre>");
        return Page($"Traces of need {need}", body.ToString());
    }

    static string Page(string title, string body) => $$"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{Text(title)}}</title>
        <style>
        :root { color-scheme: light dark; }
        body { font: 1rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 0 auto; padding: 1rem; }
        table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8888; }
        pre { overflow-x: auto; padding: .8rem; border: 1px solid #8888; }
        </style></head><body><main>{{body}}</main></body></html>
        """;

    static string Text(string value) => WebUtility.HtmlEncode(value);
}
