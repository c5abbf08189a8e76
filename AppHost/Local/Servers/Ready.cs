namespace SocialEnzyme.Hub.AppHost.Servers;

/// <summary>Waits until a server answers in its own protocol, or tells why it does not.</summary>
static class Ready
{
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    /// <exception cref="InvalidOperationException">The process ended, or did not answer in time; with the end of its log.</exception>
    public static async Task WhenAsync(string name, ChildProcess process, BoundedLog log, Func<CancellationToken, Task<bool>> answers, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Limit);
        while (!await AnswersAsync(answers, limit.Token))
        {
            if (process.HasExited) throw Failure(name, $"ended with code {await process.Exited} while starting", log);
            try { await Task.WhenAny(process.Exited, Task.Delay(50, limit.Token)); }
            finally { ct.ThrowIfCancellationRequested(); }
            if (limit.IsCancellationRequested) throw Failure(name, $"did not answer within {Limit.TotalSeconds:0} seconds", log);
        }
    }

    public static InvalidOperationException Failure(string name, string what, BoundedLog log) =>
        new($"{name} {what}. The end of {log.File}:\n  {string.Join("\n  ", log.Tail(15))}");

    static async Task<bool> AnswersAsync(Func<CancellationToken, Task<bool>> answers, CancellationToken ct)
    {
        try { return await answers(ct); }
        // Whatever a server that is not there yet makes a client throw; the caller's limit ends the waiting.
        catch (Exception) { return false; }
    }
}
