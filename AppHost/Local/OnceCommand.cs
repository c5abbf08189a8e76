using System.Text.Json;
using SocialEnzyme.Hub.AppHost.Once;
using SocialEnzyme.Hub.AppHost.Services;

namespace SocialEnzyme.Hub.AppHost;

/// <summary>./run --once: starts a hub on free ports, plays the sample, tells what came of it, stops everything.</summary>
static class OnceCommand
{
    public static async Task<int> RunAsync(Command command, Screen screen, CancellationToken ct)
    {
        var options = new HubOptions { Purpose = "once" };
        if (command.Doors is { } doors) options = options with { Doors = doors };
        OnceResult result;
        await using (var hub = await LocalHub.StartAsync(options, screen, ct))
        {
            try
            {
                result = await new OncePlay(hub, screen).PlayAsync(ct);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                var service = (e as PlayFailedException)?.Service ?? "gateway";
                foreach (var line in hub.Services[service].Log.Tail(30)) screen.Fail($"  {service}: {line}");
                screen.Fail($"All logs are kept in {hub.KeepLogs()}");
                throw;
            }
            if (result.Traces < result.Needs) screen.Fail($"All logs are kept in {hub.KeepLogs()}");
        }
        var whole = result.Traces == result.Needs;
        if (!whole) screen.Fail($"The play failed: {result.Needs - result.Traces} of {result.Needs} traces are not whole.");
        if (command.Json) screen.Say(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
        else if (whole) screen.Say(result.ToString());
        return whole ? 0 : 1;
    }
}
