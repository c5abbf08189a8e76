using SocialEnzyme.Hub.Chaos.Checks;
using SocialEnzyme.Hub.Chaos.Faults;
using SocialEnzyme.Hub.Chaos.Load;
using SocialEnzyme.Hub.Chaos.Report;
using SocialEnzyme.Hub.Chaos.Subscribers;
using SocialEnzyme.Hub.Chaos.Support;

namespace SocialEnzyme.Hub.Chaos;

/// <summary>One run: a hub of its own, load and faults at the same time, rest, and then every question that can be asked.</summary>
internal sealed class Run(ChaosOptions options, Screen screen)
{
    // Above what a run must have, so that what could not be published while something was away is made up for.
    private const double PublishesPerSecond = 50;

    private const int Starving = 350;

    private const int TooLittleWasDone = 4;

    private static readonly TimeSpan Told = TimeSpan.FromSeconds(10);

    /// <returns>0: nothing was lost, doubled or broken, and enough was done to say so. 1: something was. 4: nothing was, and too little was done.</returns>
    public async Task<int> PlayAsync(CancellationToken ct)
    {
        screen.Report($"seed {options.Seed} (again with --seed {options.Seed})");
        var summary = await BreakAsync(ct);
        screen.Say(summary.Table());
        foreach (var fault in summary.FaultLines()) screen.Fail(fault);
        if (summary.TooLittle is { } reason) screen.Fail(reason);
        if (options.JsonFile is { } file) await summary.WriteAsync(file);
        screen.Say(summary.LastLine());
        return !summary.IsSound ? 1 : summary.TooLittle is null ? 0 : TooLittleWasDone;
    }

    private async Task<Summary> BreakAsync(CancellationToken ct)
    {
        await using var ground = await Ground.StartAsync(screen, ct);
        var (book, summary) = (new Book(), (Summary?)null);
        try
        {
            await using var audience = await Audience.GatherAsync(ground, options.Seed + 1, ct);
            await DamageAsync(ground);
            var slowest = await LoadAsync(ground, book, ct);
            audience.Behave();
            var settling = new Settling(ground, book, audience, screen);
            await settling.HealthAsync();
            await settling.RunAsync();
            await AllChecks.RunAsync(ground, book, audience, settling, screen);
            return summary = Summary.Of(options, book.Accepted, ground.Findings, ground.Tally, slowest);
        }
        finally
        {
            if (summary is not { IsSound: true }) screen.Fail($"The logs are kept in {ground.Hub.KeepLogs()}");
        }
    }

    private async Task DamageAsync(Ground ground)
    {
        if (options.Without is null) return;
        screen.Report($"this hub has no {options.Without}: it must be found out");
        await (options.Without == "inbox" ? Sabotage.SwitchInboxOffAsync(ground.Database("opportunities")) : Sabotage.SwitchOutboxOffAsync(ground.Database("needs")));
    }

    private async Task<(string, TimeSpan)> LoadAsync(Ground ground, Book book, CancellationToken ct)
    {
        screen.Report($"load and faults for {options.Time.TotalMinutes:0.##} minutes");
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ct);
        over.CancelAfter(options.Time);
        var pace = new Pace(PublishesPerSecond, options.Time);
        var saboteur = new Saboteur(ground, options.Seed + 2, () => pace.Due - book.Accepted > Starving, screen);
        var working = new Workers(ground, book, pace, options.Seed).RunAsync();
        var breaking = Task.WhenAll(saboteur.RunAsync(over.Token), new Nuisance(ground, options.Seed + 3).RunAsync(over.Token));
        for (var all = Task.WhenAll(working, breaking); !all.IsCompleted; await Task.WhenAny(all, Task.Delay(Told, ct)))
        {
            ct.ThrowIfCancellationRequested();
            screen.Report($"{book.Accepted} publishes accepted, {ground.Tally["kills"]} kills, {ground.Tally["calls"]} calls, {ground.Tally["retries"]} of them again"
                + (pace.IsOver ? "; the time is over, and the last calls and repairs are awaited" : ""));
        }
        await working;
        await breaking;
        return saboteur.Slowest;
    }
}
