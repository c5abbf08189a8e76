using System.Runtime.InteropServices;
using SocialEnzyme.Hub.Chaos.Report;

namespace SocialEnzyme.Hub.Chaos;

/// <summary>Breaks a hub while it is used, and finds out whether anything was lost by it.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, stop));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, stop));
        var screen = new Screen();
        try
        {
            return await new Run(ChaosOptions.Parse(args), screen).PlayAsync(stop.Token);
        }
        catch (FormatException error)
        {
            screen.Fail(error.Message);
            return 2;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            screen.Fail("Stopped before the end; nothing is known.");
            return 130;
        }
        catch (Exception error)
        {
            screen.Fail($"The run itself failed: {error}");
            return 1;
        }
    }

    // The process goes on until the hub was stopped in its order.
    private static void Stop(PosixSignalContext signal, CancellationTokenSource stop)
    {
        signal.Cancel = true;
        stop.Cancel();
    }
}
