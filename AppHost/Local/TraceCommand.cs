using System.Net;
using System.Net.Http.Headers;
using SocialEnzyme.Hub.AppHost.Servers;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost;

/// <summary>./run --trace ID: asks the running hub for the waterfall of one need.</summary>
static class TraceCommand
{
    public static async Task<int> RunAsync(string need, bool json, Screen screen, CancellationToken ct)
    {
        if (HubFile.Read(RunFolder.Root) is not { } hub)
        {
            screen.Fail("No hub has been started here. Start one with ./run, then ask again.");
            return 1;
        }
        using var client = new HttpClient { BaseAddress = new Uri(hub.Operations), Timeout = TimeSpan.FromSeconds(10) };
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue(json ? "application/json" : "text/plain"));
        try
        {
            using var answer = await client.GetAsync(new Uri($"/traces?need={Uri.EscapeDataString(need)}", UriKind.Relative), ct);
            var text = (await answer.Content.ReadAsStringAsync(ct)).TrimEnd();
            if (answer.StatusCode == HttpStatusCode.OK && text.Length > 0)
            {
                screen.Say(text);
                return 0;
            }
            screen.Fail($"The hub keeps no trace of need {need}. It remembers those since it was started.");
            return 1;
        }
        catch (HttpRequestException)
        {
            screen.Fail($"No hub answers at {hub.Operations}. Start it with ./run; traces are kept while it runs.");
            return 1;
        }
    }
}
