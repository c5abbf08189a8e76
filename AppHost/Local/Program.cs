using SocialEnzyme.Hub.AppHost.Servers;

using var folder = await RunFolder.TemporaryAsync("try", null, CancellationToken.None);
var clock = System.Diagnostics.Stopwatch.StartNew();
await using var servers = await SharedServers.StartAsync(folder.Path, ServerPorts.Free(), CancellationToken.None);
Console.WriteLine($"started {clock.ElapsedMilliseconds} {servers.RabbitMq.ConnectionString} {servers.Postgres.ConnectionString("x")}");
await servers.Postgres.CreateDatabaseAsync("needs-db", default);
await servers.Postgres.CreateDatabaseAsync("needs-db", default);
if (args is ["hold"]) { Console.ReadLine(); await Task.Delay(-1); }
clock.Restart();
await servers.Postgres.KillAsync(); await servers.Postgres.StartAgainAsync(default);
Console.WriteLine($"pg again {clock.ElapsedMilliseconds}"); clock.Restart();
await servers.RabbitMq.KillAsync(); await servers.RabbitMq.StartAgainAsync(default);
Console.WriteLine($"mq again {clock.ElapsedMilliseconds}"); clock.Restart();
await servers.Redis.KillAsync(); await servers.Redis.StartAgainAsync(default); await servers.Redis.FlushAsync(default);
Console.WriteLine($"redis again {clock.ElapsedMilliseconds}"); clock.Restart();
await servers.StopAsync();
Console.WriteLine($"stopped {clock.ElapsedMilliseconds}");
