using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>The keys of a local hub: the operator's, and those of one demonstration participant for each sector.</summary>
public sealed record HubKeys(string Municipality, string Company, string Ngo, string Operator)
{
    /// <summary>The kept keys of a hub that was started before, else new ones.</summary>
    public static async Task<HubKeys> ObtainAsync(
        string folder, Uri gateway, IReadOnlyDictionary<string, string> participants, CancellationToken ct)
    {
        if (HubFile.Read(folder) is { Keys: { } kept } && await HoldsAsync(gateway, kept.Operator, ct)) return kept;
        var first = await BootstrapAsync(participants, ct);
        using var client = new HubClient(gateway, first);
        return new HubKeys(
            await DemonstrationAsync(client, "Prøvekommunen", "public", "municipality", "90000004", ["needs:write", "offers:write", "subscriptions:manage", "matches:answer", "partnerships:write", "impact:write", "impact:approve"], ct),
            await DemonstrationAsync(client, "Prøvevirksomheden", "market", "company", "90000012", ["offers:write", "subscriptions:manage", "matches:answer", "partnerships:write", "impact:write", "impact:approve"], ct),
            await DemonstrationAsync(client, "Prøveforeningen", "civil", "association", null, ["needs:write", "offers:write", "subscriptions:manage", "matches:answer", "callouts:answer", "partnerships:write", "impact:write", "impact:approve"], ct),
            first);
    }

    static async Task<string> DemonstrationAsync(
        HubClient client, string name, string sector, string kind, string? cvr, IReadOnlyList<string> scopes, CancellationToken ct)
    {
        var participant = await client.RegisterAsync(new JsonObject { ["name"] = name, ["sector"] = sector, ["kind"] = kind, ["cvr"] = cvr }, ct);
        return await client.IssueKeyAsync(participant, "hub.json", scopes, ct);
    }

    static async Task<bool> HoldsAsync(Uri gateway, string key, CancellationToken ct)
    {
        using var client = new HubClient(gateway, key);
        return await client.StatusAsync("/v1/participants/me", ct) is HttpStatusCode.OK;
    }

    /// <summary>The participants program prints the first operator key once, and only where there is none yet.</summary>
    static async Task<string> BootstrapAsync(IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        var assembly = ServiceProgram.Assembly("participants");
        var start = new ProcessStartInfo(Programs.Find("dotnet") ?? "dotnet", [assembly, "bootstrap"])
        {
            WorkingDirectory = Path.GetDirectoryName(assembly)!,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        var key = output.Split('\n').Select(line => line.Trim()).LastOrDefault(line => line.StartsWith("seh_", StringComparison.Ordinal));
        return process.ExitCode == 0 && key is not null ? key : throw new InvalidOperationException(
            $"No operator key was made: 'participants bootstrap' ended with code {process.ExitCode}. {output}{await errors}"
            + "If this hub's hub.json was deleted, delete the folder of its data too and start anew.");
    }
}
