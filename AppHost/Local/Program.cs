using System.Runtime.InteropServices;
using SocialEnzyme.Hub.AppHost;

using var stop = new CancellationTokenSource();
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var hangup = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
var screen = new Screen(stepsToError: args.Contains("--json"));
try
{
    return Command.Parse(args) switch
    {
        { TraceOf: { } need } command => await TraceCommand.RunAsync(need, command.Json, screen, stop.Token),
        { Once: true } command => await OnceCommand.RunAsync(command, screen, stop.Token),
        var command => await RunCommand.RunAsync(command, screen, stop.Token),
    };
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    screen.Step("Stopped");
    return 130;
}
catch (Exception e)
{
    for (var cause = e; cause is not null; cause = cause.InnerException) screen.Fail(cause.Message);
    return e is UsageException ? 2 : 1;
}

// The process goes on until everything was stopped in its order; a second Ctrl-C would find nothing else to do.
void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}
