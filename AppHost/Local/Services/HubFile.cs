using System.Text.Json;

namespace SocialEnzyme.Hub.AppHost.Services;

/// <summary>hub.json: where a running hub is and with which keys it may be tried, for scripts.</summary>
public sealed record HubFile(string Gateway, string Grpc, string Operations, HubKeys Keys)
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string In(string folder) => Path.Combine(folder, "hub.json");

    /// <summary>Null where no hub has written one.</summary>
    public static HubFile? Read(string folder) =>
        File.Exists(In(folder)) ? JsonSerializer.Deserialize<HubFile>(File.ReadAllText(In(folder)), Json) : null;

    public static async Task WriteAsync(string folder, HubAddresses addresses, HubKeys keys, CancellationToken ct)
    {
        var file = new HubFile(Plain(addresses.Gateway), Plain(addresses.Grpc), Plain(addresses.Operations), keys);
        await File.WriteAllTextAsync(In(folder), JsonSerializer.Serialize(file, Json) + "\n", ct);
        // It holds keys, of a local hub only, but even so.
        File.SetUnixFileMode(In(folder), UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    static string Plain(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
