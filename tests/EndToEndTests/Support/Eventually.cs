using System.Diagnostics;
using Grpc.Core;
using Npgsql;

namespace SocialEnzyme.Hub.EndToEndTests.Support;

/// <summary>Waits for a reason. The limit is generous: it is there to end a failing test, not to measure.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(90);

    public static Task Is(string reason, Func<bool> probe, TimeSpan? within = null) => Is(reason, () => Task.FromResult(probe()), within);

    public static async Task Is(string reason, Func<Task<bool>> probe, TimeSpan? within = null)
    {
        var limit = within ?? Usual;
        var start = Stopwatch.GetTimestamp();
        Exception? last = null;
        while (true)
        {
            try
            {
                if (await probe()) return;
                last = null;
            }
            // A part of the hub may be away while we wait; whether it comes back is what the reason says.
            catch (Exception error) when (error is HttpRequestException or RpcException or NpgsqlException or TaskCanceledException) { last = error; }
            if (Stopwatch.GetElapsedTime(start) > limit)
                Assert.Fail($"Waited {limit.TotalSeconds:0} s in vain until {reason}.{(last is null ? "" : $" At last: {last.Message}")}");
            await Task.Delay(50);
        }
    }
}
