using Grpc.Core;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos.Load;

/// <summary>So many participants' systems at once, each doing one thing after the other until the time is over.</summary>
internal sealed class Workers(Ground ground, Book book, Pace pace, int seed)
{
    public Task RunAsync() => Task.WhenAll(Work.All(pace)
        .SelectMany(group => Enumerable.Repeat(group.Works, group.Workers))
        .Select((works, number) => Task.Run(() => WorkAsync(works, new Random(unchecked((seed * 397) + number))))));

    private async Task WorkAsync(IReadOnlyList<Work> works, Random random)
    {
        while (!pace.IsOver)
        {
            try
            {
                if (!await Draw(works, random).DoAsync(ground, book, random)) await Task.Delay(5);
            }
            catch (Exception error) when (error is UnansweredException or InvalidOperationException or RpcException)
            {
                // A refusal of what must be possible is a fault of the hub. What it was about is not touched again, and is judged as last answered.
                ground.Findings.Broken(error is RpcException rpc ? $"a call was refused: {rpc.Status.Detail} ({rpc.Trailers.GetValue("problem-code")})" : error.Message);
            }
        }
    }

    private static Work Draw(IReadOnlyList<Work> works, Random random)
    {
        var left = random.Next(works.Sum(work => work.Weight));
        return works.First(work => (left -= work.Weight) < 0);
    }
}
