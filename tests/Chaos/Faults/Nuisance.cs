using Npgsql;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Faults;

/// <summary>What goes wrong without a death: connections cut, the cache emptied, messages sent a second time.</summary>
internal sealed class Nuisance(Ground ground, int seed)
{
    public async Task RunAsync(CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1 + (3 * random.NextDouble())), stop).ContinueWith(_ => { }, TaskScheduler.Default);
            try
            {
                await DoAsync(random);
            }
            catch (Exception error) when (error is NpgsqlException or IOException or InvalidOperationException or System.Net.Sockets.SocketException)
            {
                // The server it was meant for is down just now.
            }
        }
    }

    private async Task DoAsync(Random random)
    {
        switch (random.Next(8))
        {
            case 0:
                await ground.Hub.Servers.Redis.FlushAsync(CancellationToken.None);
                ground.Tally.Add("redis flushed");
                break;
            case 1 or 2:
                ground.Tally.Add("messages sent twice", await Sabotage.SendAgainAsync(ground.Database("needs"), random.Next(1, 300)));
                break;
            default:
                var way = ground.Network.Names[random.Next(ground.Network.Names.Count)];
                ground.Tally.Add("cut " + way, ground.Network.Cut(way));
                break;
        }
    }
}
