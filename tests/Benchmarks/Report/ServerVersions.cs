using System.Diagnostics;
using SocialEnzyme.Hub.AppHost.Servers;

namespace SocialEnzyme.Hub.Benchmarks.Report;

/// <summary>The versions of the servers and of the clients that matter.</summary>
internal static class ServerVersions
{
    public static IEnumerable<string> All()
    {
        yield return Ask(Path.Combine(Programs.PostgresFolder(), "postgres"), "--version");
        yield return Ask(Programs.Find("redis-server") ?? "redis-server", "--version");
        yield return RabbitMq();
        yield return $"Npgsql {Version<Npgsql.NpgsqlConnection>()}";
        yield return $"MassTransit {Version<MassTransit.IBus>()}";
        yield return $"RabbitMQ.Client {Version<RabbitMQ.Client.IConnection>()}";
    }

    private static string? Version<T>() => typeof(T).Assembly.GetName().Version?.ToString(3);

    // The broker itself takes seconds to say it; its folder is named after it.
    private static string RabbitMq() => Directory.Exists("/usr/lib/rabbitmq/lib")
        ? Directory.EnumerateDirectories("/usr/lib/rabbitmq/lib", "rabbitmq_server-*").Select(Path.GetFileName).FirstOrDefault() ?? "RabbitMQ" : "RabbitMQ";

    private static string Ask(string program, string argument)
    {
        using var process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true })!;
        var words = process.StandardOutput.ReadToEnd().Split('\n')[0].Split(" sha=")[0];
        process.WaitForExit();
        return words.Trim();
    }
}
